import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Call } from './tasks';
import { run } from '../../build-tools/processes';
import { python } from '../python';

/** Something that the judge says of a call. */
export interface Finding { readonly call: Call; readonly what: string }

export interface Verdict {
  readonly complaints: readonly Finding[];
  /** What only shows as it runs. */
  readonly unknown: readonly Finding[];
}

/** What AWS's API models say of these calls. */
export async function judge(calls: readonly Call[]): Promise<Verdict> {
  const interpreter = await python();
  const folder = mkdtempSync(join(tmpdir(), 'calls-'));
  try {
    const file = join(folder, 'calls.json');
    writeFileSync(file, JSON.stringify(calls));
    type Said = { call: number; what: string }[];
    const said = JSON.parse(await run(__dirname, interpreter, ['-B', 'judge.py', file])) as Record<keyof Verdict, Said>;
    const findings = (list: Said) => list.map(({ call, what }) => ({ call: calls[call], what }));
    return { complaints: findings(said.complaints), unknown: findings(said.unknown) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
