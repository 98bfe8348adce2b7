import { JsonObject } from '../../../../src/lab/json';
import { ACCOUNT, OPERATOR, OTHER_ACCOUNT, REGION, ROLE } from '../deployed';
import { ABus, BUS, FUNCTION } from './a-bus';

const GOOD = { EventBusName: 'plane', Source: 'tenants', DetailType: 'TenantReady', Detail: '{}' };

const put = (bus: ABus, ...entries: JsonObject[]) => bus.call('eventbridge', 'putEvents', { Entries: entries }, ROLE);

describe('the whole request fails', () => {
  test.each([
    ['no entries', [], 'ValidationException'],
    ['more than ten entries', Array.from({ length: 11 }, () => GOOD), 'ValidationException'],
    ['only entries that lack something', [{ ...GOOD, Detail: undefined }, { ...GOOD, Source: undefined }], 'ValidationException'],
    ['a Detail that is no text', [{ ...GOOD, Detail: { a: 1 } }], 'SerializationException'],
    ['a Time that is none', [{ ...GOOD, Time: 'soon' }], 'SerializationException'],
    ['one megabyte', [{ ...GOOD, Detail: JSON.stringify({ a: 'x'.repeat(1024 * 1024 - 26) }) }], 'ValidationException'],
  ])('with %s', async (_, entries, name) => {
    const bus = new ABus();
    await expect(put(bus, ...entries)).rejects.toMatchObject({ name });
    expect(bus.journal.filter(({ type }) => type === 'event')).toEqual([]);
  });

  test('when IAM denies one of its entries', async () => {
    const bus = new ABus();
    bus.denied.add('events:PutEvents');
    await expect(put(bus, GOOD)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('above the rate of the Region', async () => {
    const bus = new ABus();
    const calls = Array.from({ length: 500 }, () => bus.cloud.call({ ...OPERATOR, region: 'eu-south-1' }, 'eventbridge', 'putEvents', { Entries: [{ ...GOOD, EventBusName: 'default' }] }));
    const settled = Promise.allSettled(calls);
    await bus.cloud.clock.run();
    const refused = (await settled).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0].reason).toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('one entry fails', () => {
  test.each([
    ['no DetailType', { ...GOOD, DetailType: undefined }, 'InvalidArgument'],
    ['an empty Source', { ...GOOD, Source: '' }, 'InvalidArgument'],
    ['a DetailType of 129 characters', { ...GOOD, DetailType: 'x'.repeat(129) }, 'InvalidArgument'],
    ['a Source that belongs to AWS', { ...GOOD, Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['a Detail that is no JSON', { ...GOOD, Detail: '{' }, 'MalformedDetail'],
    ['a Detail that is a list', { ...GOOD, Detail: '[]' }, 'MalformedDetail'],
    ['a bus of another account', { ...GOOD, EventBusName: `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/default` }, 'AccessDeniedException'],
  ])('with %s, and the others are taken', async (_, entry, code) => {
    const bus = new ABus();
    const answer = await put(bus, GOOD, entry);
    const taken = { EventId: expect.any(String) as string };
    expect(answer).toEqual({ FailedEntryCount: 1, Entries: [taken, expect.objectContaining({ ErrorCode: code })] });
    expect(bus.journal.filter(({ type }) => type === 'event')).toHaveLength(1);
  });
});

test('an event for a bus that does not exist is taken and dropped', async () => {
  const bus = new ABus();
  bus.rule([{ Id: 'F', Arn: FUNCTION }]);
  expect(await put(bus, { ...GOOD, EventBusName: 'elsewhere' })).toMatchObject({ FailedEntryCount: 0 });
  expect(bus.calls).toEqual([]);
});

test('what the lab does not model is said, not passed over', async () => {
  const bus = new ABus();
  await expect(bus.call('eventbridge', 'putRule', {})).rejects.toThrow('the lab does not model eventbridge:putRule');
  await expect(bus.call('eventbridge', 'putEvents', { EndpointId: 'abc.def', Entries: [GOOD] })).rejects.toThrow('does not model global endpoints');
});

test('IAM is asked once for each kind of event, with its source and type', async () => {
  const bus = new ABus();
  await put(bus, GOOD, GOOD, { ...GOOD, EventBusName: undefined });
  const asked = { action: 'events:PutEvents', principal: ROLE.principal };
  const context = { 'events:source': 'tenants', 'events:detail-type': 'TenantReady', 'events:eventBusInvocation': 'false' };
  expect(bus.asked).toEqual([{ ...asked, context, resource: BUS }, { ...asked, context, resource: BUS.replace('plane', 'default') }]);
});

test('a bus lets in another account when its policy says so', async () => {
  const bus = new ABus();
  const condition = { StringLike: { 'events:source': 'tenants*' } };
  const Statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Action: 'events:PutEvents', Resource: BUS, Condition: condition };
  bus.deploy('AWS::Events::EventBusPolicy', { EventBusName: 'plane', StatementId: 'Tenants', Statement });
  const tenant = { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/R`, account: OTHER_ACCOUNT, region: REGION };
  const answers = [await bus.put({}, { EventBusName: BUS }, tenant), await bus.put({}, { EventBusName: BUS, Source: 'others' }, tenant)];
  expect(answers.map(({ FailedEntryCount }) => FailedEntryCount)).toEqual([0, 1]);
});

test('the policy of a bus has room for 10,240 characters', () => {
  const bus = new ABus();
  const policy = (at: number) => bus.deploy('AWS::Events::EventBusPolicy', { EventBusName: 'plane', StatementId: `S${at}`, Action: 'events:PutEvents', Principal: OTHER_ACCOUNT });
  expect(() => Array.from({ length: 80 }, (_, at) => policy(at))).toThrow(expect.objectContaining({ name: 'PolicyLengthExceededException' }) as Error);
});

test('an event carries what the caller said, and who said it', async () => {
  const bus = new ABus();
  bus.rule([{ Id: 'F', Arn: FUNCTION }]);
  await put(bus, { ...GOOD, Detail: '{"tenant":"acme"}', Resources: ['r'], Time: '2026-01-01T00:00:00.5Z' });
  expect(JSON.parse(String(bus.calls[0].parameters.Payload))).toEqual({
    'version': '0',
    'id': expect.any(String) as string,
    'detail-type': 'TenantReady',
    'source': 'tenants',
    'account': ACCOUNT,
    'time': '2026-01-01T00:00:00Z',
    'region': REGION,
    'resources': ['r'],
    'detail': { tenant: 'acme' },
  });
});

test('events are written to the journal', async () => {
  const bus = new ABus();
  await bus.put();
  expect(bus.journal).toContainEqual({ type: 'event', at: expect.any(String) as string, bus: BUS, source: 'tenants', detailType: 'TenantReady', detail: { tenant: 'acme' } });
});

test('a pattern is tried on an event without any rule', async () => {
  const bus = new ABus();
  const attempt = (EventPattern: string) => bus.call('eventbridge', 'testEventPattern', { EventPattern, Event: '{"source":"tenants"}' });
  expect([await attempt('{"source":["tenants"]}'), await attempt('{"source":["others"]}')]).toEqual([{ Result: true }, { Result: false }]);
  await expect(attempt('{')).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
});
