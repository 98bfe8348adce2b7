import { Story, tenant } from '../story';

const TERMINAL = [
  'ACCOUNT_LIMIT_EXCEEDED', 'INVALID_ADDRESS', 'INVALID_EMAIL', 'GOVCLOUD_ACCOUNT_ALREADY_EXISTS', 'MISSING_BUSINESS_VALIDATION',
  'FAILED_BUSINESS_VALIDATION', 'PENDING_BUSINESS_VALIDATION', 'INVALID_IDENTITY_FOR_BUSINESS_VALIDATION', 'UNKNOWN_BUSINESS_VALIDATION',
  'MISSING_PAYMENT_INSTRUMENT', 'INVALID_PAYMENT_INSTRUMENT', 'UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED',
];

const BUSY = ['TooManyRequestsException', 'ConstraintViolationException', 'ConcurrentModificationException', 'FinalizingOrganizationException', 'ServiceException'];

/** AWS says no, now or for good. */
export const refusals: Story[] = [
  ...TERMINAL.map((reason): Story => ({
    name: `a creation that ends ${reason} is not repeated`, asks: [tenant('acme')], faults: [{ kind: 'creation', reason }], ends: { acme: 'failed' },
    check: ({ events, calls }) => {
      expect(events('TenantFailed')[0]).toMatchObject({ error: reason, accountId: '', step: 'creating the account' });
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
    },
  })),
  {
    name: 'an internal failure of AWS is tried again', asks: [tenant('acme')], faults: [{ kind: 'creation', reason: 'INTERNAL_FAILURE', times: 3 }],
    ends: { acme: 'ready' },
    check: ({ calls }) => expect(calls('organizations', 'createAccount')).toHaveLength(4),
  },
  {
    name: 'an internal failure that does not go away fails', asks: [tenant('acme')], faults: [{ kind: 'creation', reason: 'INTERNAL_FAILURE', times: 99 }],
    ends: { acme: 'failed' },
    check: ({ calls, record }) => {
      expect(calls('organizations', 'createAccount')).toHaveLength(11);
      expect(record('acme').error).toBe('INTERNAL_FAILURE');
    },
  },
  ...BUSY.map((error): Story => ({
    name: `${error} holds the line back and goes away`, asks: [tenant('acme'), tenant('next')],
    faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error, times: 2 }], ends: { acme: 'ready', next: 'ready' },
    check: ({ path }) => expect(path().filter(state => state === 'Hold the line back')).toHaveLength(2),
  })),
  {
    name: 'an AWS that is always busy fails the tenant in the end', asks: [tenant('acme')],
    faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'TooManyRequestsException', times: 99 }], ends: { acme: 'failed' },
    check: ({ record }) => expect(record('acme').error).toBe('Organizations.TooManyRequestsException'),
  },
  {
    name: 'an account quota that is used up fails with what AWS says', asks: [tenant('acme')], lab: { accountQuota: 2 }, ends: { acme: 'failed' },
    check: ({ record }) => expect(record('acme')).toMatchObject({ error: 'Organizations.ConstraintViolationException', cause: expect.stringContaining('creating the account') }),
  },
  {
    name: 'an address that belongs to somebody else fails at once, and another one mends it',
    asks: [tenant('acme', { email: 'it@taken.example' }), { ...tenant('acme', { email: 'it@free.example' }), after: 3600 }],
    lab: { organizations: { takenEmails: ['it@taken.example'] } }, ends: { acme: 'ready' },
    check: ({ events, record, path }) => {
      expect(events('TenantFailed')).toEqual([expect.objectContaining({ error: 'EMAIL_ALREADY_EXISTS' })]);
      expect(record('acme').email).toBe('it@free.example');
      expect(path()).not.toContain('Let the earlier request finish');
    },
  },
  {
    name: 'an account of somebody else in the root is never adopted', asks: [tenant('acme', { email: 'it@old.example' })], ends: { acme: 'failed' },
    deeds: [{ after: -30, what: lab => lab.organization.addAccount({ name: 'old', email: 'it@old.example', joinedMethod: 'INVITED' }) }],
    check: ({ record, items }) => {
      expect(record('acme').error).toBe('EMAIL_ALREADY_EXISTS');
      expect(items().filter(item => item.pk.startsWith('ACCOUNT#'))).toEqual([]);
    },
  },
  {
    name: 'a name that AWS refuses whatever it is fails', asks: [tenant('acme')],
    faults: [{ kind: 'error', service: 'organizations', action: 'createAccount', error: 'InvalidInputException', times: 9 }], ends: { acme: 'failed' },
  },
  {
    name: 'a creation that never ends is given up', asks: [tenant('acme')], lab: { organizations: { creation: { kind: 'fixed', seconds: 90_000 } } },
    ends: { acme: 'failed' }, leavesInRoot: 'AWS makes the account a day after nobody waits for it any more',
    check: ({ record }) => expect(record('acme').error).toBe('AccountCreationTooSlow'),
  },
  {
    name: 'a baseline that fails ends in quarantine, with the reason of the stack; the same request goes on with the same account',
    asks: [tenant('acme'), { ...tenant('acme'), after: 7200 }], faults: [{ kind: 'stack', reason: 'role quota exceeded' }], ends: { acme: 'ready' },
    check: ({ events, calls, history, record }) => {
      expect(events('TenantFailed')[0]).toMatchObject({
        error: 'BaselineFailed', cause: expect.stringContaining('role quota exceeded'), accountId: record('acme').accountId,
      });
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
      expect(history('acme').map(entry => entry.became)).toEqual(['requested', 'creating', 'onboarding', 'failed', 'onboarding', 'ready']);
    },
  },
  {
    name: 'a quota that is denied ends in quarantine, and a waiver mends it',
    asks: [
      tenant('acme', { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 99999 }] }),
      { ...tenant('acme', { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 99999, waive: true }] }), after: 7200 },
    ],
    lab: { serviceQuotas: { outcomes: [{ status: 'DENIED' }] } }, ends: { acme: 'ready' },
    check: ({ events }) => expect(events('TenantFailed')[0]).toMatchObject({ error: 'QuotaNotGranted', step: 'asking for quotas' }),
  },
  ...['no', 'silent', 'nonsense'].map((probe): Story => ({
    name: `a readiness probe that says ${probe} ends in quarantine`, shape: 'probing', asks: [tenant('acme', { parameters: { probe } })], ends: { acme: 'failed' },
    check: ({ unitOf, record, path }) => {
      expect(record('acme').error).toBe('NotReady');
      expect(unitOf(record('acme').accountId)).toBe('quarantine');
      expect(path().filter(state => state === 'Ask whether it is ready')).toHaveLength(3);
    },
  })),
];
