import { Bucket, Entry } from './bucket';
import { AwsError } from '../../aws-error';
import { JsonObject } from '../../json';

/** One line of a listing: an object, or all keys that share a prefix up to the delimiter. */
type Line = { readonly entry: Entry } | { readonly prefix: string };

/** ListObjectsV2, and ListObjects, which only names its pages differently. */
export function list(bucket: Bucket, parameters: JsonObject, largest: number, second: boolean): JsonObject {
  const { Prefix: prefix = '', Delimiter: delimiter } = parameters;
  const size = sizeOf(parameters.MaxKeys, largest);
  const after = second ? tokenOf(parameters.ContinuationToken) ?? parameters.StartAfter : parameters.Marker;
  const lines = linesOf(bucket.entries(), String(prefix), delimiter === undefined ? '' : String(delimiter), after === undefined ? '' : String(after));
  const page: Line[] = [];
  let more = false;
  for (const line of lines) {
    more = page.length === size;
    if (more) { break; }
    page.push(line);
  }
  more &&= size > 0;
  const contents = page.flatMap(line => 'entry' in line ? [contentOf(line.entry)] : []);
  const prefixes = page.flatMap(line => 'prefix' in line ? [{ Prefix: line.prefix }] : []);
  const last = more ? nameOf(page[page.length - 1]) : undefined;
  return {
    ...(contents.length > 0 && { Contents: contents }),
    ...(prefixes.length > 0 && { CommonPrefixes: prefixes }),
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    IsTruncated: more,
    MaxKeys: size,
    Name: bucket.options.name,
    Prefix: prefix,
    ...(second ? { KeyCount: page.length } : { Marker: parameters.Marker ?? '' }),
    ...(last !== undefined && second && { NextContinuationToken: Buffer.from(last).toString('base64') }),
    // Without a delimiter, the first version of the API leaves it to the caller to take the last key.
    ...(last !== undefined && !second && delimiter !== undefined && { NextMarker: last }),
    ...(parameters.ContinuationToken !== undefined && { ContinuationToken: parameters.ContinuationToken }),
    ...(parameters.StartAfter !== undefined && { StartAfter: parameters.StartAfter }),
  };
}

/** The lines behind this name, one after another: who needs a page does not look at the rest. */
function* linesOf(entries: readonly Entry[], prefix: string, delimiter: string, after: string): Generator<Line> {
  const start = Buffer.from(Buffer.compare(Buffer.from(after), Buffer.from(prefix)) > 0 ? after : prefix);
  let last = after;
  for (let at = firstFrom(entries, start); at < entries.length && entries[at].key.startsWith(prefix); at++) {
    const entry = entries[at];
    const end = delimiter === '' ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? entry.key : entry.key.slice(0, end + delimiter.length);
    // Keys that share a prefix follow each other.
    if (name === last) { continue; }
    last = name;
    yield end < 0 ? { entry } : { prefix: name };
  }
}

/** Where the keys begin that are not before this one. */
function firstFrom(entries: readonly Entry[], key: Buffer): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare(entries[middle].bytes, key) < 0) { low = middle + 1; } else { high = middle; }
  }
  return low;
}

function nameOf(line: Line): string {
  return 'entry' in line ? line.entry.key : line.prefix;
}

function contentOf({ key, version }: Entry): JsonObject {
  return {
    Key: key,
    LastModified: new Date(version.at).toISOString(),
    ETag: version.etag,
    Size: version.body.length,
    StorageClass: 'STANDARD',
  };
}

function sizeOf(given: unknown, largest: number): number {
  if (given === undefined) { return largest; }
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0) {
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  }
  return Math.min(given, largest);
}

function tokenOf(token: unknown): string | undefined {
  if (token === undefined) { return undefined; }
  const text = typeof token === 'string' ? Buffer.from(token, 'base64').toString() : '';
  if (text === '' || Buffer.from(text).toString('base64') !== token) {
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return text;
}
