import { unheard } from './crashes';
import { Lab } from '../../../src/lab';
import { byHand } from '../by-hand';
import { landOf } from '../play';
import { Story, tenant } from '../story';

/** The account that was made for a tenant. */
const madeIn = (lab: Lab) => lab.organization.accounts().find(account => account.joinedMethod === 'CREATED')!;

/** Somebody with all rights moves the tenant's account to another unit. */
export const moveTo = (unit: string) => (lab: Lab) => {
  const account = madeIn(lab);
  const management = lab.organization.accounts()[0].id;
  return lab.cloud.call(lab.operator({ account: management, region: 'us-east-1' }), 'organizations', 'moveAccount', {
    AccountId: account.id,
    SourceParentId: lab.organization.parentOf(account.id)!,
    DestinationParentId: landOf(lab)[unit],
  });
};

const edit = (
  UpdateExpression: string,
  ExpressionAttributeNames: Record<string, string>,
  values?: Record<string, { S: string }>,
) => (lab: Lab) => {
  const table = lab.only('AWS::DynamoDB::Table', 'Directory');
  return lab.cloud.call(lab.operator(table), 'dynamodb', 'updateItem', {
    TableName: table.ref, Key: { pk: { S: 'TENANT#acme' }, sk: { S: 'RECORD' } }, UpdateExpression, ExpressionAttributeNames,
    ...values && { ExpressionAttributeValues: values },
  });
};

const quick = { organizations: { creation: { kind: 'fixed', seconds: 20 } } } as const;

/** People who mean well, in the middle of an enrolment. */
export const operators: Story[] = [
  {
    name: 'an account that somebody moves while its baseline comes is brought to its stage all the same', asks: [tenant('acme')], lab: quick,
    deeds: [{ after: 60, what: moveTo('sandbox') }], ends: { acme: 'ready' },
    check: ({ path }) => expect(path()).toContain('Where is it before its stage?'),
  },
  {
    name: 'an account that somebody moves before it has to go to quarantine goes there', asks: [tenant('acme')], lab: quick,
    deeds: [{ after: 60, what: moveTo('sandbox') }], faults: [{ kind: 'stack', reason: 'no' }], ends: { acme: 'failed' },
    check: ({ lab, unitOf }) => expect(unitOf(madeIn(lab).id)).toBe('quarantine'),
  },
  {
    name: 'a newborn account that somebody moves out of the root, after a crash, is found by its address among all accounts',
    asks: [tenant('acme'), { ...tenant('acme'), after: 600 }], lab: quick, ends: { acme: 'ready' },
    faults: [{ kind: 'crash', service: 'organizations', action: 'createAccount' }, unheard], deeds: [{ after: 60, what: moveTo('production') }],
    check: ({ lab, path }) => {
      expect(path()).toContain('Look for it everywhere');
      expect(lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED')).toHaveLength(1);
    },
  },
  {
    name: 'an account that an unknown answer hid, and that somebody moves out of the root, is found by the address that was asked for',
    asks: [tenant('acme', { email: 'acme@example.com' })], ends: { acme: 'ready' }, lab: { organizations: { creation: { kind: 'fixed', seconds: 5 } } },
    faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'ServiceException', when: 'after' }],
    deeds: [{ after: 12, what: moveTo('production') }],
    check: ({ lab, record }) => expect(record('acme').accountId).toBe(madeIn(lab).id),
  },
  {
    name: 'a record that lost its account finds it again', asks: [tenant('acme'), { ...tenant('acme'), after: 1200 }], lab: quick, ends: { acme: 'ready' },
    deeds: [
      { after: 600, what: edit('SET #s = :s REMOVE #a', { '#s': 'state', '#a': 'accountId' }, { ':s': { S: 'creating' } }) },
    ],
    check: ({ lab, record }) => expect(record('acme').accountId).toBe(madeIn(lab).id),
  },
  {
    name: 'a record that names a run of somebody else is taken over', asks: [tenant('acme'), { ...tenant('acme'), after: 1200 }], lab: quick, ends: { acme: 'ready' },
    faults: [{ kind: 'crash', service: 'organizations', action: 'createAccount' }, unheard],
    deeds: [{ after: 600, what: edit('SET #r = :r', { '#r': 'run' }, { ':r': { S: 'by hand' } }) }],
  },
  {
    name: 'a record whose account was lost while its baseline comes has it again when it is ready', asks: [tenant('acme')], lab: quick, ends: { acme: 'ready' },
    deeds: [{ after: 60, what: edit('REMOVE #a', { '#a': 'accountId' }) }],
    check: ({ lab, record }) => expect(record('acme').accountId).toBe(madeIn(lab).id),
  },
  {
    name: 'a quota that an earlier run was granted is no reason to fail', lab: quick, ends: { acme: 'ready' },
    asks: [0, 3600].map(after => ({ ...tenant('acme', { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 5000 }] }), after })),
    faults: [{ kind: 'error', service: 'ssm', action: 'putParameter', error: 'AccessDeniedException', times: 6 }],
    check: ({ path }) => expect(path()).toContain('What is the quota now?'),
  },
  {
    name: 'a call that never answers is made again', asks: [tenant('acme')], lab: quick, ends: { acme: 'ready' },
    faults: [{ kind: 'late', service: 'organizations', action: 'moveAccount', when: 'after' }],
    check: ({ events }) => expect(Number(events('TenantReady')[0].secondsToReady)).toBeLessThan(3600),
  },
  {
    name: 'CreateAccount that never answers, and made the account, leads to this one account', asks: [tenant('acme')], lab: quick, ends: { acme: 'ready' },
    faults: [{ kind: 'late', service: 'organizations', action: 'createAccount', when: 'after' }],
    check: ({ lab }) => expect(lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED')).toHaveLength(1),
  },
  {
    name: 'CreateAccount that answers an error nobody knows, and made the account, leads to this one account', asks: [tenant('acme')], lab: quick, ends: { acme: 'ready' },
    faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'InternalFailure', when: 'after' }],
    check: ({ lab }) => expect(lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED')).toHaveLength(1),
  },
  {
    name: 'a run that is stopped and redriven while another one has its tenant touches nothing', asks: [tenant('acme')], lab: quick, ends: { acme: 'ready' },
    deeds: [
      { after: 35, what: byHand('stopExecution') },
      {
        after: 60, what: byHand('redriveExecution'),
      },
    ],
    check: ({ path }) => expect(path()).toContain('Another run has it'),
  },
  {
    name: 'a run that is killed while it cleans up, and redriven after another one made its tenant ready, cleans up nothing', asks: [tenant('acme')], lab: quick,
    faults: [
      { kind: 'error', service: 'dynamodb', action: 'transactWriteItems', error: 'AccessDeniedException', inState: 'Mark it ready', times: 6 },
      { kind: 'kill', inState: 'Leave the line', when: 'after' },
    ],
    deeds: [{
      after: 1800, what: byHand('redriveExecution'),
    }],
    ends: { acme: 'ready' },
  },
  {
    name: 'a run that is stopped on the way to quarantine and redriven goes on, for the tenant is still its own', asks: [tenant('acme')], lab: quick,
    faults: [{ kind: 'stack', reason: 'no' }, { kind: 'kill', inState: 'Quarantine the account', when: 'before' }, unheard],
    deeds: [{
      after: 1800, what: byHand('redriveExecution'),
    }],
    ends: { acme: 'failed' },
    check: ({ lab, unitOf }) => expect(unitOf(madeIn(lab).id)).toBe('quarantine'),
  },
  {
    name: 'CreateAccount that the SDK makes twice, for the first answer was lost, leads to one account', asks: [tenant('acme')],
    lab: { organizations: { creation: { kind: 'fixed', seconds: 40 } } }, ends: { acme: 'ready' },
    faults: [{ kind: 'twice', service: 'organizations', action: 'createAccount' }],
    check: ({ lab }) => expect(lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED')).toHaveLength(1),
  },
];
