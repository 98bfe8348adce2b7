import * as fc from 'fast-check';
import { RELEASE, SERVICE } from './release-world';
import { listKey, SettleRequest, Target } from '../../../../src/fleet/contract';
import { inGeneral, isOfAws, isStuck } from '../../../../src/fleet/releases/handlers/reasons';
import { Change, Result, Settler, World } from '../../../../src/fleet/releases/handlers/settle';

const request: SettleRequest = {
  service: SERVICE, release: RELEASE, operation: 'release-000007-update-1', action: 'UPDATE', list: 'wave-1', again: 'wave-1-again-1', version: 'new', sequence: 5,
  regions: ['us-east-1', 'eu-central-1'], operated: ['us-east-1', 'eu-central-1'],
};

const targets = (count: number): Target[] =>
  Array.from({ length: count }, (_, index) => ({ tenantId: `t${index + 1}`, accountId: String(300000000001 + index) }));
const account = (number: number) => String(300000000000 + number);
const result = (number: number, status: string, reason?: string, region = 'us-east-1'): Result =>
  ({ account: account(number), region, status, ...reason && { reason } });

interface Scene {
  readonly results: readonly Result[];
  readonly list: readonly Target[];
  readonly inoperable: string[];
  readonly suspended: string[];
}

interface Item { version?: string; status?: string; reason?: string; sequence?: number; through?: ReadonlySet<string> }

/** A world of its own, with the items of tenants as the directory keeps them. */
function world(is: Partial<Scene> = {}, items = new Map<string, Item>()) {
  const { results = [], list = targets(3) } = is;
  const files = new Map([[listKey(SERVICE, RELEASE, 'wave-1', 'json'), JSON.stringify(list)]]);
  const all: World = {
    async *results() {
      for (let from = 0; from < results.length; from += 2) { yield results.slice(from, from + 2); }
    },
    accounts: async (_, status) => new Set(status === 'INOPERABLE' ? is.inoperable : is.suspended),
    read: async key => files.get(key),
    write: async (key, content) => { files.set(key, content); },
    change: async ({ tenantId }, change: Change, { version, sequence }) => {
      const before = items.get(tenantId) ?? {};
      if ((before.sequence ?? 0) > sequence) { return; }
      const kept = change.became === 'gone' ? undefined : change.became === 'current' ? version : before.version;
      const reason = 'reason' in change ? { reason: change.reason } : {};
      items.set(tenantId, { version: kept, status: change.became, sequence, ...reason });
    },
    changeInPart: async ({ tenantId }, change, { sequence }, { add = [], remove = [] }) => {
      const before = items.get(tenantId) ?? {};
      if ((before.sequence ?? 0) > sequence || (before.sequence === sequence && !before.through)) { return undefined; }
      const left = [...before.through ?? [], ...add].filter(each => !remove.includes(each));
      const through = left.length > 0 ? new Set(left) : undefined;
      const reason = 'reason' in change ? change.reason : undefined;
      items.set(tenantId, { ...before, status: change.became, sequence, reason, through });
      return through ?? new Set();
    },
  };
  const file = (name: string) => {
    const content = files.get(listKey(SERVICE, RELEASE, name, 'json'));
    return content === undefined ? undefined : JSON.parse(content) as unknown;
  };
  const settle = (over: Partial<SettleRequest> = {}) => new Settler(all).settle({ ...request, ...over });
  return { items, files, file, settle };
}

describe('settling', () => {
  test('a list that is not there is a mistake', async () => {
    await expect(world().settle({ list: 'wave-9' })).rejects.toThrow('release 000007 of orders has no list wave-9');
  });

  test('a failure of the template counts, keeps the version and is told with its reason', async () => {
    const is = world({ results: [result(1, 'SUCCEEDED'), result(2, 'FAILED', 'ResourceLogicalId:Table, already exists'), result(3, 'CANCELLED')] },
      new Map([['t2', { version: 'old' }]]));
    expect(await is.settle()).toEqual({
      succeeded: 1, failed: 1, internal: 0, cancelled: 1, skipped: 0, stuck: 0, reasons: [{ reason: 'ResourceLogicalId:Table, already exists', count: 1 }],
    });
    expect(Object.fromEntries(is.items)).toEqual({
      t1: { version: 'new', status: 'current', sequence: 5 },
      t2: { version: 'old', status: 'failed', reason: 'ResourceLogicalId:Table, already exists', sequence: 5 },
    });
    expect(is.file('wave-1-failures')).toMatchObject({
      operation: request.operation, failures: [{ tenantId: 't2', accountId: account(2), kind: 'own', region: 'us-east-1' }],
    });
    // Too many failures let StackSets stop, or somebody did: whoever had no turn is in the list to try again.
    expect(is.file('wave-1-again-1')).toEqual([targets(3)[2]]);
  });

  test('a failure of AWS is in the list to try again, and counts for itself', async () => {
    const is = world({ results: [result(1, 'FAILED', 'Rate exceeded'), result(2, 'SUCCEEDED'), result(3, 'FAILED', 'Internal Failure')] });
    expect(await is.settle()).toMatchObject({ succeeded: 1, failed: 0, internal: 2 });
    expect(is.file('wave-1-again-1')).toEqual([targets(3)[0], targets(3)[2]]);
    expect(is.files.get(listKey(SERVICE, RELEASE, 'wave-1-again-1', 'csv'))).toBe(`${account(1)}\n${account(3)}`);
  });

  test.each([
    ['SUCCEEDED', 'CANCELLED', { cancelled: 1 }], ['FAILED', 'SUCCEEDED', { failed: 1 }], ['SUCCEEDED', 'SUCCEEDED', { succeeded: 1 }],
    ['CANCELLED', 'FAILED', { failed: 1 }], ['SUCCEEDED', 'PENDING', { cancelled: 1 }],
  ])('one Region %s and the other %s: the account is what its worst Region is', async (one, other, told) => {
    const results = [result(1, one, one === 'FAILED' ? 'no' : undefined), result(1, other, other === 'FAILED' ? 'no' : undefined, 'eu-central-1')];
    const nothing = { succeeded: 0, failed: 0, internal: 0, cancelled: 0, skipped: 0 };
    expect(await world({ results, list: targets(1) }).settle()).toMatchObject({ ...nothing, ...told });
  });

  test('a failure of the template in one Region is not tried again for a failure of AWS in another', async () => {
    const results = [result(1, 'FAILED', 'Rate exceeded'), result(1, 'FAILED', 'no such thing', 'eu-central-1')];
    const is = world({ results, list: targets(1) });
    expect(await is.settle()).toMatchObject({ failed: 1, internal: 0 });
    expect(is.file('wave-1-again-1')).toEqual([]);
  });

  test('stacks on which CloudFormation has given up are stuck', async () => {
    const results = [result(1, 'FAILED', 'Stack is in UPDATE_ROLLBACK_FAILED state and can not be updated'), result(2, 'FAILED', 'Rate exceeded')];
    const is = world({ results, inoperable: [account(2), account(3)] });
    expect(await is.settle()).toMatchObject({ failed: 3, stuck: 3, internal: 0, cancelled: 0 });
    expect([...is.items.values()].map(({ status }) => status)).toEqual(['stuck', 'stuck', 'stuck']);
    expect(is.items.get('t3')!.reason).toMatch(/INOPERABLE/);
  });

  test('a suspended account was skipped, whatever the operation says of it, and so was one of which it says nothing', async () => {
    const is = world({ results: [result(1, 'SUCCEEDED')], list: targets(2), suspended: [account(1)] });
    expect(await is.settle()).toMatchObject({ succeeded: 0, cancelled: 0, skipped: 2 });
    expect(is.file('wave-1-again-1')).toEqual([]);
    expect(is.items.size).toBe(0);
  });

  test('after a deletion nobody has a version', async () => {
    const is = world({ results: [result(1, 'SUCCEEDED')], list: targets(1) }, new Map([['t1', { version: 'old' }]]));
    await is.settle({ action: 'DELETE', version: '' });
    expect(is.items.get('t1')).toEqual({ status: 'gone', sequence: 5 });
  });

  test('the same reason of many accounts is told once, the five most frequent ones', async () => {
    const results = Array.from({ length: 21 }, (_, index) => result(index + 1, 'FAILED',
      `Role arn:…:iam::${account(index + 1)}:role/x cannot be assumed (${'abcdef'[Math.floor(Math.sqrt(index + 1.1)) - 1] ?? 'x'})`));
    const { reasons } = await world({ results, list: targets(21) }).settle();
    expect(reasons).toHaveLength(4);
    expect(reasons[0].count).toBeGreaterThanOrEqual(reasons[3].count);
    expect(reasons.every(({ reason }) => !/\d{12}/.test(reason))).toBe(true);
  });

  test('asked again, the answer is the same, though the world has moved on', async () => {
    const is = world({ results: [result(1, 'SUCCEEDED'), result(2, 'FAILED', 'no')] });
    const first = await is.settle();
    is.items.set('t1', { version: 'newer', status: 'current', sequence: 9 });
    is.files.delete(listKey(SERVICE, RELEASE, 'wave-1', 'json'));
    expect(await is.settle()).toEqual(first);
    expect(is.items.get('t1')!.version).toBe('newer');
  });

  test('another operation on the same list is settled for itself', async () => {
    const is = world({ results: [result(1, 'SUCCEEDED')], list: targets(1) });
    await is.settle();
    await is.settle({ operation: 'release-000007-update-2', version: 'newer', sequence: 6 });
    expect(is.items.get('t1')).toMatchObject({ version: 'newer', sequence: 6 });
  });

  describe('of an operation in some Regions', () => {
    const [us, eu] = request.regions;
    /** One Region after the other, as one tenant sees them: each with its version and what became of it. */
    async function after(operations: readonly (readonly [region: string, version: string, status?: string])[], before: Item = { version: 'old', status: 'current' }) {
      const items = new Map<string, Item>([['t1', before]]);
      for (const [index, [region, version, status = 'SUCCEEDED']] of operations.entries()) {
        const is = world({ results: [result(1, status, status === 'FAILED' ? 'Rate exceeded' : undefined, region)], list: targets(1) }, items);
        const over = { version, operated: [region], sequence: index + 1, operation: `release-${index}` };
        // The answer was lost, and it is settled again.
        await is.settle(over);
        is.files.delete(listKey(SERVICE, RELEASE, 'wave-1-failures', 'json'));
        await is.settle(over);
      }
      const { version, status, reason, through = new Set() } = items.get('t1')!;
      return { version, status, reason, through: [...through].sort() };
    }

    test('a tenant has its old version until all Regions have the new one', async () => {
      expect(await after([[us, 'new']])).toEqual({ version: 'old', status: 'partly', reason: 'has new in us-east-1 only', through: ['new@us-east-1'] });
      expect(await after([[us, 'new'], [eu, 'new']])).toMatchObject({ version: 'new', status: 'current', through: [] });
    });

    test('what failed in the second Region is tried again, and then the tenant has it', async () => {
      expect(await after([[us, 'new'], [eu, 'new', 'FAILED']])).toEqual({ version: 'old', status: 'failed', reason: 'Rate exceeded', through: ['new@us-east-1'] });
      expect(await after([[us, 'new'], [eu, 'new', 'FAILED'], [eu, 'new']])).toMatchObject({ version: 'new', status: 'current', through: [] });
    });

    test('what a Region had before does not count any more', async () => {
      expect(await after([[us, 'new'], [us, 'newer'], [eu, 'new']])).toEqual({
        version: 'old', status: 'partly', reason: 'has new in eu-central-1 only', through: ['new@eu-central-1', 'newer@us-east-1'],
      });
    });

    test('that fails where another version was leaves nothing to count on', async () => {
      expect(await after([[us, 'new'], [us, 'newer', 'FAILED'], [eu, 'new']])).toMatchObject({ status: 'partly', through: ['new@eu-central-1'] });
    });

    test('that was not begun changes nothing', async () => {
      expect(await after([[us, 'new', 'CANCELLED']])).toMatchObject({ version: 'old', status: 'current' });
    });

    test('an old look comes too late', async () => {
      expect(await after([[us, 'new']], { version: 'newer', status: 'current', sequence: 9 })).toMatchObject({ version: 'newer', status: 'current' });
    });

    test('an operation in all Regions makes an end of it', async () => {
      const is = world({ results: [result(1, 'SUCCEEDED')], list: targets(1) }, new Map([['t1', { version: 'old', status: 'partly', through: new Set(['new@us-east-1']) }]]));
      await is.settle({ version: 'old' });
      expect(is.items.get('t1')).toEqual({ version: 'old', status: 'current', sequence: 5 });
    });

    test('property: whatever comes in which Region, whoever is current has that version in all of them', async () => {
      const each = fc.record({
        operated: fc.subarray([us, eu, 'ap-south-1'], { minLength: 1 }), version: fc.constantFrom('one', 'two'), fails: fc.subarray([us, eu, 'ap-south-1']),
        dies: fc.nat(4),
      });
      await fc.assert(fc.asyncProperty(fc.array(each, { maxLength: 8 }), async operations => {
        const items = new Map<string, Item>([['t1', { version: 'one', status: 'current', sequence: 0 }]]);
        const truth = new Map([us, eu, 'ap-south-1'].map(region => [region, 'one']));
        for (const [index, { operated, version, fails, dies }] of operations.entries()) {
          const told = operated.map(region => result(1, fails.includes(region) ? 'FAILED' : 'SUCCEEDED', fails.includes(region) ? 'no' : undefined, region));
          operated.filter(region => !fails.includes(region)).forEach(region => truth.set(region, version));
          const is = world({ results: told, list: targets(1) }, items);
          const over = { version, operated, regions: [us, eu, 'ap-south-1'], sequence: index + 1, operation: `release-${index}` };
          let left = dies;
          const set = items.set.bind(items);
          items.set = (key, item) => {
            if (left-- <= 0) { throw new Error('killed'); }
            return set(key, item);
          };
          await is.settle(over).catch(() => undefined);
          items.set = set;
          await is.settle(over);
          const { version: said, status } = items.get('t1')!;
          if (status === 'current') { expect([...truth.values()]).toEqual([said, said, said]); }
          if (fails.length === 0 && new Set(truth.values()).size === 1 && operated.length === 3) { expect([said, status]).toEqual([version, 'current']); }
        }
      }));
    });
  });

  const results = fc.array(fc.record({
    number: fc.integer({ min: 1, max: 8 }), region: fc.constantFrom('us-east-1', 'eu-central-1'),
    status: fc.constantFrom('SUCCEEDED', 'FAILED', 'CANCELLED', 'PENDING'), reason: fc.constantFrom('Rate exceeded', 'no', 'UPDATE_ROLLBACK_FAILED'),
  }));

  test('property: each account of the list is counted once, and a run that dies on its way changes nothing of the end', async () => {
    const earlier = fc.array(fc.nat(10), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(results, fc.nat(8), earlier, async (given, dies, sequences) => {
      const told = given.map(({ number, status, reason, region }) => result(number, status, reason, region));
      const scene = { list: targets(8), results: told };
      const before = () => new Map<string, Item>(
        sequences.map((sequence, index) => [`t${index + 1}`, { version: 'old', sequence }]));
      const whole = world(scene, before());
      const answer = await whole.settle();
      expect(answer.succeeded + answer.failed + answer.internal + answer.cancelled + answer.skipped).toBe(8);
      expect(answer.stuck).toBeLessThanOrEqual(answer.failed);

      const broken = world(scene, before());
      const set = broken.items.set.bind(broken.items);
      let left = dies;
      broken.items.set = (key, item) => {
        if (left-- <= 0) { throw new Error('killed'); }
        return set(key, item);
      };
      await broken.settle().catch(() => undefined);
      broken.items.set = set;
      expect(await broken.settle()).toEqual(answer);
      expect(Object.fromEntries(broken.items)).toEqual(Object.fromEntries(whole.items));
      for (const [index, sequence] of sequences.entries()) {
        expect(whole.items.get(`t${index + 1}`)!.sequence).toBeGreaterThanOrEqual(sequence);
      }
    }));
  });
});

describe('reasons', () => {
  test.each([
    'Internal Failure', 'InternalFailure', 'Rate exceeded', 'Throttling: Rate exceeded', 'Service Unavailable', 'Request has been throttled on the EC2 service',
    'ThrottlingException', 'TooManyRequestsException', 'Resource handler returned message: "x" (RequestToken: y, HandlerErrorCode: ServiceInternalError)',
    '(Service: Lambda, Status Code: 503, Request ID: 1)', 'OptInRequired: You are not subscribed to this service', 'HandlerErrorCode: Throttling',
  ])('of AWS is: %s', reason => expect(isOfAws(reason)).toBe(true));

  test.each([
    'no reason given', '(Service: Lambda, Status Code: 400, Request ID: 500)', 'HandlerErrorCode: InvalidRequest', 'HandlerErrorCode: AlreadyExists',
    'HandlerErrorCode: GeneralServiceException', 'Cancelled since failure tolerance has exceeded',
  ])('of the template is: %s', reason => expect(isOfAws(reason)).toBe(false));

  test('a stack that cannot go back is stuck', () => {
    expect(isStuck('Stack:arn is in UPDATE_ROLLBACK_FAILED state and can not be updated.')).toBe(true);
    expect(isStuck('UPDATE_ROLLBACK_COMPLETE')).toBe(false);
  });

  test('in general, ids of accounts and requests are left out, and the end of what is long', () => {
    expect(inGeneral('333333333333 (RequestToken: f5aa2184-ce47-94d9-f619-f1a0b50ef703)')).toBe('… (RequestToken: …)');
    expect(inGeneral('x'.repeat(1000))).toHaveLength(200);
  });
});
