import { unheard } from './crashes';
import { byHand } from '../by-hand';
import { Played, Story, tenant } from '../story';

const crowd = (size: number) => Array.from({ length: size }, (_, index) => ({ ...tenant(`t-${String(index).padStart(2, '0')}`), after: index }));
const allReady = (size: number) => Object.fromEntries(crowd(size).map(({ detail }) => [(detail as { tenantId: string }).tenantId, 'ready' as const]));

/** Never more creations in progress than AWS takes, and never faster than one each ten seconds in the long run. */
function withinLimits({ calls }: Played): void {
  const taken = calls('organizations', 'createAccount').filter(call => !call.error).map(call => Date.parse(call.at));
  for (let from = 0; from < taken.length; from++) {
    for (let to = from + 1; to < taken.length; to++) {
      expect(to - from + 1).toBeLessThanOrEqual(3 + (taken[to] - taken[from]) / 10_000);
    }
  }
  expect(calls('organizations', 'createAccount').filter(call => call.error).map(call => call.error!.name)).toEqual([]);
}

/** More tenants than AWS makes accounts at once. */
export const line: Story[] = [
  {
    name: 'twelve at once: five at a time, in the order in which they came, none refused', asks: crowd(12), ends: allReady(12),
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    check: played => {
      withinLimits(played);
      const names = played.calls('organizations', 'createAccount').map(call => call.parameters.AccountName);
      expect(names).toEqual([...names].sort());
    },
  },
  {
    name: 'quick creations: the pace is the bottleneck', asks: crowd(12), ends: allReady(12), lab: { organizations: { creation: { kind: 'fixed', seconds: 5 } } },
    check: withinLimits,
  },
  {
    name: 'who fails gives the place on', asks: crowd(7), ends: { ...allReady(7), 't-00': 'failed' },
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } }, faults: [{ kind: 'creation', reason: 'INVALID_ADDRESS', mentions: 't-00' }],
    check: ({ path }) => expect(path()).toContain('Wake it after the failure'),
  },
  {
    name: 'a waker who is killed leaves a sleeper with a place: the sweeper wakes it', asks: crowd(6), ends: { ...allReady(6), 't-00': 'ready' }, sweepHours: 1,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'crash', service: 'dynamodb', action: 'transactWriteItems', inState: 'Hand the place on' }],
    check: ({ path }) => expect(path().filter(state => state === 'Stand in line')).toHaveLength(1),
  },
  {
    name: 'a place that nobody gives back is freed by the sweeper, and the first in line looks again', asks: crowd(7), ends: allReady(7), sweepHours: 2,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [
      { kind: 'error', service: 'dynamodb', action: 'query', inState: 'Who is next?', error: 'AccessDeniedException', times: 5 * 6 },
    ],
    check: ({ calls }) => expect(calls('sfn', 'sendTaskFailure').length).toBeGreaterThan(0),
  },
  {
    name: 'who hands a place on by what it read a while ago finds that the line has changed, and reads it again', asks: crowd(9), ends: allReady(9),
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'late', service: 'dynamodb', action: 'query', inState: 'Who is next?', when: 'after', seconds: 25 }],
    check: ({ path }) => {
      expect(path().filter(state => state === 'Who is next?').length).toBeGreaterThan(9);
      expect(path()).not.toContain('Say that it still waits');
    },
  },
  {
    name: 'who falls asleep while it is being called is woken all the same', asks: crowd(6), ends: allReady(6),
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [
      { kind: 'late', service: 'dynamodb', action: 'query', inState: 'Who is next?', when: 'after', seconds: 40 },
      { kind: 'late', service: 'dynamodb', action: 'updateItem', inState: 'Stand in line', when: 'before', seconds: 120 },
    ],
    check: ({ path }) => expect(path()).not.toContain('Say that it still waits'),
  },
  {
    name: 'who is called while its own call hangs is stopped by the sweeper and begun again', asks: crowd(6), ends: allReady(6), sweepHours: 2,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'late', service: 'dynamodb', action: 'updateItem', inState: 'Stand in line', when: 'before' }],
    check: ({ calls }) => expect(calls('sfn', 'stopExecution')).toHaveLength(1),
  },
  {
    name: 'who left a token, never heard that it was taken and so cannot be woken, is stopped by the sweeper and begun again', asks: crowd(6), ends: allReady(6), sweepHours: 2,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'late', service: 'dynamodb', action: 'updateItem', inState: 'Stand in line', when: 'after' }],
    check: ({ calls, path }) => {
      expect(calls('sfn', 'stopExecution')).toHaveLength(1);
      expect(path()).not.toContain('Say that it still waits');
    },
  },
  {
    name: 'a redriven run that writes its token over that of its successor leaves it asleep with a place: the sweeper stops it and begins again',
    asks: crowd(6), ends: allReady(6), sweepHours: 2,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'kill', inState: 'Stand in line', when: 'before' }],
    deeds: [{ after: 20, what: byHand('redriveExecution', 5) }],
    check: ({ calls, path }) => {
      expect(calls('sfn', 'stopExecution').filter(({ error }) => !error)).toHaveLength(1);
      expect(path()).toContain('Another run has it');
      expect(path()).not.toContain('Say that it still waits');
    },
  },
  {
    name: 'who sleeps in line and is killed is found when its turn comes', asks: crowd(6), ends: allReady(6), sweepHours: 2,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [unheard],
    deeds: [{ after: 30, what: byHand('stopExecution', 5) }],
  },
  {
    name: 'who was in line keeps its place there when its run is taken over', asks: crowd(8), ends: allReady(8),
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    deeds: [{ after: 30, what: byHand('stopExecution', 5) }],
    check: ({ calls }) => {
      const names = calls('organizations', 'createAccount').map(call => call.parameters.AccountName);
      expect(names).toEqual([...names].sort());
    },
  },
  {
    name: 'without a sweeper, a sleeper that nobody woke says so after a day and looks again', asks: crowd(6), ends: allReady(6), sweepHours: 0,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'crash', service: 'dynamodb', action: 'transactWriteItems', inState: 'Hand the place on' }],
    check: ({ path }) => expect(path()).toContain('Say that it still waits'),
  },
  {
    name: 'a place that was had before is taken again: a run that is redriven after another has finished touches nothing', asks: [tenant('acme')], ends: { acme: 'ready' }, sweepHours: 1,
    faults: [{ kind: 'crash', service: 'organizations', action: 'moveAccount', inState: 'Move to onboarding' }],
    deeds: [{ after: 1200, what: byHand('redriveExecution', 0) }],
    check: ({ path, unitOf, record }) => {
      expect(path()).toContain('Another run has it');
      expect(unitOf(record('acme').accountId)).toBe('production');
    },
  },
];
