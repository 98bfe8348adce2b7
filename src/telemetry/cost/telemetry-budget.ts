import { CostInput, TierBill, billOf } from './bill';
import { dollars, priceOf } from './bill-item';
import { known } from '../../private/complaints';
import { Tier, TIERS } from '../contract';

/**
 * What telemetry of one tenant may cost in a month, in USD: all that the tenant causes itself, by the prices and the
 * workload that are printed with it. A tier that costs more fails when the app is synthesized.
 *
 * What all tenants share is not in it, since no tier changes that: it is printed beside it, and weighs 0.01 USD with
 * some thousand tenants, but 2 USD with ten.
 */
export interface TelemetryBudgetProps {
  /**
   * For the tier that tenants have who are not asleep.
   *
   * @default 0.70
   */
  readonly activeUsd?: number;

  /**
   * For tenants who are looked at closely for a while: the tier `full`, where tenants have another one as a rule.
   *
   * @default 1.50
   */
  readonly fullUsd?: number;

  /**
   * For tenants that nobody uses.
   *
   * @default 0.02
   */
  readonly dormantUsd?: number;
}

/** How many of the greatest items a complaint names. */
const GREATEST = 3;

/** What each tier may cost. */
export function budgetOf(activeTier: Tier, props: TelemetryBudgetProps = {}): Readonly<Record<Tier, number>> {
  const { activeUsd = 0.7, fullUsd = 1.5, dormantUsd = 0.02 } = props;
  return { full: activeTier === TIERS.full ? activeUsd : fullUsd, priority: activeUsd, dormant: dormantUsd };
}

const propOf = (tier: Tier, activeTier: Tier): keyof TelemetryBudgetProps =>
  tier === TIERS.dormant ? 'dormantUsd' : tier === activeTier || tier === TIERS.priority ? 'activeUsd' : 'fullUsd';

/** What is wrong with a budget, and which tiers cost more. */
export function complaintsAboutBudget(input: CostInput, props: TelemetryBudgetProps = {}): string[] {
  const wrong = Object.entries(props)
    .filter((entry): entry is [string, number] => known(entry[1]))
    .filter(([, usd]) => !(usd >= 0 && usd < Infinity))
    .map(([name, usd]) => `'budget.${name}' must be dollars a month, 0 or more, got ${usd}`);
  if (wrong.length > 0) { return wrong; }
  const budget = budgetOf(input.activeTier, props);
  const { tiers } = billOf(input);
  return Object.values(tiers)
    // A token is not to be compared with anything.
    .filter(({ tier, ownUsd }) => known(budget[tier]) && cents(ownUsd) > cents(budget[tier]))
    .map(bill => complaintAbout(bill, budget[bill.tier], input));
}

/** Hundredths of a cent, so that sums of fractions do not tip the scale. */
const cents = (usd: number): number => Math.round(usd * 10_000);

function complaintAbout({ tier, items, ownUsd }: TierBill, budget: number, { activeTier }: CostInput): string {
  const greatest = [...items].sort((a, b) => b.usd - a.usd).filter(({ usd }) => usd > 0).slice(0, GREATEST);
  const named = greatest.map(({ what, usd, because, price }) => `${what} ${dollars(usd)} (${because} × ${priceOf(price)})`);
  return `tier '${tier}' costs ${dollars(ownUsd)} USD a tenant and month, and 'budget.${propOf(tier, activeTier)}' allows ${dollars(budget)}; most are ${named.join(', ')}. `
    + `${cureOf(greatest.map(({ price }) => price), tier)}, or allow more`;
}

/** What helps, by the price that weighs most. */
const CURES: Readonly<Record<string, (tier: Tier) => string>> = {
  traces: tier => `Lower 'tiers.${tier}.traceSampling'`,
  dataProtection: tier => `Leave out 'tiers.${tier}.dataProtection', or log less`,
  getMetricData: tier => `Look less often ('healthInterval' of CentralTelemetry and of 'workload'), or set 'tiers.${tier}.health' to false`,
  customMetrics: () => 'Put figures into logs instead of metrics',
  logs: () => 'Log less, or with LogPriority.BULK',
  logsInfrequent: () => 'Log less',
};

function cureOf(prices: readonly string[], tier: Tier): string {
  const cure = prices.map(price => CURES[price]).find(Boolean);
  return cure ? cure(tier) : "If 'workload' is more than your tenants really do, say what they do";
}
