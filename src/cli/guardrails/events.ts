import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { CloudTrailRecord, complaintAboutRecord } from './cloudtrail';
import { isObject } from '../../lab';

/** A line of a file of events: its records, or what is wrong with it. */
export type Line = { readonly records: readonly CloudTrailRecord[] } | { readonly complaint: string };

/**
 * The records of a file: one on each line, or files as CloudTrail writes them, `{"Records":[…]}`, one on each line. A
 * file whose name ends in `.gz` is decompressed. Never more than a line of it is in memory.
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let number = 0;
  let begun = '';
  for await (const line of textOf(file)) {
    number++;
    if (line.trim() === '') { continue; }
    // The line after the first bracket says what is in it.
    if (begun !== '') { throw new Error(oneDocument(file, begun + line.trim())); }
    if (begins(line.trim(), number)) { begun = line.trim(); } else { yield read(line, number); }
  }
  if (begun !== '') { yield read(begun, 1); }
}

/** Whether a file's first line leaves open what the next one goes on with. */
const begins = (line: string, number: number): boolean => number === 1 && /^[{[](.*[{[,:])?$/.test(line);

/** What makes lines of a document, by how it begins. */
const FILTERS: readonly (readonly [RegExp, string])[] = [
  [/^\{\s*"Records"/, '.Records[]'],
  // What `aws cloudtrail lookup-events` prints.
  [/^\{\s*"Events"/, '.Events[].CloudTrailEvent | fromjson'],
  [/^\[/, '.[]'],
  [/^/, '.'],
];

function oneDocument(file: string, begin: string): string {
  const [, filter] = FILTERS.find(([pattern]) => pattern.test(begin))!;
  const jq = `jq -c '${filter}'`;
  return `--events ${file} is one JSON document over many lines; ${file.endsWith('.gz') ? `zcat ${file} | ${jq}` : `${jq} ${file}`} makes lines of it`;
}

function read(line: string, number: number): Line {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch (error) {
    return { complaint: `line ${number} is no JSON: ${(error as Error).message}` };
  }
  const records: unknown[] = isObject(found) && Array.isArray(found.Records) ? found.Records : [found];
  for (const record of records) {
    const complaint = complaintAboutRecord(record);
    if (complaint !== undefined) { return { complaint: `line ${number} ${complaint}` }; }
  }
  return { records: records as CloudTrailRecord[] };
}

async function* textOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file);
  const decoder = new StringDecoder('utf8');
  // Pieces of one line are put together once: a log file of CloudTrail is one line of many megabytes.
  let pieces: string[] = [];
  for await (const chunk of file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream) {
    const [first, ...more] = decoder.write(chunk as Buffer).split('\n');
    pieces.push(first);
    for (const piece of more) {
      yield pieces.join('');
      pieces = [piece];
    }
  }
  yield pieces.join('') + decoder.end();
}
