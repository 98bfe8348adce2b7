import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import * as table from './idle-prices.json';
import { runExample } from '../build-tools/examples';
import { ConfigRecordingFrequency, Guardrail, TenantConfigRule } from '../src';
import { idleItems, sumOf } from '../src/guardrails/config/idle-bill';

interface Price {
  readonly usd: number;
  readonly basis: string;
  /** A key of `sources`. */
  readonly source: keyof typeof table.sources;
  /** Values of a property for which the price holds; null is a property that is not there. */
  readonly where?: Readonly<Record<string, readonly unknown[]>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

const PRICES = table.prices as unknown as Readonly<Record<string, Price | undefined>>;

/** A rule that ticks by itself makes its target work while nobody asks for anything. */
const kindOf = ({ Type, Properties }: Resource) => {
  const expression = Properties?.ScheduleExpression;
  return expression === undefined ? Type : `${Type} (${expression === 'rate(1 day)' ? 'daily' : 'scheduled'})`;
};

/** What a resource costs while nothing happens, or an error: what has no price is not free. */
function priceOf(id: string, resource: Resource): Price {
  const { Properties = {} } = resource;
  const Type = kindOf(resource);
  const price = PRICES[Type];
  if (!price) {
    throw new Error(`${id}: ${Type} has no price in bench/idle-prices.json; look it up and name its source`);
  }
  for (const [property, values] of Object.entries(price.where ?? {})) {
    const value = Properties[property] ?? null;
    if (!values.includes(value)) {
      throw new Error(`${id}: the price of ${Type} does not hold for ${property} ${JSON.stringify(value)}`);
    }
  }
  return price;
}

/** What the resources of templates cost, by type. */
function bill(templates: readonly Template[]): Map<string, { count: number; price: Price }> {
  const lines = new Map<string, { count: number; price: Price }>();
  for (const [id, resource] of templates.flatMap(each => Object.entries(each.Resources))) {
    const price = priceOf(id, resource);
    const kind = kindOf(resource);
    lines.set(kind, { count: (lines.get(kind)?.count ?? 0) + 1, price });
  }
  return lines;
}

const total = (lines: ReturnType<typeof bill>) =>
  [...lines.values()].reduce((sum, { count, price }) => sum + count * price.usd, 0);

async function templatesOf(example: string): Promise<Template[]> {
  const folder = join('cdk.out', 'bench', example);
  const run = await runExample(example, folder, { validate: false });
  if (!run.ok) { throw new Error(run.output); }
  return readdirSync(folder).filter(file => file.endsWith('.template.json'))
    .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template);
}

/** What stack sets carry into each tenant's account. */
const carried = (templates: readonly Template[]): Template[] => templates.flatMap(each => Object.values(each.Resources))
  .filter(resource => resource.Type === 'AWS::CloudFormation::StackSet')
  .map(resource => JSON.parse(resource.Properties!.TemplateBody as string) as Template);

/** What the factory costs in a month in which nobody asks for anything. */
export async function idleCost(): Promise<void> {
  console.log(`Idle: ${table.currency} per month in ${table.region}, prices of ${table.collected}`);
  for (const example of ['platform', 'single-account', 'secured-platform']) {
    const templates = await templatesOf(example);
    const lines = bill(templates);
    console.log(`  examples/${example}`);
    for (const [type, { count, price }] of [...lines].sort(([a], [b]) => a.localeCompare(b))) {
      const cost = (count * price.usd).toFixed(3).padStart(6);
      console.log(`    ${cost}  ${String(count).padStart(2)} ${type}: ${price.basis} [${price.source}]`);
    }
    const tenant = total(bill(carried(templates))).toFixed(2);
    console.log(`    ${total(lines).toFixed(3).padStart(6)}  in all, and ${tenant} in each tenant's account`);
  }
  watched();
  for (const [key, source] of Object.entries(table.sources)) {
    console.log(`  [${key}] ${source}`);
  }
}

/** What the rules that hold and watch a tenant account cost while the tenant sleeps, which no template shows. */
function watched(): void {
  const items = [
    { what: `${Guardrail.recommended().length} guardrails`, usd: 0, because: 'organization policies are free of charge' },
    ...idleItems(TenantConfigRule.recommended(), 1, ConfigRecordingFrequency.DAILY),
  ];
  console.log('  A tenant account with Guardrail.recommended() and TenantConfigRule.recommended(), recorded daily in one Region');
  for (const { what, usd, because } of items) { console.log(`    ${usd.toFixed(3).padStart(6)}  ${what}: ${because} [C]`); }
  console.log(`    ${sumOf(items).toFixed(3).padStart(6)}  in all`);
}
