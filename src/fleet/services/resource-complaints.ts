import { REFUSED_RESOURCES, namesOf } from './refused-resources';
import { AccountLimits, Element, Resource } from './template';

/** Lambda keeps so many for functions without a reservation. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100;

/** What is wrong with each resource by itself. */
export function complaintsAboutResource({ path, fragment }: Element, { regions }: AccountLimits): string[] {
  return Object.values(fragment.Resources ?? {}).flatMap(resource => [
    ...complaintsAboutType(resource),
    ...complaintsAboutNames(resource, regions),
    ...complaintsAboutProvider(resource),
  ]).map(words => `${path}: ${words}`);
}

function complaintsAboutType({ Type }: Resource): string[] {
  const refused = REFUSED_RESOURCES.get(Type);
  return refused === undefined ? [] : [`is ${Type}, ${refused}`];
}

/** Names that can be given once in all of AWS, or once in an account where the stack comes to several Regions. */
function complaintsAboutNames({ Type, Properties = {} }: Resource, regions: readonly string[]): string[] {
  return namesOf(Type).flatMap(({ property, once, cure }) => {
    const said = JSON.stringify(property.split('.').reduce<unknown>(within, Properties)) ?? '';
    const typed = said !== '' && said !== '[]' && !said.includes('{');
    if (typed && once !== 'in an account') {
      return [`has the ${property} ${said}, which one account of all of AWS can have; ${cure ?? 'leave it out, or put Aws.ACCOUNT_ID into it'}`];
    }
    const sameEverywhere = typed || said.includes('AWS::AccountId') && !/AWS::(Region|Stack)/.test(said);
    return sameEverywhere && once !== 'in a Region' && regions.length > 1
      ? [`has the ${property} ${said}, which is there once for all Regions, and the stack comes to ${regions.length}; `
        + 'leave it out, or put Aws.REGION into it'] : [];
  });
}

const within = (of: unknown, key: string): unknown => (of as Readonly<Record<string, unknown>> | undefined)?.[key];

/** A custom resource calls its function by ARN. An account that stands there is not the tenant's. */
function complaintsAboutProvider({ Properties: { ServiceToken } = {} }: Resource): string[] {
  const said = JSON.stringify(ServiceToken) ?? '';
  return /:\d{12}:/.test(said)
    ? [`is a custom resource whose provider is in an account of its own, ${said}; define the provider in this FleetStack`] : [];
}

/** Somebody who takes concurrent executions away from all others. */
interface Taker { readonly path: string; readonly how: string; readonly count: number }

/** Reservations and provisioned concurrency beyond what an account has to give. */
export function complaintsAboutConcurrency(elements: readonly Element[], limits: AccountLimits): string[] {
  const { concurrentExecutions } = limits;
  const takers = takersIn(elements);
  const total = takers.reduce((sum, { count }) => sum + count, 0);
  const left = Math.max(0, concurrentExecutions - UNRESERVED);
  return total <= left ? [] : takers.map(({ path, how, count }) =>
    `${path}: ${how} ${count} of Lambda's concurrent executions${takers.length > 1 ? `, the service ${total} in all` : ''}. `
    + `Of ${concurrentExecutions} in an account, ${left} can be taken; leave it out, or have requests for tenants raise the quota `
    + "and say to how many with 'concurrentExecutions'");
}

function takersIn(elements: readonly Element[]): Taker[] {
  const takers = new Map<string, Taker>();
  for (const { path, logicalId, type, properties } of resourcesOf(elements)) {
    const reserved = properties.ReservedConcurrentExecutions;
    if (type === 'AWS::Lambda::Function' && typeof reserved === 'number') {
      takers.set(logicalId, { path, how: 'reserves', count: reserved });
    }
  }
  // What a function has provisioned comes out of its own reservation, where it has one.
  const provisioned = new Map<string, Taker>();
  for (const { path, logicalId, properties } of resourcesOf(elements)) {
    const count = within(properties.ProvisionedConcurrencyConfig, 'ProvisionedConcurrentExecutions');
    if (typeof count === 'number') {
      const of = String(within(properties.FunctionName, 'Ref') ?? logicalId);
      provisioned.set(of, { path, how: 'provisions', count: count + (provisioned.get(of)?.count ?? 0) });
    }
  }
  for (const [of, taker] of provisioned) {
    if (taker.count > (takers.get(of)?.count ?? 0)) { takers.set(of, taker); }
  }
  return [...takers.values()].filter(({ count }) => count > 0);
}

function resourcesOf(elements: readonly Element[]) {
  return elements.flatMap(({ path, fragment }) => Object.entries(fragment.Resources ?? {}).map(
    ([logicalId, { Type: type, Properties: properties = {} }]) => ({ path, logicalId, type, properties }),
  ));
}
