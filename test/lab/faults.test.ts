import fc from 'fast-check';
import { Cloud } from '../../src/lab/cloud';
import { Crashed, Fault, FaultPlan, nameOf } from '../../src/lab/faults';
import { Entry } from '../../src/lab/journal';
import { Call, Caller } from '../../src/lab/room';

const CALLER: Caller = { principal: 'a role', account: '222222222222', region: 'us-east-1', trusted: true, execution: 'run', state: 'Put' };

/** A cloud with one room, which counts what takes effect and answers the number. */
class World {
  public effects = 0;
  public readonly entries: Entry[] = [];
  public readonly cloud: Cloud;

  constructor(...faults: Fault[]) {
    this.cloud = new Cloud({ faults });
    this.cloud.add(() => ({
      service: 'store', permissions: () => [], handle: (_: Call) => ({ Number: ++this.effects }),
    }));
    this.cloud.journal.listen(entry => this.entries.push(entry));
  }

  /** Calls, and says after how many whole seconds which answer came. */
  public async put(parameters = {}): Promise<{ answer?: unknown; after?: number }> {
    const { clock } = this.cloud;
    const start = clock.now();
    const seen: { answer?: unknown; after?: number } = {};
    const see = (answer: unknown) => Object.assign(seen, { answer, after: Math.floor((clock.now() - start) / 1000) });
    void this.cloud.call(CALLER, 'store', 'put', parameters).then(({ Number }) => see(Number), error => see((error as Error).name));
    await clock.run();
    return seen;
  }
}

const ON_PUT = { service: 'store', action: 'put' } as const;

test.each<[string, Fault, { answer?: unknown; after?: number }, number]>([
  ['an error before takes no effect', { kind: 'error', ...ON_PUT, error: 'Busy' }, { answer: 'Busy', after: 0 }, 0],
  ['an error after does', { kind: 'error', ...ON_PUT, error: 'Busy', when: 'after' }, { answer: 'Busy', after: 0 }, 1],
  ['a crash hides what took effect', { kind: 'crash', ...ON_PUT }, { answer: 'Crashed', after: 0 }, 1],
  ['a call that comes late takes effect all the same', { kind: 'late', ...ON_PUT, seconds: 30 }, { answer: 1, after: 30 }, 1],
  ['an answer that comes late is the right one', { kind: 'late', ...ON_PUT, seconds: 30, when: 'after' }, { answer: 1, after: 30 }, 1],
  ['a call that never comes takes no effect', { kind: 'late', ...ON_PUT }, {}, 0],
  ['an answer that never comes is of a call that did', { kind: 'late', ...ON_PUT, when: 'after' }, {}, 1],
  ['a call that is repeated takes effect twice, and the second answer is seen', { kind: 'twice', ...ON_PUT }, { answer: 2, after: 0 }, 2],
  ['a fault of another state does not come', { kind: 'error', ...ON_PUT, error: 'Busy', inState: 'Get' }, { answer: 1, after: 0 }, 1],
  ['a fault of another action does not come', { kind: 'error', service: 'store', action: 'get', error: 'Busy' }, { answer: 1, after: 0 }, 1],
])('%s', async (_, fault, seen, effects) => {
  const world = new World(fault);
  expect(await world.put()).toEqual(seen);
  expect(world.effects).toBe(effects);
});

test('a call that takes effect only when it is late does so after those that came later', async () => {
  const world = new World({ kind: 'late', ...ON_PUT, seconds: 30, mentions: 'first' });
  const first = world.put({ who: 'first' });
  expect((await world.put({ who: 'second' })).answer).toBe(1);
  expect((await first).answer).toBe(2);
});

test('the log has each fault once, and each call that was answered', async () => {
  const world = new World(
    { kind: 'twice', ...ON_PUT }, { kind: 'late', ...ON_PUT, seconds: 5, skip: 1 }, { kind: 'late', ...ON_PUT, when: 'after' },
  );
  await world.put();
  await world.put();
  expect(world.entries.map(entry => entry.type === 'fault' ? entry.fault : entry.type === 'call' ? entry.fault ?? 'answered' : entry.type)).toEqual([
    'store:put twice', 'store:put twice', 'call of store:put 5 s late', 'call of store:put 5 s late', 'answer of store:put never',
  ]);
});

test('a plan applies a fault as often as it says, after those it lets pass, to each n-th', () => {
  const some = fc.integer({ min: 1, max: 4 });
  fc.assert(fc.property(fc.nat(4), some, some, fc.nat(30), (skip, times, every, occasions) => {
    const plan = new FaultPlan([{ kind: 'creation', reason: 'INTERNAL_FAILURE', skip, times, every }]);
    const came = Array.from({ length: occasions }, (_, at) => plan.next('creation', { about: {} }) ? at : -1).filter(at => at >= 0);
    const due = Array.from({ length: times }, (_, at) => skip + at * every).filter(at => at < occasions);
    expect(came).toEqual(due);
    expect(plan.tally()[0].applied).toBe(due.length);
  }));
});

test.each<[Fault, string]>([
  [{ kind: 'kill' }, 'kill before a state'],
  [{ kind: 'kill', when: 'after', inState: 'Put' }, 'kill after Put'],
  [{ kind: 'late', ...ON_PUT }, 'call of store:put never'],
  [{ kind: 'stack', reason: 'broken' }, 'stack broken'],
  [{ kind: 'stack', reason: 'broken', name: 'mine' }, 'mine'],
])('a fault %j is called %s', (fault, name) => {
  expect(nameOf(fault)).toBe(name);
});

test('the end of a crashed execution is an error that says so', () => {
  expect(new Crashed()).toMatchObject({ name: 'Crashed', message: 'the execution was killed by a planned fault' });
});

test('a plan with a slip of the pen is refused, for a fault that never comes proves nothing', () => {
  const slips = [{ kind: 'eror' }, { kind: 'error', service: 's3', acton: 'getObject', error: 'E' }] as unknown as Fault[];
  expect(() => new FaultPlan(slips)).toThrow(/faults\[0\]\.kind must be one of error, .*got "eror"\nfaults\[1\]\.acton is unknown; a fault of the kind 'error' has/);
});
