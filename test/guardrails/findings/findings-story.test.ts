import { FINDING, PLATFORM, SECURITY, play } from './a-platform';
import { FINDING_CALLS } from '../../../src/guardrails/findings/finding.asl';
import { Fault } from '../../../src/lab';
import schema from '../../../src/tenants/schemas/tenant-finding.json';

const TOLD = {
  accountId: FINDING.accountId, region: 'eu-central-1', severity: 5.5, type: FINDING.type, title: FINDING.title, findingId: FINDING.id, at: FINDING.updatedAt,
};

const refusing = (service: string, action: string, error: string, inState: string, times = 99): Fault =>
  ({ kind: 'error', service, action, error, inState, times });

describe('nothing is lost', () => {
  test("an account that is no tenant's: told without a tenant", async () => {
    const { told } = await play(({ publish }) => publish({ ...FINDING, accountId: '555555555555' }));
    expect(told).toEqual([{ ...TOLD, accountId: '555555555555', notes: [] }]);
  });

  test('a directory that is throttled for a while: told with the tenant, a little later', async () => {
    const { told, lab } = await play(({ publish }) => publish(FINDING), [refusing('dynamodb', 'getItem', 'ThrottlingException', 'Whose account is it?', 3)]);
    lab.expectFaultsApplied();
    expect(told).toEqual([{ ...TOLD, tenantId: 'acme', stage: 'production', notes: [] }]);
  });

  test('a directory that never answers: told without a tenant, and why', async () => {
    const { told } = await play(({ publish }) => publish(FINDING), [refusing('dynamodb', 'getItem', 'ThrottlingException', 'Whose account is it?')]);
    expect(told).toEqual([{ ...TOLD, notes: ['the directory could not be read: DynamoDb.ThrottlingException'] }]);
  });

  test('a record that cannot be read: told with the tenant, without the stage, and why', async () => {
    const { told } = await play(({ publish }) => publish(FINDING), [refusing('dynamodb', 'getItem', 'ThrottlingException', 'Which stage is it?')]);
    expect(told).toEqual([{ ...TOLD, tenantId: 'acme', notes: ['the directory could not be read: DynamoDb.ThrottlingException'] }]);
  });

  test('a bus that refuses for a while: told later', async () => {
    const { told, lab } = await play(({ publish }) => publish(FINDING), [refusing('eventbridge', 'putEvents', 'InternalException', 'Tell whose finding it is', 3)]);
    lab.expectFaultsApplied();
    expect(told).toHaveLength(1);
  });

  test('a bus that refuses for ever: the run fails, and can be redriven', async () => {
    const { told, lab } = await play(({ publish }) => publish(FINDING), [refusing('eventbridge', 'putEvents', 'InternalException', 'Tell whose finding it is')]);
    expect([told, lab.states.executions().map(({ status }) => status)]).toEqual([[], ['FAILED']]);
  });

  test('a workflow that cannot be started: the finding lies in the queue of the platform account', async () => {
    const { told, lost } = await play(({ publish }) => publish(FINDING), [{ kind: 'error', service: 'sfn', action: 'startExecution', error: 'AccessDeniedException' }]);
    expect([told, lost]).toEqual([[], { 'Platform': 1, 'Security-us-east-1': 0, 'Security-eu-central-1': 0 }]);
  });

  test('a bus of the platform that is not to be reached: the finding lies in the queue of its Region', async () => {
    const { told, lost } = await play(({ publish }) => publish(FINDING), [{ kind: 'error', service: 'eventbridge', action: 'putEvents', error: 'AccessDeniedException' }]);
    expect([told, lost]).toEqual([[], { 'Platform': 0, 'Security-us-east-1': 0, 'Security-eu-central-1': 1 }]);
  });

  test('a finding that is larger than what a workflow takes', async () => {
    const { told } = await play(({ publish }) => publish({ ...FINDING, description: 'x'.repeat(300_000) }));
    expect(told).toHaveLength(1);
  });

  test('a title with quotes, brackets and line breaks comes as it is', async () => {
    const title = 'a "b" <c> {d} \\ \n 日本';
    expect((await play(({ publish }) => publish({ ...FINDING, title }))).told).toMatchObject([{ title }]);
  });
});

test.each(['us-east-1', 'eu-central-1'])("a finding in %s comes out on the platform's bus with its tenant", async region => {
  const { told, lost } = await play(({ publish }) => publish({ ...FINDING, region }, region));
  expect(told).toEqual([{ ...TOLD, region, tenantId: 'acme', stage: 'production', notes: [] }]);
  expect(Object.values(lost)).toEqual([0, 0, 0]);
});

test('a finding that recurs is told again under the same id, as of another time', async () => {
  const { told } = await play(({ publish }) => {
    publish(FINDING);
    publish({ ...FINDING, updatedAt: '2026-11-21T15:30:00.000Z' });
  });
  expect(told.map(({ findingId }) => findingId)).toEqual([FINDING.id, FINDING.id]);
  expect(new Set(told.map(({ at }) => at))).toEqual(new Set([FINDING.updatedAt, '2026-11-21T15:30:00.000Z']));
});

test('an event that comes twice is told twice, and is known by its id and time', async () => {
  const { told } = await play(({ publish }) => publish(FINDING), [{ kind: 'delivery', how: 'doubled' }]);
  expect(told).toHaveLength(2);
  expect(told[0]).toEqual(told[1]);
});

test('what is told is as its schema says', async () => {
  const { told } = await play(({ publish }) => {
    publish(FINDING);
    publish({ ...FINDING, accountId: '555555555555' });
  });
  for (const detail of told) {
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(detail)));
    expect(Object.keys(detail)).toEqual(expect.arrayContaining(schema.required));
  }
  expect(Object.keys(told.find(({ tenantId }) => tenantId)!).sort()).toEqual(Object.keys(schema.properties).sort());
});

test.each([[4, 1], [6, 0]])('with a minimum severity of %d, a finding of 5.5 is told so often: %d', async (minimumSeverity, times) => {
  expect((await play(({ publish }) => publish(FINDING), [], minimumSeverity)).told).toHaveLength(times);
});

test('what GuardDuty says in another account comes nowhere', async () => {
  const { told, lab } = await play(({ publish }) => publish(FINDING, 'us-east-1', '777777777777'));
  expect([told, lab.states.executions()]).toEqual([[], []]);
});

test('the security account puts nothing but findings on the bus: no request for a tenant, no finding of its own making', async () => {
  const { lab } = await play(() => undefined);
  const bus = lab.only('AWS::Events::EventBus').arn!;
  const { arn: role } = lab.all('AWS::IAM::Role').find(({ account, region }) => account === SECURITY && region === 'us-east-1')!;
  const entry = (Source: string, DetailType: string) => ({ EventBusName: bus, Source, DetailType, Detail: '{}' });
  const putting = lab.cloud.call({ principal: role!, ...PLATFORM, account: SECURITY }, 'eventbridge', 'putEvents', {
    Entries: [entry('cdk-account-per-tenant', 'TenantFinding'), entry('my.product', 'TenantRequested'), entry('my.product', 'GuardDuty Finding')],
  });
  await lab.play();
  await expect(putting).resolves.toMatchObject({ FailedEntryCount: 3, Entries: Array(3).fill({ ErrorCode: 'AccessDeniedException' }) });
});

test('each role was granted what the story needed, and nothing else', async () => {
  const { lab } = await play(({ publish }) => ['us-east-1', 'eu-central-1'].forEach(region => publish(FINDING, region)));
  const entries = (usage: ReturnType<typeof lab.iam.used>) =>
    usage.filter(({ role }) => !/OrganizationAccountAccessRole/.test(role)).flatMap(({ role, actions, resources }) => [...actions, ...resources].map(each => `${role}: ${each}`)).sort();
  expect(entries(lab.iam.used())).toEqual(entries(lab.iam.granted()));
  const [workflow] = lab.all('AWS::IAM::Role').filter(({ logicalId }) => logicalId.startsWith('FindingsRole'));
  const called = lab.iam.used().filter(({ role }) => role === workflow.arn).flatMap(({ actions }) => actions);
  expect(called.sort()).toEqual(Object.values(FINDING_CALLS).flat().sort());
});
