import { CloudTrailRecord } from './cloudtrail';
import * as tables from './records.json';
import * as services from '../../guardrails/service-prefixes.json';
import { Json } from '../../lab';

type Table<T> = Readonly<Record<string, T | undefined>>;
type Pairs = readonly (readonly string[])[];

const PREFIXES: ReadonlySet<string> = new Set(services.prefixes);
const SERVICES: Table<string> = tables.services.names;
const SHARED: Table<readonly string[]> = tables.services.shared;
const VERBS: Table<Pairs> = tables.events.verbs;
const EVENTS: Table<Table<readonly string[]>> = tables.events.names;
const PATTERNS: Table<Pairs> = tables.resources.patterns;
const OWNERS: Table<Table<readonly string[]>> = tables.arns.services;

/** The prefix under which policies know the service that was called; if they know none, what CloudTrail calls it. */
export function serviceOf({ eventSource, requestParameters }: CloudTrailRecord): string {
  const source = eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const [parameter, other] = SHARED[source] ?? [];
  if (parameter !== undefined && requestParameters?.[parameter] !== undefined) { return other; }
  return SERVICES[source] ?? source;
}

/** What a caller has to be allowed to do; nothing where AWS asks no policy. Undefined where nobody knows. */
export function actionsOf(record: CloudTrailRecord): readonly string[] | undefined {
  const service = serviceOf(record);
  if (!PREFIXES.has(service)) { return undefined; }
  // Lambda and CloudFront put the version of their API behind names.
  const event = record.eventName.replace(/\d{8}(v\d+)?$|\d{4}_\d{2}_\d{2}$/, '');
  const verbs = VERBS[service];
  if (verbs) {
    const verb = verbs.find(([begin]) => event.startsWith(begin))?.[1];
    return verb === undefined ? undefined : [`${service}:${verb}`];
  }
  const named = EVENTS[service] ?? {};
  return (Object.hasOwn(named, event) ? named[event]! : [event]).map(name => `${service}:${name}`);
}

/** The ARNs that an action of a record may be about. A star stands for what the record does not tell. */
export function resourcesOf(record: CloudTrailRecord, action: string): readonly string[] {
  const named = (record.resources ?? []).flatMap(({ ARN: arn }) => arn ?? []);
  if (named.length > 0) { return named; }
  const asked = parameters(record);
  if (asked.length > 0) { return asked; }
  const [service, name] = action.split(':');
  const others = OWNERS[service] ?? {};
  const owners = Object.keys(others).filter(owner => others[owner]!.length === 0 || others[owner]!.includes(name));
  return [service, ...owners].map(owner => `arn:*:${owner}:*:*:*`);
}

function parameters(record: CloudTrailRecord): string[] {
  const asked = record.requestParameters ?? {};
  const patterns = PATTERNS[serviceOf(record)] ?? [];
  const [parameter, pattern] = patterns.find(([field, , events]) =>
    asked[field] !== undefined && (events === undefined || new RegExp(events).test(record.eventName))) ?? [];
  return parameter === undefined ? [] : [asked[parameter]].flat().filter(isText)
    .map(value => value.startsWith('arn:') ? value : filled(pattern!, value, record));
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

function filled(pattern: string, value: string, record: CloudTrailRecord): string {
  const { awsRegion: region, requestParameters } = record;
  const path = isText(requestParameters?.path) ? requestParameters.path : '/';
  const parts: Readonly<Record<string, string>> = {
    // A parameter's name may begin with a slash, its ARN has one only.
    partition: partitionOf(record), region, account: accountOf(record), path, value: value.replace(/^\//, ''),
  };
  return pattern.replace(/\{(\w+)\}/g, (_, part: string) => parts[part]);
}

/** The account in which it happened. */
export const accountOf = ({ recipientAccountId, userIdentity }: CloudTrailRecord): string =>
  recipientAccountId ?? userIdentity.accountId ?? '*';

/** Who asks says in which partition. */
function partitionOf({ userIdentity, awsRegion }: CloudTrailRecord): string {
  const [, partition] = /^arn:([^:]+):/.exec(userIdentity.arn ?? '') ?? [];
  return partition ?? (awsRegion.startsWith('cn-') ? 'aws-cn' : awsRegion.startsWith('us-gov-') ? 'aws-us-gov' : '*');
}
