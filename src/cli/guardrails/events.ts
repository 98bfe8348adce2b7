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
  for await (const line of textOf(file)) {
    number++;
    if (line.trim() !== '') { yield read(line, number); }
  }
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
