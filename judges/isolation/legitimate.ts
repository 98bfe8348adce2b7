/* What has to go on as before: a wall that stops everything proves nothing. */
import { HOSTILE, OBSERVABILITY, ORGANIZATION, OTHER, PLATFORM, REGION } from './app';
import { link } from './calls-central';
import { FUNCTION, SESSION } from './calls-roles';
import { Call, Who, aService, hostile, person } from './decide';
import { Known, permissions } from './known';

export function legitimate({ to, theRule, theReads }: Known): Call[] {
  const types = { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'] };
  const stackSets = person(HOSTILE, 'stacksets-exec-0a1b2c3d');
  const forward: Who = { ...person(OTHER, 'cdk-account-per-tenant-tenants-failures'), identity: permissions('forward') };
  const central = (name: string, identity: string): Who => ({ ...person(OBSERVABILITY, `cdk-account-per-tenant-tenants-${name}`), identity });
  const redriving = { ...person(HOSTILE, 'cdk-account-per-tenant-tenants-redrive'), identity: 'permissions of the redrive role in the hostile account', session: SESSION };
  const reader: Who = { ...person(OBSERVABILITY, 'cdk-account-per-tenant-tenants-tenant-reader'), identity: permissions('tenantReader'), tags: { TenantAccount: OTHER } };
  const externalId = { 'sts:ExternalId': OTHER };
  return [
    { says: 'StackSets links a tenant', who: stackSets, does: 'oam:CreateLink', to: to.sink, given: types, underGuardrails: true },
    { says: 'StackSets narrows the link', who: stackSets, does: 'oam:UpdateLink', to: link(to.sink), given: types, underGuardrails: true },
    { says: 'a tenant hands a failure over', who: forward, does: 'events:PutEvents', to: to.bus, given: { 'events:source': 'lambda', 'aws:PrincipalOrgID': ORGANIZATION }, underGuardrails: true },
    { says: 'the rule puts it into the queue', who: aService('events.amazonaws.com'), does: 'sqs:SendMessage', to: to.queue, given: { 'aws:SourceArn': theRule } },
    { says: 'it is written down', who: central('failure-record', permissions('record')), does: 'dynamodb:PutItem', to: to.table },
    { says: 'its body is kept', who: central('failure-record', permissions('record')), does: 's3:PutObject', to: to.bodies },
    { says: 'it is asked whose account it is', who: central('failure-record', permissions('record')), does: 'sts:AssumeRole', to: to.role.directory },
    { says: 'it is looked who is healthy', who: central('census', permissions('census')), does: 'sts:AssumeRole', to: to.role.directory },
    { says: 'it is looked who is active', who: person(PLATFORM, 'cdk-account-per-tenant-tenants-survey'), does: 'sts:AssumeRole', to: to.role.metrics },
    { says: 'who redrives enters an account', who: central('redriving', permissions('redriving')), does: 'sts:AssumeRole', to: to.role.redrive, given: externalId },
    { says: 'he invokes what failed', who: redriving, does: 'lambda:InvokeFunction', to: { arn: FUNCTION, account: HOSTILE }, underGuardrails: true },
    {
      says: "a tenant's function puts a failure on its bus", who: { ...person(HOSTILE, 'Orders'), identity: 'permissions of a function with the bus' }, does: 'events:PutEvents',
      to: { arn: to.otherBus.arn.replace(OTHER, HOSTILE), account: HOSTILE }, underGuardrails: true,
    },
    {
      says: 'or into its bucket', who: { ...person(HOSTILE, 'Orders'), identity: 'permissions of a function with the bucket' }, does: 's3:PutObject',
      to: { arn: to.otherObjects.arn.replace(OTHER, HOSTILE), account: HOSTILE }, underGuardrails: true,
    },
    { says: 'a tenant writes logs', who: hostile, does: 'logs:PutLogEvents', to: { arn: to.otherLogs.arn.replace(OTHER, HOSTILE), account: HOSTILE }, underGuardrails: true },
    { says: 'a tenant puts metrics', who: hostile, does: 'cloudwatch:PutMetricData', to: { arn: '*', account: HOSTILE }, underGuardrails: true },
    { says: 'a tenant records traces', who: hostile, does: 'xray:PutTraceSegments', to: { arn: '*', account: HOSTILE }, underGuardrails: true },
    {
      says: 'a person says who she is and whose logs she reads', who: person(OBSERVABILITY, 'Jane'), does: 'sts:AssumeRole', to: to.role.tenantReader,
      given: { 'sts:SourceIdentity': 'jane', 'aws:RequestTag/TenantAccount': OTHER, 'aws:TagKeys': ['TenantAccount'] },
    },
    { says: 'she reads copies of them', who: reader, does: 'logs:FilterLogEvents', to: to.copies },
    { says: 'she asks what failed there', who: reader, does: 'dynamodb:Query', to: to.table, given: { 'dynamodb:LeadingKeys': [`ACCOUNT#${OTHER}`] } },
    { says: 'she reads what a function was given there', who: reader, does: 's3:GetObject', to: to.bodies },
    { says: 'she reads them where they are', who: reader, does: 'logs:FilterLogEvents', to: to.linkedLogs },
    {
      says: 'a person becomes who reads all, where it is heard', who: person(OBSERVABILITY, 'Jane'), does: 'sts:AssumeRole', to: to.role.fleetReader,
      given: { 'sts:SourceIdentity': 'jane', 'aws:RequestedRegion': REGION },
    },
    { says: 'it is written down', who: aService('events.amazonaws.com'), does: 'logs:PutLogEvents', to: to.record, given: { 'aws:SourceArn': theReads } },
  ];
}
