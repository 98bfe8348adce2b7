import { eventTime, moment } from './events';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Quotas } from '../../quotas';

/** What an entry of PutEvents says about an event, once it is found in order. */
export interface Said {
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
  readonly time: string;
}

/** Why one entry was not taken, while the others are. */
export class RefusedEntry extends Error {
  constructor(public readonly code: string, message: string) {
    super(message);
  }
}

const REQUIRED = ['Source', 'DetailType', 'Detail'] as const;

/** The entries, or the complaint that fails the request as a whole. */
export function entriesOf({ Entries: entries, EndpointId: endpoint }: JsonObject, quotas: Quotas): JsonObject[] {
  if (endpoint !== undefined) { throw new Error('the lab does not model global endpoints of EventBridge'); }
  const most = quotas.value('eventbridge.entries');
  if (!Array.isArray(entries) || entries.length < 1 || entries.length > most) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${most}`);
  }
  for (const entry of entries as JsonObject[]) {
    for (const name of [...REQUIRED, 'EventBusName', 'TraceHeader']) {
      if (entry[name] !== undefined && entry[name] !== null && typeof entry[name] !== 'string') {
        throw new AwsError('SerializationException', `${name} of an entry is a string, got ${typeof entry[name]}; Detail is JSON text`);
      }
    }
    if (entry.Time !== undefined && moment(entry.Time) === undefined) {
      throw new AwsError('SerializationException', `Time of an entry is no timestamp: ${JSON.stringify(entry.Time)}`);
    }
  }
  if (entries.every(entry => REQUIRED.some(name => !(entry as JsonObject)[name]))) {
    throw new AwsError('ValidationException', 'none of the entries has Source, DetailType and Detail');
  }
  const size = (entries as JsonObject[]).reduce((sum, entry) => sum + bytes(entry), 0);
  if (size >= quotas.value('eventbridge.requestBytes')) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries as JsonObject[];
}

/** Counted as the user guide says: what was given, without the rest of the event. */
function bytes({ Time: time, Source: source = '', DetailType: type = '', Detail: detail = '', Resources: resources = [] }: JsonObject): number {
  const texts = [source, type, detail, ...(resources as Json[])];
  return (time === undefined ? 0 : 14) + texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
}

export function saidIn(entry: JsonObject, now: number, quotas: Quotas): Said {
  for (const name of REQUIRED) {
    if (!entry[name]) {
      throw new RefusedEntry('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  const source = String(entry.Source);
  if (source.startsWith('aws.')) {
    throw new RefusedEntry('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const longest = quotas.value('eventbridge.detailTypeCharacters');
  if (String(entry.DetailType).length > longest) {
    throw new RefusedEntry('InvalidArgument', `Parameter DetailType is not valid. Reason: it is longer than ${longest} characters.`);
  }
  return {
    source,
    detailType: String(entry.DetailType),
    detail: detailOf(String(entry.Detail)),
    resources: ((entry.Resources ?? []) as Json[]).map(String),
    time: eventTime(entry.Time === undefined ? now : moment(entry.Time)!),
  };
}

function detailOf(text: string): JsonObject {
  let detail: unknown;
  try {
    detail = JSON.parse(text);
  } catch {
    detail = undefined;
  }
  if (!isObject(detail)) { throw new RefusedEntry('MalformedDetail', 'Detail is malformed.'); }
  return detail;
}
