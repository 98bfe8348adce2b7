import { byHand } from '../by-hand';
import { Story, tenant } from '../story';

const again = (after: number) => ({ ...tenant('acme'), after });
const crashIn = (service: string, action: string, inState: string) => ({ kind: 'crash' as const, service, action, inState });

/**
 * How Step Functions tells that a run ended never comes: then somebody asks again, or the sweeper finds it. When it
 * does come, the tenant is taken up at once.
 */
export const unheard = { kind: 'delivery' as const, how: 'lost' as const, mentions: 'Step Functions Execution Status Change', times: 1000 };

/** Runs that are killed, and what becomes of their tenants. */
export const crashes: Story[] = [
  {
    name: 'a tenant that is ready on record is told to be ready, also when no answer of that write ever came', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'error', service: 'dynamodb', action: 'transactWriteItems', inState: 'Mark it ready', error: 'InternalServerError', when: 'after', times: 6 }],
    check: ({ history }) => expect(history('acme').map(({ became }) => became)).toEqual(['requested', 'creating', 'onboarding', 'ready']),
  },
  {
    name: 'a run that is killed is taken up at once: by a run whose name follows from the one that is gone', asks: [tenant('acme')],
    faults: [crashIn('cloudformation', 'createStackInstances', 'Bring the baseline')], ends: { acme: 'ready' },
    check: ({ lab, calls }) => {
      expect(lab.states.executions().map(each => each.name.slice(0, 8))).toEqual([expect.anything(), 'again-1-']);
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
    },
  },
  {
    name: 'nobody hears that it was killed and nobody asks again: the sweeper finds it', asks: [tenant('acme')], sweepHours: 1,
    faults: [crashIn('organizations', 'createAccount', 'Create account'), unheard], ends: { acme: 'ready' },
    check: ({ lab }) => expect(lab.states.executions()).toHaveLength(2),
  },
  {
    name: 'the same, and nobody hears of it: the sweeper finds the run among those that ended', asks: [tenant('acme')], sweepHours: 1,
    faults: [{ kind: 'kill', inState: 'Open the record' }, unheard], ends: { acme: 'ready' },
  },
  {
    name: 'a run that is killed before anything is on record is begun again with the same request', asks: [tenant('acme')],
    faults: [{ kind: 'kill', inState: 'Is it a request?' }], ends: { acme: 'ready' },
  },
  {
    name: 'runs that are killed again and again are begun again twenty times, then the tenant is given up', asks: [tenant('acme')], sweepHours: 1,
    faults: [{ kind: 'kill', inState: 'Create account' }, { kind: 'kill', inState: 'Read where accounts are born', times: 100 }], ends: { acme: 'failed' },
    check: ({ lab, calls, record }) => {
      expect(lab.states.executions()).toHaveLength(21);
      expect(record('acme')).toMatchObject({ state: 'failed', error: 'GivenUp' });
      expect(JSON.stringify(calls('cloudwatch', 'putMetricData').map(call => call.parameters))).toContain('TenantsGivenUp');
    },
  },
  {
    name: 'a crash after CreateAccount, before anybody noted it: the account is found by its address', asks: [tenant('acme'), again(1800)],
    faults: [crashIn('organizations', 'createAccount', 'Create account'), unheard], ends: { acme: 'ready' },
    check: ({ calls, path }) => {
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
      expect(path()).toContain('Look for it in the root');
    },
  },
  {
    name: 'a crash after CreateAccount, asked again while AWS is still at it: it is waited for and found', asks: [tenant('acme'), again(20)],
    lab: { seed: 4, organizations: { creation: { kind: 'uniform', fromSeconds: 10, toSeconds: 400 } } },
    faults: [crashIn('organizations', 'createAccount', 'Create account'), unheard],
    ends: { acme: 'ready' },
    check: ({ lab, path }) => {
      expect(lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED')).toHaveLength(1);
      expect(path()).toContain('Let the earlier request finish');
    },
  },
  {
    name: 'a crash while it is put on record', asks: [tenant('acme'), again(600)], faults: [crashIn('dynamodb', 'transactWriteItems', 'Open the record')],
    ends: { acme: 'ready' },
  },
  {
    name: 'a crash after a place was taken: whoever goes on has it still', asks: [tenant('acme'), again(600)],
    faults: [crashIn('dynamodb', 'updateItem', 'Take a place'), unheard], ends: { acme: 'ready' },
  },
  {
    name: 'a crash after that was written down loses nothing', asks: [tenant('acme'), again(600)],
    faults: [crashIn('dynamodb', 'transactWriteItems', 'Begin to create'), unheard], ends: { acme: 'ready' },
  },
  {
    name: 'a crash after the account is written down', asks: [tenant('acme'), again(1800)],
    faults: [crashIn('dynamodb', 'transactWriteItems', 'Write the account down'), unheard], ends: { acme: 'ready' }, sweepHours: 1,
    check: ({ calls }) => expect(calls('organizations', 'createAccount')).toHaveLength(1),
  },
  {
    name: 'a crash after the account was moved to onboarding', asks: [tenant('acme'), again(1800)],
    faults: [crashIn('organizations', 'moveAccount', 'Move to onboarding')], ends: { acme: 'ready' },
    check: ({ path }) => expect(path()).toContain('Where is it before onboarding?'),
  },
  {
    name: 'the same, where AWS names the other error', asks: [tenant('acme'), again(1800)], lab: { organizations: { movedAlready: 'SourceParentNotFoundException' } },
    faults: [crashIn('organizations', 'moveAccount', 'Move to onboarding')], ends: { acme: 'ready' },
  },
  {
    name: 'a crash while the baseline comes', asks: [tenant('acme'), again(1800)],
    faults: [crashIn('cloudformation', 'createStackInstances', 'Bring the baseline')], ends: { acme: 'ready' },
  },
  {
    name: 'a crash after the account was moved to its stage', asks: [tenant('acme'), again(1800)],
    faults: [crashIn('organizations', 'moveAccount', 'Move to its stage')], ends: { acme: 'ready' },
  },
  {
    name: 'a crash after it was marked ready: the directory says so, and whoever asks again is told',
    asks: [tenant('acme'), again(1800)],
    faults: [crashIn('dynamodb', 'transactWriteItems', 'Mark it ready'), unheard],
    ends: { acme: 'ready' },
    check: ({ events }) => expect(events('TenantReady').map(each => each.repeated)).toEqual([true]),
  },
  {
    name: 'a run that is stopped by hand is taken over, and one that is alive is not', faults: [unheard], asks: [tenant('acme'), again(30), again(1800)],
    deeds: [{
      after: 40, what: byHand('stopExecution'),
    }],
    ends: { acme: 'ready' },
    check: ({ lab }) => expect(lab.states.executions().map(each => each.status)).toEqual(['ABORTED', 'SUCCEEDED', 'SUCCEEDED']),
  },
  {
    name: 'a redrive goes on where it stopped', asks: [tenant('acme')], faults: [crashIn('cloudformation', 'createStackInstances', 'Bring the baseline'), unheard],
    deeds: [{
      after: 1800, what: byHand('redriveExecution'),
    }],
    ends: { acme: 'ready' },
    check: ({ calls }) => expect(calls('organizations', 'createAccount')).toHaveLength(1),
  },
  {
    name: 'an account that the directory gives to another tenant is left alone',
    asks: [tenant('acme')],
    lab: { organizations: { creation: { kind: 'fixed', seconds: 30 } } },
    deeds: [{
      after: 31,
      what: lab => {
        const born = lab.organization.accounts().find(account => account.joinedMethod === 'CREATED')!;
        const table = lab.only('AWS::DynamoDB::Table', 'Directory');
        return lab.cloud.call(lab.operator(table), 'dynamodb', 'putItem', {
          TableName: table.ref,
          Item: { pk: { S: `ACCOUNT#${born.id}` }, sk: { S: 'RECORD' }, tenantId: { S: 'other' } },
        });
      },
    }],
    ends: { acme: 'failed' }, leavesInRoot: 'it may be the account of the other tenant',
    check: ({ lab, unitOf, record }) => {
      const born = lab.organization.accounts().find(account => account.joinedMethod === 'CREATED')!;
      expect(unitOf(born.id)).toBe('root');
      expect(record('acme')).toMatchObject({ error: 'DynamoDb.TransactionCanceledException' });
      expect(record('acme').cause).toContain('writing the account down');
    },
  },
  {
    name: 'two who take over at once: one does', asks: [tenant('acme'), { ...again(1800), direct: true }, { ...again(1800), direct: true }],
    faults: [crashIn('organizations', 'createAccount', 'Create account'), unheard], ends: { acme: 'ready' },
    check: ({ calls, path }) => {
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
      // The other one sees at once that somebody is at it, not only when it wants to change something.
      expect(path()).toContain('Was somebody faster?');
      expect(path()).not.toContain('Another run has it');
    },
  },
];
