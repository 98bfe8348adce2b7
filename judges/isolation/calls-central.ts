/* Calls on what is in the observability account. */
import { HOSTILE, OBSERVABILITY, OTHER, REGION, STRANGER } from './app';
import { Hostile, NOBODY, aService, hostile, person, stranger } from './decide';
import { Known } from './known';
import { actions, closed, condition, denial, principal } from './world';

const TYPES = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];
const types = (...more: string[]) => ({ 'oam:ResourceTypes': [...TYPES, ...more] });

/** A link is changed under the policy of the sink that it leads to. */
export const link = (sink: Known['to']['sink']) => ({ ...sink, arn: sink.arn.replace('sink/', 'link/') });

export function onSink({ to: { sink } }: Known): Hostile[] {
  const organization = condition(sink.policy!, 'aws:PrincipalOrgID');
  const allowed = condition(sink.policy!, 'oam:ResourceTypes', 'ForAllValues:StringEquals');
  const lets = closed(sink.policy!);
  const call = (says: string, who: Hostile['who'], does: string, given: Hostile['given'], ...stoppedBy: Hostile['stoppedBy']): Hostile =>
    ({ says, who, does, to: does === 'oam:UpdateLink' ? link(sink) : sink, given, stoppedBy });
  return [
    call('somebody outside of the organization links his account', stranger, 'oam:CreateLink', types(), organization),
    call('he changes a link', stranger, 'oam:UpdateLink', types(), organization),
    call('somebody who signs nothing makes a link', NOBODY, 'oam:CreateLink', types(), organization),
    call('a service links for somebody', aService('cloudwatch.amazonaws.com'), 'oam:CreateLink', { ...types(), 'aws:SourceAccount': STRANGER }, organization),
    call('a tenant shares more than the sink allows', hostile, 'oam:CreateLink', types('AWS::InternetMonitor::Monitor'), allowed),
    call('a tenant has his link share more', hostile, 'oam:UpdateLink', types('AWS::ApplicationSignals::Service'), allowed),
    call('a tenant links and says no types', hostile, 'oam:CreateLink', {}, condition(sink.policy!, 'oam:ResourceTypes', 'Null')),
    call('a tenant deletes the sink', hostile, 'oam:DeleteSink', {}, lets),
    call('a tenant opens the sink for others', hostile, 'oam:PutSinkPolicy', {}, lets),
    call('a tenant looks who else is linked', hostile, 'oam:ListAttachedLinks', {}, lets),
    call('a tenant looks at the sink', hostile, 'oam:GetSink', {}, lets),
  ];
}

export function onBuses({ to: { bus, defaultBus } }: Known): Hostile[] {
  const organization = condition(bus.policy!, 'aws:PrincipalOrgID');
  const failure = { 'events:source': 'lambda', 'events:detail-type': 'Lambda Function Invocation Result - Failure' };
  const put = (says: string, who: Hostile['who'], given = {}): Hostile =>
    ({ says, who, does: 'events:PutEvents', to: bus, given: { ...failure, ...given }, stoppedBy: [organization] });
  const may = (says: string, does: string, rest: string): Hostile => ({
    says, who: hostile, does, to: { ...bus, arn: `arn:aws:events:${REGION}:${OBSERVABILITY}:${rest}` },
    stoppedBy: [closed(bus.policy!)],
  });
  const name = bus.arn.split('/')[1];
  return [
    put('somebody outside of the organization puts a failure on the bus', stranger),
    put('somebody who signs nothing does', NOBODY),
    put('EventBridge does, for a rule of a stranger without a role', aService('events.amazonaws.com'), { 'aws:SourceAccount': STRANGER }),
    put('a scheduler of a stranger does', aService('scheduler.amazonaws.com'), { 'aws:SourceAccount': STRANGER }),
    may('a tenant makes a rule on the bus, to hear of others', 'events:PutRule', `rule/${name}/mine`),
    may('a tenant has the failures sent to himself', 'events:PutTargets', `rule/${name}/mine`),
    may('a tenant reads the rules', 'events:DescribeRule', `rule/${name}/Failures`),
    ...['TenantHealthChanged', 'TenantFailureParked', 'TelemetryReadAcrossTenants'].map((detailType): Hostile => ({
      says: `a tenant says ${detailType} of another one, as the central place does`, who: hostile, does: 'events:PutEvents', to: bus,
      given: { 'events:source': 'cdk-account-per-tenant', 'events:detail-type': detailType }, stoppedBy: [condition(bus.policy!, 'events:source')],
    })),
    { says: 'a tenant deletes the bus', who: hostile, does: 'events:DeleteEventBus', to: bus, stoppedBy: [actions(bus.policy!)] },
    { says: 'a tenant looks at the bus', who: hostile, does: 'events:DescribeEventBus', to: bus, stoppedBy: [actions(bus.policy!)] },
    {
      says: 'a tenant tells the default bus that somebody has read', who: hostile, does: 'events:PutEvents', to: defaultBus,
      given: { 'events:source': 'mine' }, stoppedBy: [closed(defaultBus.policy!)],
    },
  ];
}

export function onQueues({ to: { queue, undelivered, unrecorded } }: Known): Hostile[] {
  const ofTenant = { 'aws:SourceArn': `arn:aws:events:${REGION}:${HOSTILE}:rule/mine`, 'aws:SourceAccount': HOSTILE };
  return [
    ...[queue, undelivered].flatMap((to): Hostile[] => [
      {
        says: 'EventBridge puts a message there for a rule of a tenant', who: aService('events.amazonaws.com'), does: 'sqs:SendMessage', to, given: ofTenant,
        stoppedBy: [condition(to.policy!, 'aws:SourceArn')],
      },
      {
        says: 'SNS puts one there for a topic of a tenant', who: aService('sns.amazonaws.com'), does: 'sqs:SendMessage', to, given: ofTenant,
        stoppedBy: [principal(to.policy!), condition(to.policy!, 'aws:SourceArn')],
      },
      {
        says: 'S3 puts one there for a bucket of a tenant', who: aService('s3.amazonaws.com'), does: 'sqs:SendMessage', to, given: ofTenant,
        stoppedBy: [principal(to.policy!), condition(to.policy!, 'aws:SourceArn')],
      },
    ]),
    ...[queue, undelivered, unrecorded].flatMap((to): Hostile[] => [
      { says: 'a tenant puts a message there that says it is of another one', who: hostile, does: 'sqs:SendMessage', to, stoppedBy: [closed(to.policy!)] },
      { says: "a tenant reads others' failures there", who: hostile, does: 'sqs:ReceiveMessage', to, stoppedBy: [closed(to.policy!)] },
      { says: 'a tenant empties it', who: hostile, does: 'sqs:PurgeQueue', to, stoppedBy: [closed(to.policy!)] },
      { says: 'somebody who signs nothing puts a message there', who: NOBODY, does: 'sqs:SendMessage', to, stoppedBy: [closed(to.policy!)] },
    ]),
  ];
}

export function onData({ to, theReads }: Known): Hostile[] {
  const from = (says: string, does: string, target: Known['to']['bus'], who = hostile): Hostile =>
    ({ says, who, does, to: target, stoppedBy: [closed(target.policy!)] });
  const session = { ...person(OBSERVABILITY, 'cdk-account-per-tenant-tenants-record'), identity: 'permissions of the role record' };
  const index = { ...to.table, arn: `${to.table.arn}/index/by-state` };
  const ofTenant = { 'aws:SourceArn': `arn:aws:events:${REGION}:${HOSTILE}:rule/mine` };
  return [
    from("a tenant reads another one's failure out of the table", 'dynamodb:GetItem', to.table),
    from('a tenant lists the failures of all', 'dynamodb:Query', index),
    from('a tenant writes a failure of another one', 'dynamodb:PutItem', to.table),
    from('a tenant opens the table for himself', 'dynamodb:PutResourcePolicy', to.table),
    from('somebody outside of the organization reads the table', 'dynamodb:Scan', to.table, stranger),
    from('a tenant reads who is who', 'dynamodb:GetItem', to.directory),
    from('a tenant writes that he is another one', 'dynamodb:UpdateItem', to.directory),
    from("a tenant reads another one's body", 's3:GetObject', to.bodies),
    from('a tenant puts another body there', 's3:PutObject', to.bodies),
    from('a tenant lists bodies', 's3:ListBucket', to.bodiesBucket),
    from('somebody who signs nothing reads one', 's3:GetObject', to.bodies, NOBODY),
    {
      says: 'a body is written over a line that anybody reads', who: session, does: 's3:PutObject', to: to.bodies,
      given: { 'aws:SecureTransport': 'false' }, stoppedBy: [denial(to.bodies.policy!)],
    },
    from("a tenant reads copies of another one's logs", 'logs:FilterLogEvents', to.copies),
    from('a tenant writes into them', 'logs:PutLogEvents', to.copies),
    from('a tenant deletes them', 'logs:DeleteLogGroup', { ...to.copies, arn: to.copies.arn.replace(/:log-stream:1$/, '') }),
    from('a tenant writes who has read', 'logs:PutLogEvents', to.record),
    from('a tenant makes it disappear who has read', 'logs:DeleteLogGroup', { ...to.record, arn: to.record.arn.replace(/:log-stream:1$/, '') }),
    {
      says: 'EventBridge writes who has read for a rule of a tenant', who: aService('events.amazonaws.com'), does: 'logs:PutLogEvents', to: to.record,
      given: ofTenant, stoppedBy: [condition(to.record.policy!, 'aws:SourceArn')],
    },
    {
      says: 'S3 writes who has read', who: aService('s3.amazonaws.com'), does: 'logs:PutLogEvents', to: to.record,
      given: { 'aws:SourceArn': theReads }, stoppedBy: [principal(to.record.policy!)],
    },
    from('a tenant has failures redriven by the function', 'lambda:InvokeFunction', to.redriveFunction),
    from('a tenant has them redriven by the workflow', 'states:StartExecution', to.machine),
    from("a tenant has another function's code redrive", 'lambda:UpdateFunctionCode', to.redriveFunction),
    from(`somebody outside reads what ${OTHER} logs`, 'logs:GetLogEvents', to.copies, stranger),
  ];
}
