import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { COST_METADATA, CostOnRecord } from '../../telemetry/cost/tell-cost';

interface Entry { readonly type: string; readonly data?: unknown }

/** What the telemetry of an app was said to be, by the path of the construct. */
export function costsOnRecord(directory: string): ReadonlyMap<string, CostOnRecord> {
  const found = new Map<string, CostOnRecord>();
  for (const file of filesOf(directory)) {
    for (const [path, entries] of entriesOf(JSON.parse(readFileSync(file, 'utf8')))) {
      const entry = entries.find(({ type }) => type === COST_METADATA);
      if (entry) { found.set(path, entry.data as CostOnRecord); }
    }
  }
  return found;
}

/** Metadata stand in the manifest, or in a file of their own beside it, as the version of the CDK has it. */
function filesOf(directory: string): string[] {
  return readdirSync(directory).flatMap(name => {
    const path = join(directory, name);
    if (existsSync(path) && statSync(path).isDirectory()) { return existsSync(join(path, 'manifest.json')) ? filesOf(path) : []; }
    return name === 'manifest.json' || name.endsWith('.metadata.json') ? [path] : [];
  });
}

function entriesOf(json: unknown): [string, Entry[]][] {
  if (typeof json !== 'object' || json === null) { return []; }
  return Object.entries(json).flatMap(([key, value]): [string, Entry[]][] =>
    key.startsWith('/') && Array.isArray(value) ? [[key, value as Entry[]]] : entriesOf(value));
}
