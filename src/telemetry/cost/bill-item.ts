import * as prices from './prices.json';

/** Spelled out, for declarations that name a JSON file cannot be compiled by everybody. */
export type PriceName =
  | 'logs' | 'logsInfrequent' | 'logStorage' | 'logQueries' | 'dataProtection' | 'logCopyFirst' | 'traces'
  | 'linked' | 'customMetrics' | 'getMetricData' | 'requests' | 'alarms' | 'queryAlarms' | 'dashboards'
  | 'metricStreams' | 'firehose' | 'events' | 'crossAccountEvents' | 'archive' | 'queue' | 'invocations'
  | 'functionTime' | 'transitions' | 'tableWrites' | 'tableReads' | 'tableStorage';

/** A price, and who says so. */
export interface Price {
  readonly what: string;
  readonly usd: number;
  /** So many units cost that much. */
  readonly per: number;
  readonly unit: string;
  readonly source: string;
  readonly date: string;
  /** Whether AWS says so, or a copy of its price list. */
  readonly verified: boolean;
}

export const PRICES: Readonly<Record<PriceName, Price>> = prices.perUnit;

/** The hours that AWS takes for a month. */
export const HOURS = 730;

/** A queue that a function waits for is polled by five at once, each 20 seconds. */
export const POLLS = 5 * HOURS * 3600 / 20;

export const KB_IN_GB = 1024 * 1024;

export type Account = 'tenant' | 'observability' | 'platform';

/** One line of a bill, with its arithmetic. */
export interface BillItem {
  readonly what: string;
  /** The account in whose bill it stands. */
  readonly account: Account;
  readonly price: PriceName;
  readonly quantity: number;
  /** Where the quantity comes from. */
  readonly because: string;
  readonly usd: number;
}

type ItemOf = (what: string, price: PriceName, quantity: number, because: string) => BillItem;

/** Lines of the bill of an account. */
export const billItem = (account: Account): ItemOf => (what, price, quantity, because) =>
  ({ what, account, price, quantity, because, usd: quantity * PRICES[price].usd / PRICES[price].per });

export const sumOf = (items: readonly BillItem[]): number => items.reduce((sum, { usd }) => sum + usd, 0);

/** `12345` as `12,345`. */
export const grouped = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 4 });

const CENTS = 0.01;

/** Dollars as people say them: `12,345`, `0.53`, `0.0021`. */
export function dollars(usd: number): string {
  if (usd >= 1000) { return grouped(Math.round(usd)); }
  const exact = Math.round(usd * 1e6) / 1e6;
  return usd >= CENTS || exact === 0 ? exact.toFixed(2) : String(Number(exact.toPrecision(2)));
}

/** `0.50 a GB`, `5.00 for 1,000,000 traces`. */
export function priceOf(name: PriceName): string {
  const { usd, per, unit } = PRICES[name];
  // A price is never rounded.
  const said = Number.isInteger(usd * 100) ? usd.toFixed(2) : String(usd);
  return per === 1 ? `${said} a ${unit.replace(/s$/, '')}` : `${said} for ${grouped(per)} ${unit}`;
}
