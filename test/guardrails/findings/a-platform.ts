import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { TenantDirectory, TenantFindings, TenantFindingsForwarding } from '../../../src';
import { Entry, Fault, JsonObject, Lab, isObject } from '../../../src/lab';
import { busName } from '../../../src/tenants/contract';

export const PLATFORM = { account: '222222222222', region: 'us-east-1' };
export const SECURITY = '444444444444';
export const TENANT = '333333333333';

/** What GuardDuty says of a tenant's account, as far as anybody here looks at it. */
export const FINDING = {
  schemaVersion: '2.0',
  accountId: TENANT,
  region: 'eu-central-1',
  id: '16afba5c5c43e07c9e3e5e2e544e95df',
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
  severity: 5.5,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T09:30:00.000Z',
  title: 'API "GetCallerIdentity" was invoked from a known malicious IP address.',
  description: 'It was.',
  service: { count: 3, archived: false },
} as const;

/** A platform account that takes findings, and a security account that sends them from two Regions. */
function synthesize(minimumSeverity?: number): string {
  const app = new App({ analyticsReporting: false });
  const platform = new Stack(app, 'Platform', { env: PLATFORM });
  const bus = new events.EventBus(platform, 'Bus', { eventBusName: busName('tenants') });
  const directory = new TenantDirectory(platform, 'Directory', { removalPolicy: RemovalPolicy.DESTROY });
  const findings = new TenantFindings(platform, 'Findings', { bus, directory, securityAccount: SECURITY });
  findings.onFinding('Heard');
  for (const region of ['us-east-1', 'eu-central-1']) {
    const stack = new Stack(app, `Security-${region}`, { env: { account: SECURITY, region } });
    new TenantFindingsForwarding(stack, 'Findings', { platformAccount: PLATFORM.account, minimumSeverity });
    stack.addStackDependency(platform);
  }
  return app.synth().directory;
}

export interface Played {
  readonly lab: Lab;
  /** Details of the `TenantFinding`s on the platform's bus. */
  readonly told: JsonObject[];
  /** What lies in the queues for what was lost, by the stack's name. */
  readonly lost: Record<string, number>;
  /** Says something on the default bus of the security account, or of another. */
  publish(detail: JsonObject, region?: string, account?: string): void;
}

/** Findings come, in a directory that knows one tenant. */
export async function play(
  story: (played: Played) => unknown, faults: Fault[] = [], minimumSeverity?: number,
): Promise<Played> {
  const lab = new Lab({ faults });
  await lab.deploy(synthesize(minimumSeverity));
  const table = lab.only('AWS::DynamoDB::Table').ref;
  const put = (Item: JsonObject) => lab.cloud.call(lab.operator(PLATFORM), 'dynamodb', 'putItem', { TableName: table, Item });
  const entries: Entry[] = [];
  const known = Promise.all([
    put({ pk: { S: `ACCOUNT#${TENANT}` }, sk: { S: 'RECORD' }, tenantId: { S: 'acme' } }),
    put({ pk: { S: 'TENANT#acme' }, sk: { S: 'RECORD' }, tenantId: { S: 'acme' }, stage: { S: 'production' } }),
  ]);
  await lab.play();
  await known;
  lab.cloud.journal.listen(entry => entries.push(entry));
  const bus = lab.only('AWS::Events::EventBus').arn;
  const publish = (detail: JsonObject, region = 'eu-central-1', account = SECURITY) => {
    lab.events.publish(account, region, { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail });
  };
  const played: Played = {
    lab,
    get told() {
      return entries.flatMap(entry => entry.type === 'event' && entry.detailType === 'TenantFinding' && entry.bus === bus && isObject(entry.detail) ? [entry.detail] : []);
    },
    get lost() {
      return Object.fromEntries(lab.stacks.flatMap(stack => Object.values(stack.resources).filter(({ type }) => type === 'AWS::SQS::Queue')
        .map(({ attributes }) => [stack.name, lab.queues.messages(String(attributes?.Arn)).length])));
    },
    publish,
  };
  story(played);
  await lab.play();
  return played;
}
