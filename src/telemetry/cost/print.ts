import { CostInput, TelemetryBill, TierBill } from './bill';
import { BillItem, dollars, grouped, PriceName, PRICES } from './bill-item';
import { Tier, TIERS } from '../contract';

export const TIER_ORDER: readonly Tier[] = [TIERS.full, TIERS.priority, TIERS.dormant];

/** Rows as columns that stand below each other. What begins a row stands to the left, figures to the right. */
export function columns(rows: readonly (readonly string[])[], left: ReadonlySet<number> = new Set([0])): string[] {
  const widths = rows.reduce<number[]>((most, row) =>
    row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)), []);
  return rows.map(row => row.map((cell, index) => left.has(index) ? cell.padEnd(widths[index]) : cell.padStart(widths[index])).join('  ').trimEnd());
}

const SMALL = 0.001;

/** With four digits, so that points stand below each other. Nothing is a dash: it is easier on the eye than zeros. */
export const inTable = (usd: number): string => usd === 0 ? '–' : usd < 0.00005 ? '<0.0001' : usd < 1000 ? usd.toFixed(4) : dollars(usd);

/** A price that AWS itself was not found to say. */
export const doubt = (price: PriceName): string => PRICES[price].verified ? '' : ' ?';

/** The bill of one tenant by tier: each item, sums, budgets. */
export function tierLines(
  { tiers }: TelemetryBill, { tenants }: CostInput, budget: Readonly<Record<Tier, number>>,
): string[] {
  const row = (what: string, of: (bill: TierBill) => string, end = '') => [what, ...TIER_ORDER.map(tier => of(tiers[tier])), end];
  const items = tiers.full.items
    .map((item, index) => ({ ...item, usds: TIER_ORDER.map(tier => tiers[tier].items[index].usd) }));
  const great = items.filter(({ usds }) => Math.max(...usds) >= SMALL);
  const small = items.filter(({ usds }) => Math.max(...usds) > 0 && Math.max(...usds) < SMALL);
  const rest = TIER_ORDER.map((_, index) => inTable(small.reduce((sum, { usds }) => sum + usds[index], 0)));
  return columns([
    row('of one tenant', ({ tier }) => tier, 'billed to'),
    ...great.map(({ what, price, account, usds }) => [`${what}${doubt(price)}`, ...usds.map(inTable), account]),
    ...small.length > 0 ? [[`${small.length} smaller items`, ...rest, 'both']] : [],
    row('what it causes itself', ({ ownUsd }) => ownUsd.toFixed(4)),
    row('allowed by the budget', ({ tier }) => budget[tier].toFixed(4)),
    row(`its part of what ${grouped(tenants)} share`, ({ shareUsd }) => shareUsd.toFixed(4)),
    row('all in all', ({ usd }) => usd.toFixed(4)),
  ], new Set([0, 4]));
}

/** The oldest day on which one of the prices was looked up. */
export const pricesOf = (items: readonly BillItem[]): string => items.map(({ price }) => PRICES[price].date).sort()[0];

/** The bill as it is printed when an app is synthesized. */
export function annotationOf(bill: TelemetryBill, input: CostInput, budget: Readonly<Record<Tier, number>>): string {
  const items = TIER_ORDER.flatMap(tier => bill.tiers[tier].items);
  return [
    `Telemetry costs, in USD a month, by prices of us-east-1 of ${pricesOf(items)}, free tiers not counted (? was found with others than AWS):`,
    ...tierLines(bill, input, budget).map(line => `  ${line}`),
    `  ${grouped(input.tenants)} tenants, ${grouped(bill.active)} of them active: ${dollars(bill.usd)}. `
      + "With the arithmetic and the sources: npx cdk-account-per-tenant telemetry cost --app 'YOUR APP'",
  ].join('\n');
}
