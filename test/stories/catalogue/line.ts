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
    name: 'a waker who is killed leaves a sleeper who looks by itself after a day', asks: crowd(6), ends: { ...allReady(6), 't-00': 'run failed' },
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [{ kind: 'crash', service: 'dynamodb', action: 'updateItem', inState: 'Give the place back' }],
    check: ({ path, record }) => {
      expect(path()).toContain('Look at the line again');
      expect(record('t-00').state).toBe('onboarding');
    },
  },
  {
    name: 'places that are lost keep sleepers waiting, and say so', asks: [...crowd(6), { ...tenant('t-00'), after: 200_000 }], ends: allReady(6), lostPlaces: 1,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 100 } } },
    faults: [
      { kind: 'crash', service: 'dynamodb', action: 'updateItem', inState: 'Take a ticket' },
      // The other four are in flight for more than a day.
      ...['t-01', 't-02', 't-03', 't-04'].map(tenantId => ({ kind: 'error' as const, service: 'organizations', action: 'createAccount', error: 'FinalizingOrganizationException', mentions: tenantId, times: 9 })),
    ],
  },
];
