import { Story, tenant } from '../story';

const full = tenant('acme', {
  displayName: 'Acme Inc.', stage: 'sandbox', features: ['sso', 'analytics'], parameters: { region: 'eu' }, tags: { segment: 'gold' },
  contacts: { billing: { name: 'Bo', title: 'CFO', email: 'bo@acme.example', phone: '+49 30 1234' } },
  quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 5000 }],
});

/** Tenants to whom nothing bad happens. */
export const births: Story[] = [
  {
    name: 'an account that AWS does not let anybody use for its first seven minutes gets its baseline after that', asks: [tenant('acme')], ends: { acme: 'ready' },
    lab: { organizations: { initialization: { kind: 'fixed', seconds: 420 } } },
    check: ({ path }) => expect(path().filter(state => state === 'Let the account grow up').length).toBeGreaterThan(1),
  },
  {
    name: 'an account that cannot be used for half a day fails', asks: [tenant('acme')], ends: { acme: 'failed' },
    lab: { organizations: { initialization: { kind: 'fixed', seconds: 40_000 } } },
    check: ({ record }) => expect(record('acme').cause).toContain('OptInRequired'),
  },
  {
    name: 'should Step Functions not retry what an expression finds in an answer, the looks still come', asks: [tenant('acme')], ends: { acme: 'ready' },
    lab: { states: { retriesEvaluationErrors: false } },
    check: ({ path }) => expect(path().filter(state => state === 'Give Organizations time').length).toBeGreaterThan(1),
  },
  {
    name: 'a fresh tenant becomes ready', asks: [tenant('acme')], ends: { acme: 'ready' },
    check: ({ events, history, record, lab, calls }) => {
      expect(history('acme').map(entry => entry.became)).toEqual(['requested', 'creating', 'onboarding', 'ready']);
      expect(history('acme').every(entry => entry.by === 'jane' && entry.why === 'signed up' && entry.run.includes(':execution:'))).toBe(true);
      expect(events('TenantReady')).toEqual([expect.objectContaining({ tenantId: 'acme', accountId: record('acme').accountId, notes: [] })]);
      expect(lab.organization.account(record('acme').accountId)!.name).toBe('acme');
      expect(record('acme').email).toMatch(/^aws\+[0-9a-f]{26}@example\.com$/);
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
    },
  },
  {
    name: 'a tenant that asks for everything gets it', asks: [full], ends: { acme: 'ready' },
    check: ({ record, lab, calls, events }) => {
      const account = lab.organization.account(record('acme').accountId)!;
      expect([account.name, account.tags.get('segment'), account.tags.get('cdk-account-per-tenant:stage')]).toEqual(['Acme Inc.', 'gold', 'sandbox']);
      expect(calls('account', 'putAlternateContact').map(call => call.parameters.AlternateContactType)).toEqual(['BILLING']);
      expect(calls('servicequotas', 'requestServiceQuotaIncrease').map(call => call.account)).toEqual([account.id]);
      const [facts] = calls('ssm', 'putParameter');
      expect(facts.account).toBe(account.id);
      expect(JSON.parse(String(facts.parameters.Value))).toEqual({
        tenantId: 'acme', accountId: account.id, stage: 'sandbox', features: ['analytics', 'sso'], parameters: { region: 'eu' },
      });
      expect(events('TenantReady')[0]).toMatchObject({ stage: 'sandbox', features: ['analytics', 'sso'] });
    },
  },
  {
    name: 'a platform in the management account, with a probe that says yes', shape: 'probing', asks: [tenant('acme')], ends: { acme: 'ready' },
    check: ({ path }) => expect(path()).toContain('Is it ready?'),
  },
  {
    name: 'a request may go straight to the workflow', asks: [{ ...tenant('acme'), direct: true }], ends: { acme: 'ready' },
  },
  {
    name: 'the same request twice is one tenant', asks: [tenant('acme'), { ...tenant('acme'), after: 5 }, { ...tenant('acme'), after: 7200 }],
    ends: { acme: 'ready' },
    check: ({ calls, lab, events }) => {
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
      // The one who asks two hours later is answered as well.
      expect(events('TenantReady').map(each => each.repeated)).toEqual([false, true]);
      expect(lab.states.executions().slice(1).map(each => JSON.parse(each.output!).outcome)).toEqual(['asked for before', 'asked for before']);
    },
  },
  {
    name: 'two requests in the same moment are one tenant', asks: [{ ...tenant('acme'), direct: true }, { ...tenant('acme'), direct: true }],
    ends: { acme: 'ready' },
    check: ({ calls }) => expect(calls('organizations', 'createAccount')).toHaveLength(1),
  },
  {
    name: 'a display name that AWS refuses costs nobody the account', asks: [tenant('acme', { displayName: '<script>alert(1)</script>', tags: { segment: 'gold' } })],
    ends: { acme: 'ready' },
    check: ({ lab, record, events }) => {
      expect(lab.organization.account(record('acme').accountId)!.name).toBe('acme');
      expect(events('TenantReady')[0].notes).toEqual([expect.stringContaining('AWS refused the display name or a tag')]);
    },
  },
  {
    name: 'a display name in another script becomes what AWS takes of it', asks: [tenant('acme', { displayName: 'Ärzte 株式会社' }), tenant('kabu', { displayName: '株式会社' })],
    ends: { acme: 'ready', kabu: 'ready' },
    check: ({ lab, record }) => expect([record('acme'), record('kabu')].map(each => lab.organization.account(each.accountId)!.name)).toEqual(['rzte', 'kabu']),
  },
  {
    name: 'a quota that is waived is asked for and not waited for',
    asks: [tenant('acme', { quotas: [{ serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 5000, waive: true }] })],
    ends: { acme: 'ready' },
    check: ({ path }) => expect(path()).not.toContain('How is the quota?'),
  },
  {
    name: 'two contacts, of which AWS refuses one', asks: [tenant('acme', {
      contacts: {
        billing: { name: 'Bo', title: 'CFO', email: 'bo@acme.example', phone: '+49 30 1234' },
        security: { name: 'Si', title: 'CSO', email: 'si@acme.example', phone: 'call me' },
      },
    })],
    ends: { acme: 'ready' },
    check: ({ events }) => expect(events('TenantReady')[0].notes).toEqual([expect.stringContaining('AWS refused the contact SECURITY')]),
  },
];
