import { Played, Story } from './story';

/** What holds at the end of every story, whatever went wrong in it. */
export function holds(story: Story, played: Played): void {
  const { lab } = played;
  const items = played.items();

  // Nobody waits for ever, and everybody who asked has an end.
  expect(lab.states.executions().filter(each => each.status === 'RUNNING').map(each => each.name)).toEqual([]);
  expect(played.outcomes).toEqual(story.ends);

  // One tenant has at most one account, and an account serves one tenant.
  const owners = items.filter(item => item.pk.startsWith('ACCOUNT#'));
  expect(new Set(owners.map(item => item.tenantId)).size).toBe(owners.length);
  const made = lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED');
  const tenantOf = (account: typeof made[number]) => account.tags.get('cdk-account-per-tenant:tenant');
  expect(new Set(made.map(tenantOf)).size).toBe(made.length);

  // The directory knew before AWS did.
  const addresses = new Set(items.filter(item => item.pk.startsWith('EMAIL#')).map(item => item.pk.slice('EMAIL#'.length)));
  expect(made.filter(account => !addresses.has(account.email.toLowerCase())).map(account => account.email)).toEqual([]);

  for (const [tenantId, end] of Object.entries(story.ends)) {
    const record = played.record(tenantId);
    if (end === 'ready') {
      expect({ tenantId, state: record.state, unit: played.unitOf(record.accountId) })
        .toEqual({ tenantId, state: 'ready', unit: record.stage });
      expect(tenantOf(lab.organization.account(record.accountId)! as typeof made[number])).toBe(tenantId);
      expect(played.history(tenantId).map(entry => entry.became).slice(-1)).toEqual(['ready']);
    }
    if (end === 'failed') {
      expect({ tenantId, state: record.state, why: Boolean(record.error && record.cause) }).toEqual({ tenantId, state: 'failed', why: true });
    }
    if (end === 'rejected') {
      expect(made.filter(account => tenantOf(account) === tenantId && record.state === undefined)).toEqual([]);
      expect(items.filter(item => item.pk === `REJECTED#${tenantId}`).length).toBeGreaterThan(0);
    }
    // The record and the last entry of the history say the same.
    if (record.state) { expect(played.history(tenantId).pop()?.became).toBe(record.state); }
  }

  // Every place that was taken was given back, and nobody is in line who does not wait.
  expect(played.line()).toEqual({ holders: [], waiting: [] });
}
