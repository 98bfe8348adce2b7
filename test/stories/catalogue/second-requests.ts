import { unheard } from './crashes';
import { Fault, Lab } from '../../../src/lab';
import { byHand } from '../by-hand';
import { Story, tenant } from '../story';

const LAMBDA = { serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 5000 };
const quick = { creation: { kind: 'fixed', seconds: 20 } } as const;
const decided = (status: 'APPROVED' | 'DENIED', seconds: number) => ({ outcomes: [{ status, after: { kind: 'fixed', seconds } }] } as const);
const made = (lab: Lab) => lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED');
const tagsOf = (lab: Lab) => Object.fromEntries(made(lab)[0].tags);
const GOLD = { tags: { segment: 'gold' } };
const twice = [tenant('acme', GOLD), { ...tenant('acme', { tags: { segment: 'silver' } }), after: 900 }];
const untaggable = (times: number): Fault => ({ kind: 'error', service: 'organizations', action: 'tagResource', error: 'InvalidInputException', times });
const redrive = byHand('redriveExecution');

/** What another request, or another run for the same one, finds half done. */
export const secondRequests: Story[] = [
  {
    name: 'a quota that an earlier run asked for is looked after, and ready means granted', asks: [tenant('acme', { quotas: [LAMBDA] })], ends: { acme: 'ready' },
    lab: { organizations: quick, serviceQuotas: decided('APPROVED', 3600) }, faults: [{ kind: 'kill', inState: 'How is the quota?', when: 'before' }],
    check: ({ record, path }) => {
      expect(path()).toContain('Which request is open?');
      expect(Date.parse(record('acme').readyAt) - Date.parse(record('acme').requestedAt)).toBeGreaterThan(3_600_000);
    },
  },
  {
    name: 'and when it is denied in the end, the tenant is not ready', asks: [tenant('acme', { quotas: [LAMBDA] })], ends: { acme: 'failed' },
    lab: { organizations: quick, serviceQuotas: decided('DENIED', 3600) }, faults: [{ kind: 'kill', inState: 'How is the quota?', when: 'before' }],
    check: ({ record }) => expect(record('acme').error).toBe('QuotaNotGranted'),
  },
  {
    name: 'a quota that was asked for before and is neither open nor granted is not waived', asks: [tenant('acme', { quotas: [LAMBDA] })], ends: { acme: 'failed' },
    lab: { organizations: quick }, faults: [{ kind: 'error', service: 'servicequotas', action: 'requestServiceQuotaIncrease', error: 'ResourceAlreadyExistsException' }],
    check: ({ record }) => expect(record('acme').cause).toContain('no increase'),
  },
  {
    name: 'a run that takes over an account gives back the place that the dead one had', asks: [tenant('acme', { quotas: [LAMBDA] })], ends: { acme: 'ready' },
    lab: { organizations: quick, serviceQuotas: decided('APPROVED', 7200) }, faults: [{ kind: 'kill', inState: 'Who is next?', when: 'before' }],
    deeds: [{
      after: 1800, what: (_, { line, record }) => {
        expect(line()).toEqual({ holders: [], waiting: [] });
        expect(record('acme').state).toBe('onboarding');
      },
    }],
  },
  {
    name: 'another address is not taken while an account may come under the first', asks: [tenant('acme'), ...[1950, 7200].map(after => ({ ...tenant('acme', { email: 'acme@example.com' }), after }))],
    ends: { acme: 'ready' }, lab: { organizations: { creation: { kind: 'fixed', seconds: 2000 } } },
    check: ({ lab, record }) => {
      expect(made(lab)).toHaveLength(1);
      expect(record('acme').notes).toContain('the address stays');
    },
  },
  {
    name: 'another address is taken when AWS said that it made no account', asks: [tenant('acme'), { ...tenant('acme', { email: 'acme@example.com' }), after: 1800 }],
    ends: { acme: 'ready' }, lab: { organizations: quick }, faults: [{ kind: 'creation', reason: 'INVALID_EMAIL' }],
    check: ({ lab }) => expect(made(lab).map(({ email }) => email)).toEqual(['acme@example.com']),
  },
  {
    name: 'an address that belongs to somebody else fails at once, however often it is asked for', ends: { acme: 'failed' },
    asks: [0, 1800].map(after => ({ ...tenant('acme', { email: 'theirs@example.com' }), after })), lab: { organizations: { ...quick, takenEmails: ['theirs@example.com'] } },
    check: ({ record, calls }) => {
      expect(calls('organizations', 'listAccounts')).toEqual([]);
      expect(Date.parse(record('acme').failedAt) - Date.parse(record('acme').changedAt)).toBeLessThan(120_000);
      expect(calls('organizations', 'createAccount').length).toBeGreaterThan(1);
    },
  },
  {
    name: 'a second request that gets the account of the first has its own tags, and the name of the first is noted', ends: { acme: 'ready' },
    asks: [tenant('acme', { displayName: 'Old', tags: { segment: 'gold' } }), { ...tenant('acme', { displayName: 'New', stage: 'sandbox', tags: { segment: 'silver' } }), after: 3600 }],
    lab: { organizations: quick }, faults: [{ kind: 'stack', reason: 'no' }],
    check: ({ lab, record }) => {
      expect(tagsOf(lab)).toMatchObject({ 'segment': 'silver', 'cdk-account-per-tenant:stage': 'sandbox' });
      expect(record('acme').notes).toBe('the account keeps the name Old');
    },
  },
  {
    name: 'so has one that finds an account which nobody had written down', ends: { acme: 'ready' }, lab: { organizations: quick },
    asks: [tenant('acme', GOLD), ...[1800, 5400].map(after => ({ ...tenant('acme', { displayName: 'New', tags: { segment: 'silver' } }), after }))],
    faults: [
      { kind: 'error', service: 'organizations', action: 'createAccount', error: 'ServiceException', when: 'after', times: 1 },
      { kind: 'error', service: 'organizations', action: 'listAccountsForParent', error: 'AccessDeniedException', times: 6 }, { kind: 'stack', reason: 'no' },
    ],
    check: ({ lab, record }) => {
      expect(tagsOf(lab)).toMatchObject({ segment: 'silver' });
      expect(record('acme').notes).toBe('the account keeps the name acme');
    },
  },
  {
    name: 'an account that has what it was created with is not tagged again', asks: [tenant('acme', GOLD)], ends: { acme: 'ready' }, lab: { organizations: quick },
    check: ({ calls }) => expect(calls('organizations', 'tagResource')).toEqual([]),
  },
  {
    name: 'a tag that AWS refuses of an account that is there already costs nobody the account', asks: twice, ends: { acme: 'ready' },
    lab: { organizations: quick }, faults: [{ kind: 'stack', reason: 'no' }, untaggable(1)],
    check: ({ lab, record }) => {
      expect(tagsOf(lab)).toMatchObject({ segment: 'gold' });
      expect(record('acme').notes).toMatch(/^AWS refused a tag, so the account has none of those asked for: /);
    },
  },
  {
    name: 'an account that cannot be tagged as its tenant is not handed over', asks: twice, ends: { acme: 'failed' },
    lab: { organizations: quick }, faults: [{ kind: 'stack', reason: 'no' }, untaggable(2)],
    check: ({ record }) => expect(record('acme').cause).toContain('tagging the account'),
  },
  {
    name: 'a run that is redriven and still has its tenant tags it', asks: twice, ends: { acme: 'ready' }, lab: { organizations: quick },
    faults: [{ kind: 'stack', reason: 'no' }, { kind: 'kill', inState: 'Tag the account', when: 'before' }, unheard], deeds: [{ after: 1800, what: byHand('redriveExecution', 1) }],
    check: ({ lab }) => expect(tagsOf(lab)).toMatchObject({ segment: 'silver' }),
  },
  {
    name: 'and does not after another one made it ready', asks: [...twice, { ...tenant('acme', { tags: { segment: 'bronze' } }), after: 5400 }], ends: { acme: 'ready' },
    lab: { organizations: quick }, faults: [
      { kind: 'stack', reason: 'no' }, { kind: 'kill', inState: 'Tag the account', when: 'before' },
      { kind: 'error', service: 'organizations', action: 'tagResource', error: 'AccessDeniedException', times: 6 },
    ],
    deeds: [{ after: 9000, what: byHand('redriveExecution', 1) }],
    check: ({ lab }) => expect(tagsOf(lab)).toMatchObject({ segment: 'bronze' }),
  },
  {
    name: 'a run that is redriven after another one made its tenant ready does not write its own facts', ends: { acme: 'ready' },
    asks: [tenant('acme'), { ...tenant('acme', { features: ['sso'] }), after: 3600 }], lab: { organizations: quick },
    faults: [
      { kind: 'kill', inState: 'Write the facts', when: 'before' },
      { kind: 'error', service: 'ssm', action: 'putParameter', inState: 'Write the facts', error: 'AccessDeniedException', times: 6 },
    ],
    deeds: [{ after: 7200, what: redrive }],
    check: ({ calls, path }) => {
      const facts = calls('ssm', 'putParameter').filter(({ error }) => !error).map(({ parameters }) => JSON.stringify(parameters.Value));
      expect(facts.filter(text => text.includes('tenantId'))).toEqual([expect.stringContaining('sso')]);
      expect(path()).toContain('Has this run the record before the facts are written?');
    },
  },
  {
    name: 'a run that is redriven and still has its tenant goes on where it was', asks: [tenant('acme')], ends: { acme: 'ready' }, lab: { organizations: quick },
    faults: [{ kind: 'kill', inState: 'Move to its stage', when: 'before' }, unheard], deeds: [{ after: 1800, what: redrive }],
    check: ({ lab, path }) => {
      expect(lab.states.executions()).toHaveLength(1);
      expect(path()).toContain('Has this run the record before its stage?');
    },
  },
  ...['Reserve a slot', 'Create account'].map((inState): Story => ({
    name: `a run that is redriven before it creates takes its place again: ${inState}`, asks: [tenant('acme')], ends: { acme: 'ready' }, lab: { organizations: quick },
    faults: [{ kind: 'kill', inState, when: 'before' }, unheard], deeds: [{ after: 600, what: redrive }],
    check: ({ path }) => expect(path()).toContain('Has this run the record before it creates?'),
  })),
  {
    name: 'a quota is looked after even where a failed expression is not tried again', asks: [tenant('acme', { quotas: [LAMBDA] })], ends: { acme: 'ready' },
    lab: { organizations: quick, serviceQuotas: decided('APPROVED', 3600), states: { retriesEvaluationErrors: false } },
  },
  {
    name: 'a creation that nobody can look after is found where accounts are born', asks: [tenant('acme')], ends: { acme: 'ready' }, lab: { organizations: quick },
    faults: [{ kind: 'error', service: 'organizations', action: 'describeCreateAccountStatus', error: 'AccessDeniedException', times: 1000 }],
  },
  {
    name: 'so is one whose answer never came in time', asks: [tenant('acme', { email: 'acme@example.com' })], ends: { acme: 'ready' }, lab: { organizations: quick },
    faults: [{ kind: 'late', service: 'organizations', action: 'createAccount', when: 'after', seconds: 90, times: 100 }],
  },
  {
    name: 'who cannot read which unit is which gives its place back only when AWS is done, and reads once more before quarantine',
    ends: Object.fromEntries([...'abcdefgh'].map(id => [`t-${id}`, 'failed' as const])),
    asks: [...'abcdefgh'].map(id => tenant(`t-${id}`)), lab: { organizations: { creation: { kind: 'fixed', seconds: 900 } } },
    faults: [{ kind: 'error', service: 'ssm', action: 'getParameters', error: 'AccessDeniedException', inState: 'Read which unit is which', times: 1000 }],
    check: ({ calls, record }) => {
      expect(calls('organizations', 'createAccount').filter(({ error }) => error)).toEqual([]);
      expect(record('t-a').accountId).toMatch(/^\d{12}$/);
    },
  },
];
