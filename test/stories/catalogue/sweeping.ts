import { unheard } from './crashes';
import { isObject, JsonObject } from '../../../src/lab';
import { Played, Story, tenant } from '../story';

const crowd = (size: number) => Array.from({ length: size }, (_, index) => tenant(`t-${String(index).padStart(3, '0')}`));
const allReady = (size: number) => Object.fromEntries(crowd(size).map(({ detail }) => [(detail as { tenantId: string }).tenantId, 'ready' as const]));

/** It fails, is put on record, and is gone before it says so. */
const struckDumb = [
  { kind: 'stack' as const, reason: 'no' },
  { kind: 'kill' as const, inState: 'Tell that it failed', when: 'before' as const },
];

/** Every run is killed, the first before there is an account, the others after they have taken the tenant over. */
const killedAgainAndAgain = [
  { kind: 'kill' as const, inState: 'Create account' },
  { kind: 'kill' as const, inState: 'Read where accounts are born', times: 1000 },
];

/** Every run is killed before anything is on record. */
const neverOnRecord = { kind: 'kill' as const, inState: 'Open the record', times: 1000 };

const refusedOnce = (mentions: string) =>
  ({ kind: 'error' as const, service: 'eventbridge', action: 'putEvents', error: 'InternalException', mentions });

/** How often somebody was counted as given up. */
function givenUp({ calls }: Played): number {
  return calls('cloudwatch', 'putMetricData')
    .flatMap(({ parameters }) => parameters.MetricData as JsonObject[])
    .filter(({ MetricName }) => MetricName === 'TenantsGivenUp')
    .reduce((sum, { Value }) => sum + Number(Value), 0);
}

const toldOnce = ({ events, record }: Played) => {
  const { accountId, cause, run } = record('acme');
  expect(accountId).toMatch(/^\d{12}$/);
  const [, step, rest] = /^(bringing the baseline): (.+)$/s.exec(cause) ?? [];
  expect(events('TenantFailed')).toEqual([{
    tenantId: 'acme', accountId, stage: 'production', step, error: 'BaselineFailed', cause: rest, requestedBy: 'jane', notes: [], run,
  }]);
};

/** Answers that nobody gave, and what the sweeper asks for. */
export const sweeping: Story[] = [
  {
    name: 'a run says that it failed: nobody says so again', asks: [tenant('acme')], ends: { acme: 'failed' }, sweepHours: 1,
    faults: [struckDumb[0]],
    check: toldOnce,
  },
  {
    name: 'a run that is killed between the record and the answer: the sweeper answers as the run would have', asks: [tenant('acme')],
    ends: { acme: 'failed' }, sweepHours: 1, faults: struckDumb,
    check: toldOnce,
  },
  {
    name: 'the same, and nobody hears that it was killed: the sweeper finds it among those that ended, and answers once', asks: [tenant('acme')],
    ends: { acme: 'failed' }, sweepHours: 1, faults: [...struckDumb, unheard],
    check: toldOnce,
  },
  {
    name: 'the answer of the sweeper is refused: it answers when it is called again', asks: [tenant('acme')],
    ends: { acme: 'failed' }, faults: [...struckDumb, refusedOnce('TenantFailed')],
    check: toldOnce,
  },
  {
    name: 'who is given up, and the bus refuses to say so, is told all the same', asks: [tenant('acme')], ends: { acme: 'failed' }, sweepHours: 1,
    faults: [...killedAgainAndAgain, refusedOnce('TenantFailed')],
    check: played => {
      expect(played.events('TenantFailed')).toHaveLength(1);
      expect(givenUp(played)).toBe(1);
    },
  },
  {
    name: 'who is given up, and the table refuses to note it, is told twice and counted once', asks: [tenant('acme')], ends: { acme: 'failed' }, sweepHours: 1,
    faults: [
      ...killedAgainAndAgain,
      { kind: 'error', service: 'dynamodb', action: 'transactWriteItems', error: 'TransactionCanceledException', mentions: 'GivenUp' },
    ],
    check: played => {
      expect(played.events('TenantFailed')).toHaveLength(2);
      expect(givenUp(played)).toBe(1);
    },
  },
  {
    name: 'a request that never came on record is given up once, however often the sweeper looks', asks: [tenant('acme')], ends: { acme: 'rejected' }, sweepHours: 3,
    faults: [neverOnRecord],
    check: played => {
      expect(played.lab.states.executions()).toHaveLength(21);
      expect(played.events('TenantRejected')).toHaveLength(1);
      expect(givenUp(played)).toBe(1);
      expect(played.items().filter(item => item.pk === 'REJECTED#acme')).toMatchObject([{ state: 'rejected', tenantId: 'acme', requestedBy: 'jane' }]);
    },
  },
  {
    name: 'the same, and the bus refuses to say so: it is told all the same', asks: [tenant('acme')], ends: { acme: 'rejected' }, sweepHours: 3,
    faults: [neverOnRecord, refusedOnce('TenantRejected')],
    check: played => {
      expect(played.events('TenantRejected')).toHaveLength(1);
      expect(givenUp(played)).toBe(1);
    },
  },
  {
    name: 'more runs are killed than a page of the list holds, and nobody hears of it: each is found', asks: crowd(105), ends: allReady(105), sweepHours: 2,
    faults: [{ kind: 'kill', inState: 'Open the record', times: 105 }, unheard],
  },
  {
    name: 'of those who stand in line the sweeper asks who they are, and for tokens at the head only', asks: crowd(12), ends: allReady(12), sweepHours: 1,
    lab: { organizations: { creation: { kind: 'fixed', seconds: 400 } } },
    check: ({ lab, calls }) => {
      const governor = lab.only('AWS::DynamoDB::Table', 'Governor').ref;
      const whole = calls('dynamodb', 'query').filter(({ execution, parameters: { TableName, Limit } }) =>
        execution === undefined && TableName === governor && Limit === undefined);
      const items = whole.flatMap(({ result }) => isObject(result) ? result.Items as JsonObject[] : []);
      expect(items.length).toBeGreaterThan(0);
      expect(new Set(items.flatMap(item => Object.keys(item)))).toEqual(new Set(['who']));
    },
  },
];
