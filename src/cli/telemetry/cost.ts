import { CostRequest, readCostRequest } from './cost-request';
import { billOf, CostInput, TelemetryBill } from '../../telemetry/cost/bill';
import { Account, BillItem, dollars, grouped, PriceName, priceOf, PRICES } from '../../telemetry/cost/bill-item';
import { NaiveBill, naiveBillOf } from '../../telemetry/cost/naive';
import { columns, doubt, inTable, pricesOf, tierLines } from '../../telemetry/cost/print';
import { budgetOf, complaintsAboutBudget } from '../../telemetry/cost/telemetry-budget';
import { Terminal } from '../terminal';
import { share } from '../words';

export const COST_USAGE = `  cost                       what telemetry costs in a month, by tier and item, with arithmetic and sources
    --tenants N              so many tenants (default: 1000)
    --active SHARE           so many of them are active, 0 to 1 (default: 0.5)
    --regions N              in so many Regions (default: 1)
    --app COMMAND            with the settings of your own TenantTelemetry: a command that synthesizes, or a cloud assembly`;

/** Prints the bill, and beside it that of the naive set-up. Exit code 1 when a tier costs more than its budget. */
export function cost(args: string[], terminal: Terminal): number {
  return readCostRequest(args, request => {
    const { input, budget, json } = request;
    const [bill, naive, over] = [billOf(input), naiveBillOf(input), complaintsAboutBudget(input, budget)];
    const limits = budgetOf(input.activeTier, budget);
    const record = { of: request.of, input, budget: limits, ...bill, naive, overBudget: over, prices: PRICES };
    const text = json
      ? JSON.stringify(record, undefined, 2)
      : linesOf(request, bill, naive, over).join('\n');
    terminal.stdout.write(`${text}\n`);
    return over.length === 0 ? 0 : 1;
  });
}

function linesOf(
  { input, budget, of }: CostRequest, bill: TelemetryBill, naive: NaiveBill, over: readonly string[],
): string[] {
  const { activeTier } = input;
  const own = bill.tiers[activeTier].items;
  const items = [...own, ...bill.tiers.dormant.items, ...bill.shared, ...naive.active];
  const sources = new Sources();
  return [
    `Telemetry of ${grouped(input.tenants)} tenants, ${grouped(bill.active)} of them active, in ${input.regions} ${input.regions === 1 ? 'Region' : 'Regions'}: ${of ?? 'as recommended'}`,
    `USD a month, prices of us-east-1 of ${pricesOf(items)}, free tiers not counted. ?: found with others than AWS`,
    '',
    ...tierLines(bill, input, budgetOf(activeTier, budget)),
    '',
    `How that of '${activeTier}' comes about`,
    ...arithmetic(own.filter(({ usd }) => usd > 0), sources),
    '',
    'What all tenants share',
    ...arithmetic(bill.shared, sources),
    ...columns([['  all in all', inTable(bill.sharedUsd)]]),
    '',
    ...notInIt(sources),
    '',
    'The naive set-up: each account gets what one account would get',
    ...arithmetic(naive.active.filter(({ usd }) => usd > 0), sources),
    `  Of a dormant tenant: the first ${naive.dormant.length}. What a vendor asks for is not in it.`,
    '',
    ...comparison(input, bill, naive),
    '',
    'Prices',
    ...sources.lines(),
    ...over.map((complaint, index) => `${index === 0 ? '\n' : ''}Over budget: ${complaint}`),
  ];
}

/** The sources in the order in which they are first named. */
class Sources {
  private readonly names: PriceName[] = [];

  public of(price: PriceName): string {
    if (!this.names.includes(price)) { this.names.push(price); }
    return `[${this.names.indexOf(price) + 1}]`;
  }

  public lines(): string[] {
    return this.names.map((name, index) => {
      const { what, source, date } = PRICES[name];
      return `  [${index + 1}] ${what}: ${priceOf(name)}${doubt(name)}\n      ${source}, ${date}`;
    });
  }
}

/** What the recommended set-up does without. */
function notInIt(sources: Sources): string[] {
  const price = (name: PriceName) => `${priceOf(name)}${doubt(name)} ${sources.of(name)}`;
  return [
    'Not in it',
    `  logs that a TenantLogCentralization copies: ${price('logCopyFirst')}, and kept once more: ${price('logStorage')}`,
    `  metrics that a TenantMetricStream hands on: ${price('metricStreams')}, and ${price('firehose')}`,
    `  fleet alarms of your own: ${price('queryAlarms')} that their queries look at`,
    "  what vendors, tax, and people's own queries of metrics cost",
  ];
}

const ACCOUNTS: Readonly<Record<Account, string>> = { tenant: 'tenant', observability: 'observab.', platform: 'platform' };

const arithmetic = (items: readonly BillItem[], sources: Sources): string[] => columns(
  items.map(({ what, usd, because, price, account }) => [`  ${what}`, inTable(usd), ACCOUNTS[account], `${because}${doubt(price)} ${sources.of(price)}`]), new Set([0, 2, 3]));

function comparison(input: CostInput, bill: TelemetryBill, naive: NaiveBill): string[] {
  const { tiers, active, dormant } = bill;
  const row = (what: string, ours: number, theirs: number) =>
    [what, dollars(ours), dollars(theirs), share(ours / theirs)];
  return columns([
    ['', 'this set-up', 'naive', 'of it'],
    row(`an active tenant ('${input.activeTier}')`, tiers[input.activeTier].usd, naive.activeUsd),
    row('a dormant tenant', tiers.dormant.usd, naive.dormantUsd),
    row(`${grouped(active)} active and ${grouped(dormant)} dormant`, bill.usd, naive.usd),
  ]);
}
