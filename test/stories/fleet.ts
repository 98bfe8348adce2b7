import { traceOf } from './platform';
import { Deed, Played } from './story';
import { isObject, JsonObject, Lab } from '../../src/lab';
import { SsmRoom } from '../../src/lab/services/ssm/ssm-room';

export const VERSION = '0123456789abcdef';

/** How a service stands, as releases write it. */
export interface Service {
  readonly service: string;
  readonly order: number;
  readonly open?: boolean;
  /** The release that has it. */
  readonly running?: string;
  /** No release of it has ever succeeded. */
  readonly neverGood?: true;
  /** It has no stack set so far. */
  readonly neverHeld?: true;
  readonly installing?: readonly string[];
  readonly regions?: readonly string[];
}

export const users: Service = { service: 'users', order: 1 };
export const orders: Service = { service: 'orders', order: 2 };

/** The services are there from the start, in this condition. */
export const released = (...services: readonly Service[]): Deed => ({
  after: 0, what: lab => putServices(lab, services),
});

export const putServices = (lab: Lab, services: readonly Service[]): Promise<unknown> =>
  Promise.all(services.map(service => onDirectory(lab, 'putItem', { Item: itemOf(service) })));

/** A release has the service no more, and it is open. */
export const opened = (after: number, service: string): Deed => changed(after, service, 'SET #open = :true REMOVE running', { ':true': { BOOL: true } }, { '#open': 'open' });

/** A release closes the service. */
export const closed = (after: number, service: string, running = '000002'): Deed =>
  changed(after, service, 'SET #open = :false, running = :running', { ':false': { BOOL: false }, ':running': { S: running } }, { '#open': 'open' });

/** A release has brought the service's next version to the tenant. */
export const upgraded = (after: number, service: string, tenantId: string, version: string): Deed => ({
  after,
  what: async lab => {
    const values = { ':version': { S: version } };
    await changed(after, service, 'SET good.version = :version, held.version = :version', values).what(lab, undefined as never);
    await onDirectory(lab, 'updateItem', {
      Key: { pk: { S: `SERVICE#${service}` }, sk: { S: `TENANT#${tenantId}` } }, UpdateExpression: 'SET version = :version', ExpressionAttributeValues: values,
    });
  },
});

/** A tenant is pinned before it has the service. */
export const pinned = (service: string, tenantId: string): Deed => ({
  after: 0, what: lab => onDirectory(lab, 'putItem', { Item: { pk: { S: `SERVICE#${service}` }, sk: { S: `TENANT#${tenantId}` }, pin: { S: '{}' } } }),
});

function changed(
  after: number, service: string, UpdateExpression: string, values?: JsonObject, names?: JsonObject,
): Deed {
  return {
    after,
    what: lab => onDirectory(lab, 'updateItem', {
      Key: { pk: { S: 'FLEET' }, sk: { S: `SERVICE#${service}` } }, UpdateExpression,
      ...values && { ExpressionAttributeValues: values }, ...names && { ExpressionAttributeNames: names },
    }),
  };
}

function onDirectory(lab: Lab, action: string, parameters: JsonObject): Promise<JsonObject> {
  const table = lab.only('AWS::DynamoDB::Table', 'Directory');
  return lab.cloud.call(lab.operator(table), 'dynamodb', action, { TableName: table.ref, ...parameters });
}

const itemOf = ({ service, order, open = true, running, neverGood, neverHeld, installing, regions = ['us-east-1'] }: Service): JsonObject => ({
  pk: { S: 'FLEET' },
  sk: { S: `SERVICE#${service}` },
  service: { S: service },
  stackSetName: { S: `cdk-account-per-tenant-tenants-service-${service}` },
  regions: { L: regions.map(S => ({ S })) },
  order: { N: String(order) },
  number: { N: '1' },
  open: { BOOL: open },
  ...!neverGood && { good: { M: { version: { S: VERSION }, release: { S: '000001' } } } },
  ...!neverHeld && { held: { M: { version: { S: VERSION }, template: { S: 'https://example.com/template.json' } } } },
  ...running !== undefined && { running: { S: running } },
  ...installing && { installing: { SS: [...installing] } },
});

interface Seen {
  readonly service: string;
  /** The last good version. */
  readonly good?: string;
  readonly installing: readonly string[];
}

const textOf = (value: unknown) => isObject(value) && typeof value.S === 'string' ? value.S : undefined;

const directoryOf = (lab: Lab) => lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref);

export function servicesIn(lab: Lab): Seen[] {
  return directoryOf(lab).filter(({ pk }) => textOf(pk) === 'FLEET').map(item => {
    const { service, good, installing } = item;
    const version = isObject(good) && isObject(good.M) ? textOf(good.M.version) : undefined;
    const names = isObject(installing) && Array.isArray(installing.SS) ? installing.SS.map(String) : [];
    return { service: textOf(service)!, good: version, installing: names };
  });
}

/** What the directory says that a tenant has of a service, as plain strings. */
export function tenantHas(lab: Lab, service: string, tenantId: string): Record<string, string> | undefined {
  const item = directoryOf(lab).find(({ pk, sk }) => textOf(pk) === `SERVICE#${service}` && textOf(sk) === `TENANT#${tenantId}`);
  if (!item) { return undefined; }
  const texts = Object.entries(item).map(([name, value]) => [name, textOf(value)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined)) as Record<string, string>;
}

/** What a tenant that is ready lacks of the services that were released. */
export function servicesMissing(lab: Lab, accountId: string, tenantId: string): string[] {
  const { region } = lab.only('AWS::CloudFormation::StackSet', 'Baseline');
  return servicesIn(lab).filter(({ good }) => good !== undefined).flatMap(({ service, good }) => {
    const is = tenantHas(lab, service, tenantId);
    const trace = lab.cloud.room<SsmRoom>('ssm').value(accountId, region, traceOf(service));
    return [
      ...trace === undefined ? [`${tenantId}: its account has no ${service}`] : [],
      ...is?.version === good && is?.status === 'current' && is?.accountId === accountId ? [] : [`${tenantId}: the directory says of ${service} ${JSON.stringify(is)}`],
    ];
  });
}

/** Who is still named as one who is about to get a service, and never will: a release would wait for ever. */
export const waitedForInVain = ({ lab, record }: Pick<Played, 'lab' | 'record'>): string[] => servicesIn(lab)
  .flatMap(({ service, installing }) => installing.filter(tenantId => record(tenantId).state !== 'failed').map(tenantId => `${service}: ${tenantId}`));
