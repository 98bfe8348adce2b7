import { isUtf8 } from 'buffer';
import { Json, JsonObject } from '../../json';

/**
 * Services whose API spells members with a small first letter. Rooms take them as Step Functions does, with a capital.
 */
const SMALL_LETTERS: readonly string[] = ['sfn', 'cloudwatchlogs'];

/** The SDK's package names that differ from the names by which Step Functions, and so the rooms, know a service. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'cloudwatchlogs',
  'cost-explorer': 'costexplorer',
  'service-quotas': 'servicequotas',
  'config-service': 'config',
  'resource-groups-tagging-api': 'resourcegroupstaggingapi',
};

/** `client-service-quotas` is `servicequotas`. */
export function serviceOf(client: string): string {
  return OTHER_NAMES[client] ?? client.replace(/-/g, '');
}

/** What a handler gives to a command, as the room takes it. */
export function inputOf(service: string, input: unknown): JsonObject {
  return spelt(service, plain(input ?? {}, service), first => first.toUpperCase()) as JsonObject;
}

/** What a room answers, as the SDK gives it to a handler: dates are dates, and the spelling is the API's. */
export function outputOf(service: string, output: JsonObject): unknown {
  return withDates(spelt(service, output, first => first.toLowerCase()));
}

function plain(value: unknown, service: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') { return value; }
  if (typeof value === 'bigint') { return Number(value); }
  if (Array.isArray(value)) { return value.map(part => plain(part, service)); }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    // Payloads are JSON; objects in S3 are texts here, and no bytes that a text could not hold.
    if (service === 'lambda' || (service === 's3' && isUtf8(bytes))) { return bytes.toString(); }
    throw new Error(`the lab does not model binary values (in a call of ${service})`);
  }
  if (typeof value !== 'object') { throw new Error(`the lab cannot send a ${typeof value} to ${service}`); }
  if (typeof (value as Date).toISOString === 'function') { return (value as Date).toISOString(); }
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)
    .map(([key, part]) => [key, plain(part, service)]));
}

function spelt(service: string, value: Json, change: (first: string) => string): Json {
  if (!SMALL_LETTERS.includes(service)) { return value; }
  const walk = (part: Json | undefined): Json => Array.isArray(part) ? part.map(walk)
    : typeof part === 'object' && part !== null
      ? Object.fromEntries(Object.entries(part).map(([key, inner]) => [change(key[0]) + key.slice(1), walk(inner)]))
      : part ?? null;
  return walk(value);
}

/** The API's models say which members are timestamps; here their names do. */
function withDates(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) { return value.map(part => withDates(part, key)); }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withDates(part, name)]));
  }
  const isDate = typeof value === 'string' && /(Timestamps?|Date|Time|Expiration|LastModified)$/i.test(key) && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return isDate ? { [DATE]: value } : value;
}

/** Marks what becomes a `Date` of the function's own realm. */
export const DATE = '$date';
