import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CentralLogRetention, CentralLogRetentionProps } from '../../../src';
import { AwsError } from '../../../src/lab/aws-error';
import { Json, JsonObject } from '../../../src/lab/json';
import { RETENTION_CALLS, retention } from '../../../src/telemetry/log-groups/workflows/retention.asl';
import { Lab } from '../../lab/asl/lab';
import { documentOf, statesOf } from '../../tenants/workflows/document';

interface Group { retentionInDays?: number }

/** CloudWatch Logs, as far as the workflow asks it, with pages of 50. */
class Logs {
  public readonly groups = new Map<string, Group>();
  public changes = 0;
  constructor(private readonly refuses: (name: string) => boolean = () => false) {}

  public handle(action: string, parameters: JsonObject): JsonObject {
    if (action === 'describeLogGroups') {
      const all = [...this.groups].filter(([name]) => name.startsWith(parameters.logGroupNamePrefix as string));
      const from = Number(parameters.nextToken ?? 0);
      const more = from + 50 < all.length;
      return {
        logGroups: all.slice(from, from + 50).map(([logGroupName, group]): JsonObject => ({ logGroupName, ...group })),
        ...more && { nextToken: String(from + 50) },
      };
    }
    const name = parameters.logGroupName as string;
    if (this.refuses(name)) { throw new AwsError('ResourceNotFoundException', 'it is gone'); }
    this.groups.get(name)!.retentionInDays = parameters.retentionInDays as number;
    this.changes++;
    return {};
  }
}

/** Step Functions writes the members of answers and parameters with a capital letter. */
const cased = (value: Json, of: (letter: string) => string): Json => {
  if (Array.isArray(value)) { return value.map(each => cased(each, of)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value).map(([key, member]) => [of(key[0]) + key.slice(1), cased(member as Json, of)]);
  return Object.fromEntries(entries) as JsonObject;
};

/** States that some story came to. */
const visited = new Set<string>();

async function played(cloud: Logs) {
  const lab = new Lab({
    cloudwatchlogs: ({ action, parameters }) => cased(
      cloud.handle(action, cased(parameters, each => each.toLowerCase()) as JsonObject), each => each.toUpperCase(),
    ) as JsonObject,
  });
  const machineArn = 'arn:aws:states:eu-west-1:222222222222:stateMachine:Machine1';
  await lab.play(retention({ partition: 'aws', machineArn, retentionInDays: 90 }) as unknown as JsonObject);
  for (const entry of lab.entries) { if (entry.type === 'transition' && entry.event === 'entered') { visited.add(entry.state); } }
  return lab.room.executions();
}

const many = (cloud: Logs, count: number, group: Group = {}) => {
  for (let at = 0; at < count; at++) { cloud.groups.set(`/tenants/${String(at).padStart(12, '0')}/x`, { ...group }); }
};

test('log groups without a retention get one, and no others', async () => {
  const cloud = new Logs();
  many(cloud, 120);
  cloud.groups.set('/tenants/999999999999/y', { retentionInDays: 7 });
  cloud.groups.set('/aws/lambda/own', {});
  expect(await played(cloud)).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect(cloud.changes).toBe(120);
  expect(cloud.groups.get('/tenants/000000000077/x')).toEqual({ retentionInDays: 90 });
  expect(cloud.groups.get('/tenants/999999999999/y')).toEqual({ retentionInDays: 7 });
  expect(cloud.groups.get('/aws/lambda/own')).toEqual({});
});

test('one that is gone in between is in nobody\'s way', async () => {
  const cloud = new Logs(name => name.includes('000000000003'));
  many(cloud, 60);
  expect(await played(cloud)).toMatchObject([{ status: 'SUCCEEDED' }]);
  expect(cloud.changes).toBe(59);
});

test('a run whose history gets long hands on where it stands', async () => {
  const cloud = new Logs();
  many(cloud, 3000);
  const runs = await played(cloud);
  expect(runs.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(cloud.changes).toBe(3000);
});

test('where there is nothing, nothing happens', async () => {
  expect(await played(new Logs())).toMatchObject([{ status: 'SUCCEEDED' }]);
});

test('each state of the document is one that some story comes to', () => {
  const document = retention({ partition: '', machineArn: '', retentionInDays: 1 });
  expect(statesOf(document as never).map(([name]) => name).filter(name => !visited.has(name))).toEqual([]);
});

function made(props?: CentralLogRetentionProps) {
  const stack = new Stack(new App(), 'Observability', { env: { account: '444444444444', region: 'us-east-1' } });
  new CentralLogRetention(stack, 'Retention', props);
  return Template.fromStack(stack);
}

const days = (template: Template) => JSON.stringify(documentOf(template, 'Workflow')).match(/"RetentionInDays":(\d+)/)?.[1];

test('CentralLogRetentionProps.retention default: three months', () => {
  expect(days(made())).toBe('90');
  expect(days(made({ retention: logs.RetentionDays.ONE_YEAR }))).toBe('365');
});

test('looks once a week', () => {
  made().hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: Match.stringLikeRegexp('^cron\\(\\d+ 3 \\? \\* SUN \\*\\)$') });
});

test('may do what the document calls, on copies only, and start itself', () => {
  const template = made();
  const called = statesOf(documentOf(template, 'Workflow')).flatMap(([, { Resource }]) => Resource ? [Resource.split(':').slice(-2).join(':')] : []);
  expect(called.sort()).toEqual(['cloudwatchlogs:describeLogGroups', 'cloudwatchlogs:putRetentionPolicy', 'sfn:startExecution']);
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties).includes('logs:'));
  expect(policy.Properties.PolicyDocument.Statement).toMatchObject([
    { Action: RETENTION_CALLS.all[0] },
    { Action: RETENTION_CALLS.copies[0], Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:444444444444:log-group:/tenants/*']] } },
    { Action: RETENTION_CALLS.machine[0], Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':states:us-east-1:444444444444:stateMachine:cdk-account-per-tenant-log-retention']] } },
  ]);
});
