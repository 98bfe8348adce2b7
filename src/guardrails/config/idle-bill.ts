import * as prices from './prices.json';
import { ConfigRecordingFrequency } from './recording-frequency';
import type { TenantConfigRule } from './tenant-config-rule';

/** How often a rule runs in a month that runs each day. */
const DAYS = 30;

const PRICES: Readonly<Record<ConfigRecordingFrequency, { readonly usd: number; readonly what: string }>> = {
  DAILY: prices.itemDaily, CONTINUOUS: prices.itemContinuous,
};

/** One line of the bill of a tenant account in which nothing happens, and its arithmetic. */
export interface BillItem {
  readonly what: string;
  readonly usd: number;
  readonly because: string;
}

/**
 * What AWS Config costs such an account each month. A rule that runs each day is taken to find one resource; with none,
 * it costs less.
 */
export function idleItems(
  rules: readonly TenantConfigRule[], regions: number, frequency: ConfigRecordingFrequency,
): BillItem[] {
  const daily = rules.filter(rule => rule.periodic);
  const waiting = rules.length - daily.length;
  return [
    { what: 'recording', usd: 0, because: `0 changes × ${PRICES[frequency].usd}` },
    { what: `${waiting} ${waiting === 1 ? 'rule that waits' : 'rules that wait'} for changes`, usd: 0, because: `0 evaluations × ${prices.evaluation.usd}` },
    ...daily.map(({ name, _oncePerAccount }) => {
      const places = _oncePerAccount ? 1 : regions;
      return {
        what: name, usd: DAYS * places * prices.evaluation.usd,
        because: `${DAYS} evaluations × ${places} ${places === 1 ? 'Region' : 'Regions'} × ${prices.evaluation.usd}`,
      };
    }),
  ];
}

export const sumOf = (items: readonly BillItem[]): number => rounded(items.reduce((sum, { usd }) => sum + usd, 0));

/** What recording these resources for the first time costs, once, and having the rules look at them. */
export function firstRecording(
  resourceTypes: readonly string[], rules: readonly TenantConfigRule[], frequency: ConfigRecordingFrequency,
): BillItem {
  const recorded = resourceTypes.filter(type => rules.some(rule => rule.resourceTypes.includes(type)));
  const evaluations = recorded.flatMap(type => rules.filter(rule => rule.resourceTypes.includes(type))).length;
  return {
    what: 'the first recording', usd: rounded(recorded.length * PRICES[frequency].usd + evaluations * prices.evaluation.usd),
    because: `${recorded.length} resources of the baseline × ${PRICES[frequency].usd} + ${evaluations} evaluations × ${prices.evaluation.usd}`,
  };
}

/** The bill as one line. */
export function billOf(items: readonly BillItem[], once: BillItem, frequency: ConfigRecordingFrequency): string {
  const line = ({ what, usd, because }: BillItem) => `${what} ${money(usd)} (${because})`;
  const price = PRICES[frequency];
  return `AWS Config costs an idle tenant account ${money(sumOf(items))} USD a month: ${items.map(line).join(', ')}. Once: ${line(once)}. `
    + `Beyond that ${price.usd} for ${price.what}, and ${prices.evaluation.usd} for each rule that looks at it. Prices of us-east-1, ${prices.date}`;
}

/** Ten thousandths of a dollar, without the noise of sums of fractions. */
const rounded = (usd: number): number => Math.round(usd * 10_000) / 10_000;

const money = (usd: number): string => {
  const [, fraction = ''] = String(rounded(usd)).split('.');
  return rounded(usd).toFixed(Math.max(2, fraction.length));
};
