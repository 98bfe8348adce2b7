import { TierEntry } from './tier-data';
import { tierCommand, TierRequest } from './tier-request';
import { Tier, tiersMachineName, TIERS } from '../../telemetry/contract';
import type { SurveyItem, TierItem } from '../../telemetry/items';
import { appliedOf } from '../../telemetry/tiers/handlers/decide';
import { answer } from '../fleet/request';
import { tableLines } from '../fleet/table';
import { grouped, moment } from '../words';

export const TIERS_USAGE = `  tiers                      how many tenants send how much, and who was moved lately and why
  tiers TENANT               one tenant: its tier, and its history`;

/** CloudWatch remembers activity for so long. */
const LONGEST_GAP_MS = 3 * 3600_000;

/** So many of those who were moved last are shown, and of those who could not be moved. */
const SHOWN = 10;

interface Counted {
  readonly tiers: Readonly<Record<Tier, number>>;
  readonly fixed: number;
  readonly survey?: SurveyItem;
  readonly moved: readonly TierItem[];
  readonly failed: readonly TierItem[];
}

export const tiers = tierCommand({ words: ['TENANT?'], options: {} }, async request => {
  const [tenantId] = request.words;
  return tenantId === undefined ? everybody(request) : one(request, tenantId);
});

async function everybody(request: TierRequest): Promise<number> {
  const counted = await count(request);
  answer(request, counted, () => [
    ...tableLines(['tier', 'tenants'], Object.values(TIERS).map(tier => [tier, grouped(counted.tiers[tier])])),
    '',
    ...counted.survey && request.world.now() - Date.parse(counted.survey.lastAt) > LONGEST_GAP_MS
      ? [`no survey has seen all Regions for hours, so that nobody is put to sleep: the output of the last run of ${tiersMachineName(request.data.platform)} says why`] : [],
    counted.survey ? `activity is seen without a gap since ${moment(Date.parse(counted.survey.since))}, last at ${moment(Date.parse(counted.survey.lastAt))}; ${counted.fixed === 1 ? '1 tenant is' : `${grouped(counted.fixed)} tenants are`} fixed by somebody`
      : 'no survey has seen all Regions so far; it looks once an hour',
    ...section('moved last', ['when', 'tenant', 'tier', 'by', 'why'], counted.moved.map(({ movedAt = '', tenantId, applied, by = '', reason = '' }) =>
      [moment(Date.parse(movedAt)), tenantId, applied, shortened(by, 24), shortened(reason, 40)])),
    ...section('could not be moved', ['tenant', 'has', 'should have', 'why'], counted.failed.map(({ tenantId, applied, tier, failure = '' }) =>
      [tenantId, applied, tier, shortened(failure, 60)])),
  ]);
  return 0;
}

async function count({ data }: TierRequest): Promise<Counted> {
  const [ready, items, survey] = await Promise.all([data.ready(), data.items(), data.survey()]);
  const itemOf = new Map(items.map(item => [item.tenantId, item]));
  const tierOf = (tenantId: string) => appliedOf(itemOf.get(tenantId), data.tierOfNewTenants);
  const all = ready.map(tierOf);
  const there = new Set(ready);
  const its = items.filter(({ tenantId }) => there.has(tenantId));
  // The last first; those of one operation by their names.
  const last = its.filter(({ movedAt }) => movedAt !== undefined).sort((a, b) =>
    b.movedAt!.localeCompare(a.movedAt!) || a.tenantId.localeCompare(b.tenantId));
  return {
    tiers: Object.fromEntries(Object.values(TIERS).map(tier => [tier, all.filter(each => each === tier).length])) as Counted['tiers'],
    fixed: its.filter(({ fixed }) => fixed).length,
    survey,
    moved: last.slice(0, SHOWN),
    failed: its.filter(({ failure }) => failure !== undefined).slice(0, SHOWN),
  };
}

async function one(request: TierRequest, tenantId: string): Promise<number> {
  const { data } = request;
  const [state, item, history] = await Promise.all([data.state(tenantId), data.tier(tenantId), data.history(tenantId)]);
  if (state === undefined) { throw new Error(`there is no tenant '${tenantId}' on platform '${data.platform}'`); }
  const applied = appliedOf(item, data.tierOfNewTenants);
  answer(request, { tenantId, tier: applied, ...item, applied, history }, () => [
    `${tenantId} is ${applied}${item?.fixed ? ', fixed' : ''}${item?.movedAt === undefined ? ', as new tenants are' : ''}; ${item?.lastActiveOn === undefined ? 'nobody has seen it active' : `last active on ${item.lastActiveOn}`}`,
    ...item && (item.tier !== applied || item.failure !== undefined) ? [`it shall be ${item.tier}${item.operation === undefined ? '' : ', and is moved just now'}${item.failure === undefined ? '' : `: ${item.failure}`}`] : [],
    ...section('history', ['when', 'what', 'from', 'to', 'by', 'why'], history.map(entryRow)),
  ]);
  return 0;
}

const entryRow = ({ at, what, from, to, by, reason }: TierEntry): string[] =>
  [moment(Date.parse(at)), what, from, to, shortened(by, 24), shortened(reason, 40)];

const section = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', `${title}:`, ...tableLines(head, rows)];

const shortened = (text: string, longest: number) => text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
