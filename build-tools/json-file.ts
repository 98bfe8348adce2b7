import { readFileSync, statSync } from 'node:fs';
import { Json } from '../src/lab/json';

/** What a JSON file holds. Who named the file is told in a line what is wrong with it. */
export function readJson(file: string, what: string): Json {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) { throw new Error(`${what}: there is no file '${file}'`); }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch (error) {
    throw new Error(`${what}: '${file}' cannot be read as JSON: ${(error as Error).message}`);
  }
}
