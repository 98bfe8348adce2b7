import { Entry, isObject, JsonObject } from '../../src/lab';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** What the demo's report says, out of nothing but the lines of a log: the recipe of docs/lab-log.md. */
export function recompute(lines: readonly string[]) {
  const entries = lines.map(line => JSON.parse(line) as Entry);
  const of = <T extends Entry['type']>(type: T) => entries.filter((entry): entry is Of<T> => entry.type === type);
  const tenants = tenantsOf(of('event'));
  const ready = Object.values(tenants).filter(tenant => tenant.outcome === 'ready');
  const creations = of('call').filter(call => call.service === 'organizations' && call.action === 'createAccount');
  const executions = executionsOf(of('execution'), of('transition'));
  const made = accountsMade(of('account'));
  const owned = new Set(of('record').map(record => String((record.item.pk as JsonObject | undefined)?.S))
    .filter(key => key.startsWith('ACCOUNT#')).map(key => key.slice('ACCOUNT#'.length)));
  return {
    tenants,
    secondsToReady: spread(ready.map(({ askedAt, endedAt }) => Math.round((endedAt! - askedAt) / 1000))),
    line: {
      creations: creations.length,
      refused: creations.filter(({ error }) => error && error.name !== 'Crashed').length,
      mostInFlight: mostInFlight(of('call')),
    },
    executions,
    faults: of('fault').reduce<Record<number, number>>((sum, { planned }) => ({ ...sum, [planned]: (sum[planned] ?? 0) + 1 }), {}),
    accounts: { made: made.length, serving: owned.size, orphaned: made.filter(id => !owned.has(id)) },
  };
}

interface Tenant { askedAt: number; endedAt?: number; outcome?: string }

const ENDS: Record<string, string> = { TenantReady: 'ready', TenantFailed: 'failed', TenantRejected: 'rejected' };

/** From the first request to the last word; who is ready stays so. */
function tenantsOf(events: readonly Of<'event'>[]): Record<string, Tenant> {
  const tenants: Record<string, Tenant> = {};
  for (const { at, detailType, detail } of events) {
    const tenantId = String(isObject(detail) ? detail.tenantId : undefined);
    if (detailType === 'TenantRequested') { tenants[tenantId] ??= { askedAt: Date.parse(at) }; }
    const tenant = tenants[tenantId];
    if (!tenant || !ENDS[detailType] || tenant.outcome === 'ready') { continue; }
    Object.assign(tenant, { outcome: ENDS[detailType], endedAt: Date.parse(at) });
  }
  return tenants;
}

/** A creation is in flight from the answer to CreateAccount until somebody is told that it is no longer IN_PROGRESS. */
function mostInFlight(calls: readonly Of<'call'>[]): number {
  const inFlight = new Set<unknown>();
  let most = 0;
  for (const { service, action, result } of calls) {
    if (service !== 'organizations' || !isObject(result) || !isObject(result.CreateAccountStatus)) { continue; }
    const { Id, State } = result.CreateAccountStatus;
    if (action === 'createAccount') { inFlight.add(Id); }
    most = Math.max(most, inFlight.size);
    if (action === 'describeCreateAccountStatus' && State !== 'IN_PROGRESS') { inFlight.delete(Id); }
  }
  return most;
}

/** Billed are each state entered, each retry and each redrive: a second RUNNING of the same execution. */
function executionsOf(changes: readonly Of<'execution'>[], transitions: readonly Of<'transition'>[]) {
  const executions: Record<string, { counted: number; told?: number; ready: boolean }> = {};
  for (const { execution, status, transitions: told, output } of changes) {
    const known = executions[execution];
    if (status === 'RUNNING') {
      executions[execution] = { counted: known ? known.counted + 1 : 0, ready: false };
    } else {
      Object.assign(known, { told, ready: JSON.stringify(output ?? '').includes('"ready"') });
    }
  }
  for (const { execution, event } of transitions) {
    if (event === 'entered' || event === 'retried') { executions[execution].counted++; }
  }
  return executions;
}

/** The last word on each account counts. */
function accountsMade(changes: readonly Of<'account'>[]): string[] {
  const accounts = new Map(changes.map(({ account }) => [String(account.Id), account]));
  return [...accounts].filter(([, account]) => account.JoinedMethod === 'CREATED').map(([id]) => id);
}

export function spread(values: readonly number[]): { p50: number; p95: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
