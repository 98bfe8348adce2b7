import { accountsOf, History, TENANT_TAG } from './play';
import { Witness } from './witnesses';
import { tenantName, tenantsOf } from './world';
import { isObject, JsonObject } from '../../src/lab';
import { CallEntry } from '../../src/lab/journal';
import { lacks, neverRecorded, untold } from '../stories/promised';

export type PromiseName = 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P8';

/** A promise that did not hold. */
export interface Broken {
  readonly promise: PromiseName;
  readonly tenantId?: string;
  readonly why: string;
}

/** How many creations AWS takes at once. */
const IN_FLIGHT = 5;

/** What of P1 to P4 and P8 did not hold, in whatever world. */
export function judge(history: History): Broken[] {
  return [
    ...oneAccount(history), ...knewBefore(history), ...theSame(history), ...asPromised(history),
    ...anEnd(history), ...anAnswer(history), ...noListing(history),
  ];
}

/** P1: one tenant has at most one account, and an account serves one tenant. */
function oneAccount({ world, played: { lab, items } }: History): Broken[] {
  const owners = items().filter(({ pk }) => pk.startsWith('ACCOUNT#'));
  const records = items().filter(({ pk, sk, accountId }) => pk.startsWith('TENANT#') && sk === 'RECORD' && accountId);
  return [
    ...tenantsOf(world).map(tenantId => ({ tenantId, made: accountsOf(lab, tenantId) }))
      .filter(({ made }) => made.length > 1)
      .map(({ tenantId, made }): Broken => ({ promise: 'P1', tenantId, why: `it has the accounts ${made.join(' and ')}` })),
    ...owners.filter(({ tenantId }) => owners.filter(other => other.tenantId === tenantId).length > 1)
      .map(({ tenantId, pk }): Broken => ({ promise: 'P1', tenantId, why: `${pk} is not its only account in the directory` })),
    ...records.filter(({ accountId, tenantId }) => owners.find(({ pk }) => pk === `ACCOUNT#${accountId}`)?.tenantId !== tenantId
      || lab.organization.account(accountId)?.tags.get(TENANT_TAG) !== tenantId)
      .map(({ accountId, tenantId }): Broken => ({ promise: 'P1', tenantId, why: `account ${accountId} on its record is not its own` })),
    ...records.filter(({ accountId, tenantId }) => records
      .some(other => other.accountId === accountId && other.tenantId !== tenantId))
      .map(({ accountId, tenantId }): Broken => ({ promise: 'P1', tenantId, why: `account ${accountId} serves somebody else too` })),
  ];
}

/** P2: before CreateAccount is called, the record is there, and the address is the tenant's. */
function knewBefore({ entries, sights }: History): Broken[] {
  return creations(entries).flatMap(call => {
    const sight = sights.filter(({ execution, at }) => execution === call.execution && at <= call.at).pop();
    const { tenantId, email, owner } = sight ?? {};
    if (email !== undefined && email === call.parameters.Email && owner === tenantId) { return []; }
    const why = !email ? 'no record' : email !== call.parameters.Email ? `${email} on its record` : `an address of ${owner ?? 'nobody'}`;
    return [{ promise: 'P2' as const, tenantId, why: `${call.at}: it called CreateAccount for ${String(call.parameters.Email)} with ${why}` }];
  });
}

/** P3: whatever is done again gives the same account, and takes nothing away from it. */
function theSame({ world, played: { lab, events, record, unitOf } }: History): Broken[] {
  const moved = new Set(world.deeds.filter(({ what }) => what === 'moves its account').map(({ who }) => tenantName(who)));
  return tenantsOf(world).flatMap(tenantId => {
    const told = events('TenantReady').filter(each => each.tenantId === tenantId).map(({ accountId }) => String(accountId));
    const { state, accountId, stage } = record(tenantId);
    const [account] = accountsOf(lab, tenantId);
    const broken: Broken[] = [];
    const say = (why: string) => broken.push({ promise: 'P3', tenantId, why });
    if (new Set([...told, ...state === 'ready' ? [accountId] : []]).size > 1) { say(`it was told of the accounts ${told.join(', ')}, and ${accountId} is on record`); }
    if (state === 'ready' && accountId !== account) { say(`it is ready with account ${accountId}, and ${account} was made for it`); }
    if (state === 'ready' && !moved.has(tenantId) && unitOf(accountId) !== stage) { say(`it is ready, and its account is in ${unitOf(accountId)}`); }
    return broken;
  });
}

/** P3: whoever is told to be ready has what was asked for, then and later. */
function asPromised({ world, played: { lab, lackedWhenReady, record } }: History): Broken[] {
  return [
    ...lackedWhenReady.map((why): Broken => ({ promise: 'P3', why })),
    ...tenantsOf(world).flatMap(tenantId => {
      const { state, accountId, request, notes } = record(tenantId);
      return state === 'ready' && accountId ? lacks(lab, accountId, JSON.parse(request) as JsonObject, notes).map((why): Broken => ({ promise: 'P3', tenantId, why })) : [];
    }),
  ];
}

/** P4: everybody ends ready, or failed or rejected with a reason. Nobody waits, and no place is held. */
function anEnd({ world, quiet, played: { lab, events, record, items, line } }: History): Broken[] {
  const { holders, waiting } = line();
  const running = lab.states.executions().filter(({ status }) => status === 'RUNNING');
  return [
    ...quiet ? [] : [{ promise: 'P4' as const, why: `two days later: ${running.length} runs go on; places: ${holders.join(' ') || 'none'}; in line: ${waiting.join(' ') || 'none'}` }],
    ...tenantsOf(world).flatMap((tenantId): Broken[] => {
      const answered = ['TenantReady', 'TenantFailed', 'TenantRejected'].some(name => events(name).some(each => each.tenantId === tenantId));
      const { state, error, cause } = record(tenantId);
      const rejected = items().some(({ pk, reason }) => pk === `REJECTED#${tenantId}` && reason);
      const ended = state === 'ready' || (state === 'failed' && error && cause) || (state === undefined && rejected);
      return [
        ...answered ? [] : [{ promise: 'P4' as const, tenantId, why: 'nobody ever answered' }],
        ...ended ? [] : [{ promise: 'P4' as const, tenantId, why: `its record is ${state}, ${error ? `for ${error}: ${cause}` : 'without a reason'}` }],
      ];
    }),
  ];
}

/**
 * P4: who asks is answered without having to ask again, unless the request itself was lost on its way; and is rejected
 * only for asking with other contents than before.
 */
function anAnswer({ world, askedAgain, played }: History): Broken[] {
  const { events, record, unitOf } = played;
  const arrives = !world.faults.some(fault => fault.kind === 'delivery' && fault.mentions === 'TenantRequested');
  const moved = new Set(world.deeds.filter(({ what }) => what === 'moves its account').map(({ who }) => tenantName(who)));
  return tenantsOf(world).flatMap(tenantId => {
    const asks = world.asks.filter(({ who }) => tenantName(who) === tenantId);
    const contents = new Set(asks.map(each => each.contents));
    const rejections = events('TenantRejected').filter(each => each.tenantId === tenantId)
      .filter(({ reasons }) => contents.size === 1 && !(neverRecorded(reasons) && !record(tenantId).state));
    const { state, error, cause } = record(tenantId);
    const mayStay = state !== 'failed' || moved.has(tenantId) || LEFT_TO_PEOPLE.test(`${error} ${cause}`);
    const left = mayStay ? [] : accountsOf(played.lab, tenantId).filter(id => unitOf(id) === 'root');
    return [
      ...arrives && askedAgain.includes(tenantId) ? ['nobody answered, until it asked again'] : [],
      ...arrives ? untold(tenantId, played) : [],
      ...rejections.map(({ reasons }) => `it was rejected for no fault of its own: ${String(reasons)}`),
      ...state === 'ready' && error ? [`it is ready, and its record says ${error}`] : [],
      ...left.map(id => `it failed with ${error} (${cause}), and account ${id} was left in the root`),
    ].map((why): Broken => ({ promise: 'P4', tenantId, why }));
  });
}

/** What no run brings to quarantine: perhaps another tenant's account, or one that comes when nobody waits for it. */
const LEFT_TO_PEOPLE = /GivenUp|AccountCreationTooSlow|writing the account down/;

/** P5, where all that is under way is the platform's own: AWS never has to refuse, and counts no more than five. */
export function neverRefused({ entries }: History): Broken[] {
  const refused = creations(entries).filter(({ error }) => /^(ConstraintViolation|TooManyRequests)Exception$/.test(error?.name ?? ''));
  return [
    ...refused.map(({ at, error }): Broken => ({ promise: 'P5', why: `${at}: AWS refused with ${error!.name}: ${error!.message}` })),
    ...mostInFlight(entries) > IN_FLIGHT ? [{ promise: 'P5' as const, why: `${mostInFlight(entries)} creations were in flight` }] : [],
  ];
}

/** P4, where nothing goes wrong: then nobody may fail. */
export function notReady({ world, played: { record } }: History): Broken[] {
  return tenantsOf(world).filter(tenantId => record(tenantId).state !== 'ready')
    .map(tenantId => ({ promise: 'P4', tenantId, why: `nothing went wrong, and its record is ${record(tenantId).state}: ${record(tenantId).cause ?? ''}` }));
}

/** What a witness has to say: that somebody waited for the sweeper, or ended otherwise than it had to. */
export function testimony(history: History, { within = Infinity, fails }: Witness): Broken[] {
  const { events, record } = history.played;
  const late = events('TenantReady').filter(({ secondsToReady }) => Number(secondsToReady) > within)
    .map(({ tenantId, secondsToReady }): Broken => ({ promise: 'P4', tenantId: String(tenantId), why: `it was ready after ${String(secondsToReady)} s only` }));
  const wrong = tenantsOf(history.world).filter(tenantId => record(tenantId).error !== fails)
    .map((tenantId): Broken => ({ promise: 'P4', tenantId, why: `it failed with ${record(tenantId).error}, not with ${fails}` }));
  return [...judge(history), ...late, ...fails === undefined ? notReady(history) : wrong];
}

/** From the answer of CreateAccount to the moment in which AWS says it was over. */
function mostInFlight(entries: History['entries']): number {
  const begun = new Map<string, number>();
  const over = new Map<string, number>();
  for (const { action, result } of entries.filter((entry): entry is CallEntry => entry.type === 'call' && entry.service === 'organizations')) {
    const status = isObject(result) && isObject(result.CreateAccountStatus) ? result.CreateAccountStatus : {};
    if (action === 'createAccount' && status.Id) { begun.set(String(status.Id), Date.parse(String(status.RequestedTimestamp))); }
    if (status.CompletedTimestamp) { over.set(String(status.Id), Date.parse(String(status.CompletedTimestamp))); }
  }
  return Math.max(0, ...[...begun.values()]
    .map(at => [...begun].filter(([id, from]) => from <= at && (over.get(id) ?? Infinity) > at).length));
}

/** P8: all accounts are looked through only when an address was taken. */
function noListing({ entries }: History): Broken[] {
  const taken = entries.some(entry => entry.type === 'call' && entry.action === 'describeCreateAccountStatus'
    && /EMAIL_ALREADY_EXISTS|CONCURRENT_ACCOUNT_MODIFICATION/.test(JSON.stringify(entry.result)));
  const listed = entries.filter(entry => entry.type === 'call' && entry.service === 'organizations' && entry.action === 'listAccounts');
  return !taken && listed.length > 0 ? [{ promise: 'P8', why: `${listed[0].at}: all accounts were listed, and no address was taken` }] : [];
}

/** What was done for a tenant, looks at what AWS does in the background apart: these grow with how long AWS takes. */
export interface Work {
  readonly transitions: number;
  readonly calls: number;
}

/** The work for each tenant, in all of its runs. */
export function workPerTenant({ world, entries }: History): Work[] {
  const tenants = new Map<string, string>();
  const work = new Map(tenantsOf(world).map(tenantId => [tenantId, { transitions: 0, calls: 0 }]));
  for (const entry of entries) {
    if (entry.type === 'execution' && isObject(entry.input)) { tenants.set(entry.execution, String(entry.input.tenantId)); }
    const done = 'execution' in entry && entry.execution !== undefined ? work.get(tenants.get(entry.execution) ?? '') : undefined;
    if (!done) { continue; }
    if (entry.type === 'transition' && (entry.event === 'entered' || entry.event === 'retried') && !(entry.event === 'retried' && LOOKS.has(entry.state))) { done.transitions++; }
    if (entry.type === 'call' && !LOOKED.has(entry.action)) { done.calls++; }
  }
  return [...work.values()];
}

const LOOKS: ReadonlySet<string> = new Set(['How is the account?', 'How is the baseline?']);
const LOOKED: ReadonlySet<string> = new Set(['describeCreateAccountStatus', 'describeStackSetOperation', 'assumeRole']);

function creations(entries: History['entries']): CallEntry[] {
  return entries.filter((entry): entry is CallEntry => entry.type === 'call' && entry.action === 'createAccount' && entry.execution !== undefined);
}
