import { FailureItem } from '../../../../src/telemetry/contract';
import { Page, Redriver, Task, World } from '../../../../src/telemetry/failures/handlers/redrive';

const ACCOUNT = '333333333333';
const NOW = Date.parse('2026-11-21T16:00:00Z');
const RETENTION = 1000;

const failure = (id: string, more: Partial<FailureItem> = {}): FailureItem => ({
  id, accountId: ACCOUNT, region: 'us-east-1', kind: 'invocation', state: 'held', at: '2026-11-21T15:00:00.000Z', service: 'orders',
  what: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work`, traceId: id, reason: 'no', body: `"${id}"`, redrives: 0,
  receivedAt: '2026-11-21T15:00:00.000Z', changedAt: '2026-11-21T15:00:00.000Z', expiresAt: 5, ...more,
});

/** A table with failures of an account; what is invoked and left is kept. */
function world(items: readonly FailureItem[], over: Partial<World> = {}) {
  const [invoked, left, sent]: [string[], unknown[], unknown[]] = [[], [], []];
  const of: World = {
    now: () => NOW, sleep: async () => undefined, isLate: () => false,
    page: async () => ({ items: [...items] }),
    failure: async (_, id) => items.find(item => item.id === id),
    request: async () => undefined,
    claim: async () => true,
    leave: async ({ id }, state) => { left.push([id, state]); return true; },
    sent: async ({ id }, requestId, _, expiresAt) => { sent.push([id, requestId, expiresAt]); return 'sent'; },
    fold: async () => true, takeOver: async () => true,
    tellParked: async () => undefined,
    body: async () => '', object: async () => '',
    invoke: async (_, __, payload) => { invoked.push(payload); return `request-${payload}`; },
    redrive: async () => undefined,
    ...over,
  };
  return { of, invoked, left, sent };
}

function redrive({ of }: { of: World }, request: Partial<Task['request']> = {}, cursor = ''): Promise<Page> {
  const task: Task = {
    request: { accountId: ACCOUNT, perSecond: 100, by: 'jane', reason: 'mended', ...request }, run: 'run',
    askedAt: '2026-11-21T15:30:00.000Z', cursor, settling: false,
  };
  return new Redriver(of, task, RETENTION).page();
}

test('what came after somebody asked is given back by nobody, unless it is named', async () => {
  const late = { receivedAt: '2026-11-21T15:30:00.001Z' };
  const all = world([failure('a'), failure('b', late)]);
  expect((await redrive(all)).counts).toMatchObject({ redriven: 1, passed: 1 });
  expect(all.invoked).toEqual(['"a"']);
  const named = world([failure('b', late)]);
  expect((await redrive(named, { ids: ['b'] }, '0')).counts).toMatchObject({ redriven: 1 });
});

test('a page that ends late among names of which some are gone goes on after the last one that it came to', async () => {
  let looks = 0;
  const some = world([failure('b'), failure('c'), failure('d')], { isLate: () => ++looks > 2 });
  const ids = ['gone', 'b', 'c', 'd', 'gone, too'];
  const first = await redrive(some, { ids }, '0');
  expect([some.invoked, first.cursor, first.more, first.counts.passed]).toEqual([['"b"'], '2', true, 1]);
  looks = -10;
  const second = await redrive(some, { ids }, first.cursor);
  expect([some.invoked, second.cursor, second.more, second.counts.passed]).toEqual([['"b"', '"c"', '"d"'], '5', false, 1]);
});

test('what is given back is remembered from then on for as long as a failure is', async () => {
  const one = world([failure('a')]);
  await redrive(one);
  expect(one.sent).toEqual([['a', 'request-"a"', NOW / 1000 + RETENTION]]);
});

test.each([0, 2])('an object that cannot take over from what it came of, which was redriven %d times, is left as it was and not sent', async redrives => {
  const object = failure('key', { kind: 'object', body: undefined, bodyAt: { bucket: 'b', key: 'key', bytes: 1, accountId: ACCOUNT } });
  const first = failure('first', { redrives });
  const told: unknown[] = [];
  const stubborn = world([object, first], {
    page: async () => ({ items: [object] }),
    object: async () => JSON.stringify({ requestContext: { requestId: 'r-1', functionArn: object.what }, requestPayload: 1 }),
    request: async () => ({ failure: 'first', expiresAt: 0 }),
    takeOver: async () => false,
    tellParked: async item => { told.push(item); },
  });
  expect((await redrive(stubborn)).counts).toMatchObject({ redriven: 0, parked: 0, kept: 1 });
  expect([stubborn.invoked, stubborn.left, told]).toEqual([[], [['key', 'held']], []]);
});
