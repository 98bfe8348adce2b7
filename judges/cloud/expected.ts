import { plainItem } from './play-here';
import { Seen, SeenAccount } from './seen';
import { CloudStory } from './stories';
import { Json, JsonObject, isObject } from '../../src/lab';
import { DEFAULT_PLATFORM, operatorRoleName, tenantRoleName } from '../../src/organization/contract';
import { EVENTS, KEYS, STAGE_TAG, STATES, TENANT_TAG } from '../../src/tenants/contract';

type End = CloudStory['ends'][string];

const ENDS: ReadonlyMap<string, End> = new Map([[EVENTS.ready, 'ready'], [EVENTS.failed, 'failed'], [EVENTS.rejected, 'rejected']]);

/** What one cloud has of a tenant. */
interface Tenant {
  readonly stage: string;
  readonly accounts: readonly SeenAccount[];
  readonly record?: JsonObject;
  /** What it became, in order. */
  readonly history: readonly Json[];
  /** What was said of how it ended, by the types of the events. */
  readonly said: readonly { readonly type: string; readonly detail: JsonObject }[];
}

/**
 * What is wrong with what came of a story, by what it promises. To compare two clouds is not enough: a mistake in the
 * document is made in both, and they agree on it.
 */
export function unmet(story: CloudStory, seen: Seen): string[] {
  return Object.entries(story.ends).flatMap(([id, end]) => {
    const tenant = tenantIn(story, seen, id);
    const ended = lastWord(tenant);
    return ended === end ? CHECKS[end](id, tenant).map(what => `${id}: ${what}`) : [`${id} should be ${end} and is ${ended ?? 'without an answer'}`];
  });
}

function tenantIn(story: CloudStory, seen: Seen, id: string): Tenant {
  const items = seen.records.map(plainItem).filter(({ pk }) => pk === `${KEYS.tenant}${id}`);
  const request = story.rounds.flat().find(each => isObject(each) && each.tenantId === id);
  return {
    stage: isObject(request) && typeof request.stage === 'string' ? request.stage : 'production',
    accounts: seen.accounts.filter(({ tags }) => tags[TENANT_TAG] === id),
    record: items.find(({ sk }) => sk === KEYS.record),
    history: items.filter(({ sk }) => String(sk).startsWith(KEYS.history))
      .sort((a, b) => String(a.sk) < String(b.sk) ? -1 : 1).map(({ became }) => became ?? ''),
    said: seen.events.flatMap(({ type, detail }) =>
      ENDS.has(type) && isObject(detail) && detail.tenantId === id ? [{ type, detail }] : []),
  };
}

/** How a tenant ended, by the last answer on the bus; who is ready stays so. */
function lastWord({ said }: Tenant): End | undefined {
  const ends = said.map(({ type }) => ENDS.get(type));
  return ends.includes('ready') ? 'ready' : ends.at(-1);
}

/** What is wrong, for each end. Holds for all stories of a cloud. */
const CHECKS: Readonly<Record<End, (id: string, tenant: Tenant) => string[]>> = { ready, failed, rejected };

function ready(id: string, { stage, accounts, record, history, said }: Tenant): string[] {
  const [account, ...others] = accounts;
  if (!account || others.length > 0) { return [`there should be one account with its tag, and there are ${accounts.length}`]; }
  const unit = stage === 'sandbox' ? 'Sandbox' : 'Production';
  const roles = [operatorRoleName(DEFAULT_PLATFORM), tenantRoleName(DEFAULT_PLATFORM)];
  return [
    ...not(account.state === 'ACTIVE', `the account is ${account.state}`),
    ...not(account.unit === unit, `the account is in ${account.unit}, not in ${unit}`),
    ...not(account.tags[STAGE_TAG] === stage, `the account's tag says the stage ${text(account.tags[STAGE_TAG])}, not ${stage}`),
    ...not(isCurrent(account), `the baseline is not there: ${text(account.baseline)}`),
    ...roles.filter(role => !account.roles.includes(role)).map(role => `the account has no role ${role}`),
    ...not(isSame(account.facts, { tenantId: id, accountId: account.id, stage }), `the account's facts say ${text(account.facts)}`),
    ...not(isSame(record, { state: STATES.ready, accountId: account.id, error: undefined }), `the record says ${text(record)}`),
    ...[STATES.requested, STATES.creating, STATES.onboarding, STATES.ready].filter(state => !history.includes(state))
      .map(state => `the audit trail does not say that it became ${state}`),
    ...not(history.at(-1) === STATES.ready, `the audit trail ends in ${text(history.at(-1))}`),
    ...said.filter(({ type, detail }) => type === EVENTS.ready && !isSame(detail, { accountId: account.id, stage }))
      .map(({ detail }) => `${EVENTS.ready} says ${text(detail)}`),
  ];
}

function failed(_: string, { accounts, record, history, said }: Tenant): string[] {
  return [
    ...accounts.filter(({ unit }) => unit !== 'Quarantine').map(({ unit }) => `it failed, and its account is in ${unit}`),
    ...not(record?.state === STATES.failed && Boolean(record.error) && Boolean(record.cause), `the record does not say why: ${text(record)}`),
    ...not(history.at(-1) === STATES.failed, `the audit trail ends in ${text(history.at(-1))}`),
    ...not(said.at(-1)!.detail.error === record?.error, `${EVENTS.failed} says ${text(said.at(-1)!.detail)}`),
  ];
}

function rejected(_: string, { accounts, record, said }: Tenant): string[] {
  const { reasons } = said.at(-1)!.detail;
  return [
    ...not(accounts.length === 0, 'it was rejected, and has an account'),
    ...not(record === undefined, `it was rejected, and has a record: ${text(record)}`),
    ...not(Array.isArray(reasons) && reasons.length > 0, `${EVENTS.rejected} does not say why: ${text(reasons)}`),
  ];
}

/** Whether a value has these fields, whatever else it has. */
const isSame = (value: Json | undefined, fields: Readonly<Record<string, Json | undefined>>) =>
  isObject(value) && Object.entries(fields).every(([name, field]) => value[name] === field);

const isCurrent = ({ baseline }: SeenAccount) => baseline.length > 0 && baseline.every(each => each.endsWith(' CURRENT'));

const not = (good: boolean, what: string): string[] => good ? [] : [what];
const text = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
