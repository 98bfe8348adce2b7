import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TelemetryReaders, TelemetryReadersProps } from '../../../src';
import { JsonObject } from '../../../src/lab/json';
import { READ_CALLS, read } from '../../../src/telemetry/access/workflows/read.asl';
import { Lab } from '../../lab/asl/lab';
import { documentOf, statesOf } from '../../tenants/workflows/document';

const observability = () => new Stack(new App(), 'Observability', { env: { account: '444444444444', region: 'eu-west-1' } });

function readers(props: Partial<TelemetryReadersProps> = {}, stack = observability()) {
  const bus = events.EventBus.fromEventBusName(stack, 'Bus', 'central');
  const made = new TelemetryReaders(stack, 'Readers', { bus, ...props });
  return { made, stack, template: () => Template.fromStack(stack) };
}

interface Statement { Action: string | string[]; Resource: unknown; Condition?: JsonObject }

const role = (template: Template, name: string) => Object.entries(template.findResources('AWS::IAM::Role'))
  .find(([, { Properties }]) => String(Properties.RoleName).endsWith(name))!;
const trustOf = (template: Template, name: string) =>
  role(template, name)[1].Properties.AssumeRolePolicyDocument.Statement as Statement[];
const policyOf = (template: Template, name: string): Statement[] => Object.values(template.findResources('AWS::IAM::Policy'))
  .find(({ Properties }) => Properties.Roles[0].Ref === role(template, name)[0])!.Properties.PolicyDocument.Statement;

test.each<[string, Partial<TelemetryReadersProps>, RegExp]>([
  ['what is no account', { accounts: ['platform', '222'] }, /^Observability\/Readers:\n {2}- 'accounts' must be an account id of 12 digits, got 'platform'\n {2}- 'accounts' .* got '222'$/],
  ['the name of no platform', { platformName: 'My Platform' }, /'platformName' must be 1 to 24 lower-case letters, digits and hyphens and begin with a letter, got 'My Platform'/],
  ['nobody', { accounts: [] }, /'accounts' must hold at least one account; leave it out for that of this stack/],
])('refuses %s', (_, props, words) => {
  expect(() => readers(props)).toThrow(words);
});

test('takes an account that only CloudFormation knows', () => {
  const stack = observability();
  const template = readers({ accounts: [new CfnParameter(stack, 'People').valueAsString] }, stack).template();
  expect(JSON.stringify(trustOf(template, 'tenant-reader'))).toMatch(/"Ref":"People"/);
});

test('who reads one tenant says who he is, and which tenant, and says nothing else', () => {
  const [assume, with_] = trustOf(readers().template(), 'tenant-reader');
  expect(assume.Condition).toEqual({
    'Null': { 'sts:SourceIdentity': 'false', 'aws:RequestTag/TenantAccount': 'false' },
    'StringLike': { 'aws:RequestTag/TenantAccount': '????????????' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['TenantAccount'] },
  });
  expect(with_.Action).toEqual(['sts:SetSourceIdentity', 'sts:TagSession']);
});

test('the session of a tenant reads logs of that account only, and no metrics, traces or lists', () => {
  const statements = policyOf(readers().template(), 'tenant-reader');
  const [copies, originals, queries] = statements;
  const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
  expect(copies.Resource).toEqual([
    arn(':logs:*:444444444444:log-group:/tenants/${aws:PrincipalTag/TenantAccount}:*'),
    arn(':logs:*:444444444444:log-group:/tenants/${aws:PrincipalTag/TenantAccount}/*'),
  ]);
  expect(originals).toMatchObject({
    Resource: arn(':logs:*:*:log-group:*'),
    // Without the second one, who says that he reads this account would read the copies of all.
    Condition: {
      StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalTag/TenantAccount}' }, StringNotEquals: { 'aws:ResourceAccount': '444444444444' },
    },
  });
  expect(queries).toMatchObject({ Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' });
  expect(statements).toHaveLength(3);
  expect(JSON.stringify(statements)).not.toMatch(/cloudwatch:|xray:|DescribeLogGroups|Unmask/);
});

test('who reads all of them can become so in one Region only, where it is heard', () => {
  const template = readers().template();
  expect(trustOf(template, 'fleet-reader')[0].Condition).toEqual({
    Null: { 'sts:SourceIdentity': 'false' }, StringEquals: { 'aws:RequestedRegion': 'eu-west-1' },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    // Without this state, EventBridge passes over what only reads.
    State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    EventPattern: {
      'source': ['aws.sts'],
      'detail-type': ['AWS API Call via CloudTrail'],
      'detail': { requestParameters: { roleArn: [{ suffix: ':role/cdk-account-per-tenant-tenants-fleet-reader' }] } },
    },
    Targets: [{ Arn: Match.anyValue(), InputTransformer: Match.absent() }, { Id: 'Record', InputTransformer: Match.absent() }],
  });
});

test('only the rule writes what CloudTrail says to the record, which outlives the stack', () => {
  const template = readers().template();
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
  const [policy] = Object.values(template.findResources('AWS::Logs::ResourcePolicy'));
  expect(JSON.stringify(policy.Properties.PolicyDocument)).toMatch(/logs:PutLogEvents.*ArnEquals.*aws:SourceArn.*"Fn::GetAtt":\["ReadersReads\w+","Arn"\]/);
});

const called = (detail: JsonObject) => ({ 'detail-type': 'AWS API Call via CloudTrail', detail });
const jane: JsonObject = {
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::444444444444:assumed-role/Admin/jane', accountId: '444444444444', principalId: 'AROA:jane' },
  eventTime: '2026-01-05T09:00:00Z', sourceIPAddress: '192.0.2.7', eventID: 'e-1',
  requestParameters: { roleArn: 'arn', roleSessionName: 'jane', sourceIdentity: 'jane@example.com' },
};

async function told(detail: JsonObject): Promise<JsonObject> {
  const entries: JsonObject[] = [];
  const lab = new Lab({
    eventbridge: ({ parameters }) => {
      entries.push(...parameters.Entries as JsonObject[]);
      return { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
    },
  });
  expect(await lab.play(read({ partition: 'aws', busName: 'central' }) as unknown as JsonObject, called(detail))).toMatchObject({ status: 'SUCCEEDED' });
  expect(entries).toMatchObject([{ EventBusName: 'central', Source: 'cdk-account-per-tenant', DetailType: 'TelemetryReadAcrossTenants' }]);
  return JSON.parse(entries[0].Detail as string) as JsonObject;
}

test('it is told who reads across tenants, from where and when', async () => {
  expect(await told(jane)).toEqual({
    by: 'jane@example.com', session: 'jane', who: 'arn:aws:sts::444444444444:assumed-role/Admin/jane', account: '444444444444',
    from: '192.0.2.7', at: '2026-01-05T09:00:00Z', outcome: 'granted', eventId: 'e-1',
  });
});

test('it is told of somebody from another account, of whom CloudTrail has no ARN, and of who was refused', async () => {
  const stranger = { ...jane, userIdentity: { type: 'AWSAccount', principalId: 'AROA:joe', accountId: '222222222222' }, errorCode: 'AccessDenied' };
  expect(await told(stranger)).toMatchObject({ who: 'AROA:joe', account: '222222222222', outcome: 'AccessDenied' });
});

test('may put this one event, as the document does', () => {
  const template = readers().template();
  expect(statesOf(documentOf(template, 'Workflow')).map(([, { Resource }]) => Resource)).toEqual(['arn:aws:states:::events:putEvents']);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{ Action: READ_CALLS.bus[0], Condition: { StringEquals: { 'events:detail-type': 'TelemetryReadAcrossTenants' } }, Effect: 'Allow', Resource: Match.anyValue() }],
    },
  });
});

test('a tenant who says that somebody has read across tenants is not believed', () => {
  const { made, template } = readers();
  made.onReadAcrossTenants('Somebody', { eventPattern: { detail: { by: ['jane'] } } });
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'account': ['444444444444'], 'source': ['cdk-account-per-tenant'], 'detail-type': ['TelemetryReadAcrossTenants'], 'detail': { by: ['jane'] },
    },
  });
});

test('TelemetryReadersProps.accounts default: people of the account itself', () => {
  expect(JSON.stringify(trustOf(readers().template(), 'fleet-reader'))).toMatch(/:iam::444444444444:root/);
  const others = JSON.stringify(trustOf(readers({ accounts: ['222222222222'] }).template(), 'fleet-reader'));
  expect(others).toMatch(/:iam::222222222222:root/);
  expect(others).not.toMatch(/444444444444/);
});

test('TelemetryReadersProps.retention default: a year', () => {
  readers().template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  readers({ retention: logs.RetentionDays.TEN_YEARS }).template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 3653 });
});

test('TelemetryReadersProps.platformName default: tenants', () => {
  expect(role(readers().template(), 'tenant-reader')[1].Properties.RoleName).toBe('cdk-account-per-tenant-tenants-tenant-reader');
  expect(role(readers({ platformName: 'shop' }).template(), 'tenant-reader')[1].Properties.RoleName).toBe('cdk-account-per-tenant-shop-tenant-reader');
});
