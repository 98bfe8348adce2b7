/* Who becomes whom, and what he may do then. */
import { HOSTILE, OBSERVABILITY, OTHER, PLATFORM, REGION, STRANGER } from './app';
import { Hostile, Who, aService, hostile, person, stranger } from './decide';
import { Known, RoleName, permissions, trust } from './known';
import { closed, condition, principal, resources, whole } from './world';

const REDRIVING = 'cdk-account-per-tenant-tenants-redriving';

export function becoming({ to: { role } }: Known): Hostile[] {
  const assume = (says: string, who: Who, name: RoleName, given: Hostile['given'], ...stoppedBy: Hostile['stoppedBy']): Hostile =>
    ({ says, who, does: 'sts:AssumeRole', to: role[name], given, stoppedBy });
  const who = (name: RoleName) => principal(trust(name));
  const which = (name: RoleName) => condition(trust(name), 'aws:PrincipalArn');
  const named = (name: RoleName) => condition(trust(name), 'sts:SourceIdentity');
  const externalId = { 'sts:ExternalId': OTHER };
  const jane = person(OBSERVABILITY, 'Jane');
  const reader = { 'sts:SourceIdentity': 'jane', 'aws:RequestTag/TenantAccount': HOSTILE, 'aws:TagKeys': ['TenantAccount'] };
  const without = (key: string) => Object.fromEntries(Object.entries(reader).filter(([each]) => each !== key));
  return [
    assume('a tenant becomes who redrives in another account', hostile, 'redrive', externalId, who('redrive'), which('redrive')),
    assume('a role that a tenant has named like that which redrives does', person(HOSTILE, REDRIVING), 'redrive', externalId, who('redrive'), which('redrive')),
    assume('a role of that name under a path in the right account does', person(OBSERVABILITY, `x/${REDRIVING}`), 'redrive', externalId, which('redrive')),
    assume('somebody else in the right account does', person(OBSERVABILITY, 'Developer'), 'redrive', externalId, which('redrive')),
    assume('who writes failures down does', person(OBSERVABILITY, 'cdk-account-per-tenant-tenants-failure-record'), 'redrive', externalId, which('redrive')),
    assume("who redrives means another tenant's account", person(OBSERVABILITY, REDRIVING), 'redrive', { 'sts:ExternalId': HOSTILE }, condition(trust('redrive'), 'sts:ExternalId')),
    assume('who redrives does not say which account he means', person(OBSERVABILITY, REDRIVING), 'redrive', {}, condition(trust('redrive'), 'sts:ExternalId')),
    assume('somebody outside of the organization does', stranger, 'redrive', externalId, who('redrive'), which('redrive')),
    assume('Lambda works as who redrives there', aService('lambda.amazonaws.com'), 'redrive', externalId, who('redrive'), which('redrive')),
    assume('a tenant becomes who hands failures of another one over', hostile, 'forward', {}, who('forward')),
    assume('Lambda does', aService('lambda.amazonaws.com'), 'forward', {}, who('forward')),
    assume("a tenant becomes the platform in another one's account", hostile, 'platform', {}, who('platform'), which('platform')),
    assume("a tenant becomes an operator in another one's account", hostile, 'operator', { 'sts:SourceIdentity': 'jane' }, who('operator')),
    assume('an operator does not say who he is', person(PLATFORM), 'operator', {}, named('operator')),
    assume('a tenant becomes who reads the directory', hostile, 'directory', {}, who('directory'), which('directory')),
    assume('somebody else in the observability account does', person(OBSERVABILITY, 'Developer'), 'directory', {}, which('directory')),
    assume('who redrives does', person(OBSERVABILITY, REDRIVING), 'directory', {}, which('directory')),
    assume('a tenant becomes who sees which tenants are active', hostile, 'metrics', {}, who('metrics'), which('metrics')),
    assume('somebody else in the platform account does', person(PLATFORM, 'Developer'), 'metrics', {}, which('metrics')),
    assume('a tenant becomes who redrives', hostile, 'redriving', {}, who('redriving')),
    assume('a tenant becomes who writes failures down', hostile, 'record', {}, who('record')),
    assume('a tenant becomes who looks at the health of all', hostile, 'census', {}, who('census')),
    assume('Step Functions does', aService('states.amazonaws.com'), 'census', { 'aws:SourceAccount': HOSTILE }, who('census')),
    assume('a tenant becomes who reads logs of another one', hostile, 'tenantReader', { ...reader, 'aws:RequestTag/TenantAccount': OTHER }, who('tenantReader')),
    assume('a tenant becomes who reads all', hostile, 'fleetReader', { 'sts:SourceIdentity': 'jane' }, who('fleetReader')),
    assume('somebody outside does', person(STRANGER), 'fleetReader', { 'sts:SourceIdentity': 'jane' }, who('fleetReader')),
    assume('a reader does not say who he is', jane, 'tenantReader', without('sts:SourceIdentity'), named('tenantReader')),
    assume('a reader does not say whose logs he reads', jane, 'tenantReader', { 'sts:SourceIdentity': 'jane' },
      condition(trust('tenantReader'), 'aws:RequestTag/TenantAccount')),
    assume('a reader means accounts that begin so', jane, 'tenantReader', { ...reader, 'aws:RequestTag/TenantAccount': '3333' },
      condition(trust('tenantReader'), 'aws:RequestTag/TenantAccount', 'StringLike')),
    assume('a reader says something else as well', jane, 'tenantReader', { ...reader, 'aws:TagKeys': ['TenantAccount', 'Team'] },
      condition(trust('tenantReader'), 'aws:TagKeys')),
    assume('who reads all does not say who he is', jane, 'fleetReader', {}, named('fleetReader')),
    assume('who reads all goes through a Region in which nobody hears it', jane, 'fleetReader',
      { 'sts:SourceIdentity': 'jane', 'aws:RequestedRegion': 'ap-southeast-2' }, condition(trust('fleetReader'), 'aws:RequestedRegion')),
  ];
}

/** A session of the role that redrives, in the account of the hostile tenant, for one function. */
export const SESSION = 'session for one function of one tenant';
export const FUNCTION = `arn:aws:lambda:${REGION}:${HOSTILE}:function:orders_Worker`;
const redriving: Who = { ...person(HOSTILE, 'cdk-account-per-tenant-tenants-redrive'), identity: 'permissions of the redrive role in the hostile account', session: SESSION };

export function having({ to }: Known): Hostile[] {
  const own = (says: string, does: string, arn: string): Hostile => ({
    says, who: redriving, does, to: { arn, account: HOSTILE }, stoppedBy: [whole('the policy of the session', SESSION)],
  });
  const beyond = (says: string, does: string, target: Known['to']['bus']): Hostile => ({
    says, who: redriving, does, to: target,
    stoppedBy: [whole('the policy of the session', SESSION), resources(redriving.identity!), closed(target.policy!)],
  });
  const reader: Who = { ...person(OBSERVABILITY, 'cdk-account-per-tenant-tenants-tenant-reader'), identity: permissions('tenantReader'), tags: { TenantAccount: HOSTILE } };
  const reads = (says: string, does: string, target: Known['to']['bus'], stoppedBy = resources(permissions('tenantReader')), given?: Hostile['given']): Hostile =>
    ({ says, who: reader, does, to: target, given, stoppedBy: [stoppedBy] });
  const ofCentral: Who = { ...reader, tags: { TenantAccount: OBSERVABILITY } };
  const executions = `arn:aws:states:${REGION}:${HOSTILE}:execution:orders_Flow:1`;
  const function_ = (which: 'bus' | 'bucket'): Who => ({ ...person(HOSTILE, 'Orders'), identity: `permissions of a function with the ${which}` });
  return [
    own('a session for one function invokes another one', 'lambda:InvokeFunction', FUNCTION.replace('Worker', 'Payments')),
    own('it invokes a function whose name begins so', 'lambda:InvokeFunction', `${FUNCTION}s`),
    own('it redrives an execution', 'states:RedriveExecution', executions),
    own('it reads an object', 's3:GetObject', `arn:aws:s3:::cdk-apt-tenants-${HOSTILE}-us-east-1-f/1`),
    own('it has an archive replayed', 'events:StartReplay', `arn:aws:events:${REGION}:${HOSTILE}:archive/apt-tenants-failed-bus`),
    beyond("it invokes another tenant's function", 'lambda:InvokeFunction', to.otherFunction),
    beyond("it redrives another tenant's execution", 'states:RedriveExecution', to.otherExecution),
    beyond("it reads another tenant's object", 's3:GetObject', to.otherObjects),
    beyond("it has another tenant's archive replayed", 'events:StartReplay', to.otherArchive),
    reads("who reads logs of one tenant reads another one's", 'logs:FilterLogEvents', to.copies),
    reads("he reads another one's where they are, over its link", 'logs:FilterLogEvents', to.linkedLogs,
      condition(permissions('tenantReader'), 'aws:ResourceAccount')),
    reads('he reads logs of a tenant whose account begins so', 'logs:GetLogEvents', { ...to.copies, arn: `arn:aws:logs:${REGION}:${OBSERVABILITY}:log-group:/tenants/${HOSTILE}4/x:log-stream:1` }),
    reads("he asks what failed in another one's account", 'dynamodb:Query', to.table,
      condition(permissions('tenantReader'), 'dynamodb:LeadingKeys'), { 'dynamodb:LeadingKeys': [`ACCOUNT#${OTHER}`] }),
    reads('he asks what failed anywhere', 'dynamodb:Query', { ...to.table, arn: `${to.table.arn}/index/by-state` }),
    reads('he asks who is unhealthy', 'dynamodb:Query', to.table,
      condition(permissions('tenantReader'), 'dynamodb:LeadingKeys'), { 'dynamodb:LeadingKeys': ['HEALTH'] }),
    reads("he reads what another one's function was given", 's3:GetObject', to.bodies),
    reads('he asks who has read', 'logs:FilterLogEvents', to.record),
    {
      says: 'who says that he reads the account with the copies reads those of all', who: ofCentral, does: 'logs:FilterLogEvents', to: to.copies,
      stoppedBy: [condition(permissions('tenantReader'), 'aws:ResourceAccount', 'StringNotEquals')],
    },
    {
      says: "a tenant's function puts a failure on another one's bus", who: function_('bus'), does: 'events:PutEvents', to: to.otherBus,
      stoppedBy: [resources('permissions of a function with the bus'), closed(to.otherBus.policy!)],
    },
    {
      says: "it puts one into another one's bucket", who: function_('bucket'), does: 's3:PutObject', to: to.otherObjects,
      stoppedBy: [resources('permissions of a function with the bucket'), condition('permissions of a function with the bucket', 'aws:ResourceAccount'), closed(to.otherObjects.policy!)],
    },
    {
      says: 'a failure goes into a bucket that a stranger has named like that of the tenant, before it was there', who: function_('bucket'), does: 's3:PutObject',
      to: { arn: `arn:aws:s3:::cdk-apt-tenants-${HOSTILE}-us-east-1-f/aws/lambda/async/1`, account: STRANGER, policy: 'policy of a bucket that a stranger has opened' },
      stoppedBy: [condition('permissions of a function with the bucket', 'aws:ResourceAccount')],
    },
    {
      says: "who redrives invokes a tenant's function without becoming anybody there", who: { ...person(OBSERVABILITY, REDRIVING), identity: permissions('redriving') },
      does: 'lambda:InvokeFunction', to: to.otherFunction, stoppedBy: [{ says: 'what the role may do', out: world => ({ ...world, [permissions('redriving')]: OPEN_IDENTITY }) }, closed(to.otherFunction.policy!)],
    },
    {
      says: 'who writes failures down becomes who redrives', who: { ...person(OBSERVABILITY, 'cdk-account-per-tenant-tenants-failure-record'), identity: permissions('record') },
      does: 'sts:AssumeRole', to: to.role.redrive, given: { 'sts:ExternalId': OTHER },
      stoppedBy: [resources(permissions('record')), condition(trust('redrive'), 'aws:PrincipalArn')],
    },
  ];
}

const OPEN_IDENTITY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** What another tenant has, called from the hostile tenant's account. */
export function onTenants({ to }: Known): Hostile[] {
  const from = (says: string, does: string, target: Known['to']['bus'], who = hostile): Hostile =>
    ({ says, who, does, to: target, stoppedBy: [closed(target.policy!)] });
  return [
    from("a tenant puts a failure on another one's bus", 'events:PutEvents', to.otherBus),
    from("a tenant reads another one's object", 's3:GetObject', to.otherObjects),
    from("a tenant puts an object into another one's bucket", 's3:PutObject', to.otherObjects),
    from("a tenant lists another one's bucket", 's3:ListBucket', to.otherBucket),
    from("somebody outside reads a tenant's object", 's3:GetObject', to.otherObjects, stranger),
    from("a tenant invokes another one's function", 'lambda:InvokeFunction', to.otherFunction),
    from("a tenant reads another one's logs", 'logs:GetLogEvents', to.otherLogs),
    from("a tenant has another one's failures replayed", 'events:StartReplay', to.otherArchive),
    from('a tenant puts another one to sleep', 'ssm:PutParameter', to.otherTier),
    from("a tenant reads another one's tier", 'ssm:GetParameter', to.otherTier),
  ];
}

/** What the hostile tenant may do in his own account but for guardrails. */
export function tampering({ to, world }: Known): Hostile[] {
  const stoppedBy = [whole('guardrails that are recommended', ...Object.keys(world).filter(name => name.startsWith('guardrails')))];
  const own = (says: string, does: string, arn: string): Hostile =>
    ({ says, who: hostile, does, to: { arn, account: HOSTILE }, underGuardrails: true, stoppedBy });
  const events = `arn:aws:events:${REGION}:${HOSTILE}`;
  const role = (name: string) => `arn:aws:iam::${HOSTILE}:role/cdk-account-per-tenant-tenants-${name}`;
  return [
    own('a tenant cuts his link', 'oam:DeleteLink', to.ownLink.arn),
    own('a tenant shows less of himself', 'oam:UpdateLink', to.ownLink.arn),
    own('a tenant shows himself to somebody else', 'oam:CreateLink', `arn:aws:oam:${REGION}:${STRANGER}:sink/1`),
    own('a tenant has his failures sent elsewhere', 'events:PutTargets', `${events}:rule/cdk-account-per-tenant-tenants-failures/apt-tenants-failures`),
    own('a tenant keeps quiet which executions failed', 'events:DisableRule', `${events}:rule/apt-tenants-failed-executions`),
    own('a tenant deletes the bus', 'events:DeleteEventBus', `${events}:event-bus/cdk-account-per-tenant-tenants-failures`),
    own('a tenant deletes the archive', 'events:DeleteArchive', `${events}:archive/apt-tenants-failed-bus`),
    own('a tenant lets others become who redrives', 'iam:UpdateAssumeRolePolicy', role('redrive')),
    own('a tenant lets who redrives do more', 'iam:PutRolePolicy', role('redrive')),
    own('a tenant hands the role that forwards to a rule of his own', 'iam:PassRole', role('failures')),
    own('a tenant has nothing masked', 'logs:DeleteAccountPolicy', '*'),
    own('a tenant makes failures disappear', 's3:DeleteObject', `arn:aws:s3:::cdk-apt-tenants-${HOSTILE}-us-east-1-f/aws/lambda/async/1`),
    own('a tenant says that he is of another tier', 'ssm:PutParameter', `arn:aws:ssm:${REGION}:${HOSTILE}:parameter/cdk-account-per-tenant/telemetry-tier`),
    own('a tenant has everything sampled', 'xray:UpdateSamplingRule', `arn:aws:xray:${REGION}:${HOSTILE}:sampling-rule/cdk-account-per-tenant`),
  ];
}

