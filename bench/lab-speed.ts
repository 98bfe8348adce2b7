import { spawnSync } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { runExample } from '../build-tools/examples';

const ROOT = join(__dirname, '..');
const FOLDER = join('cdk.out', 'bench', 'lab');
const [FEW, MANY] = [1_000, 10_000];

interface Played {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly realSeconds: number;
  readonly megabytes: number;
}

/** The command line as users have it: compiled, not translated while it runs. */
function compiled(): string {
  const outfile = join(FOLDER, 'cli.js');
  buildSync({ entryPoints: [join(ROOT, 'src', 'cli', 'main.ts')], outfile: join(ROOT, outfile), bundle: true, platform: 'node', target: 'node20' });
  return outfile;
}

/** So many enrolments in a process of their own, so that the most memory it ever had is theirs alone. */
function played(program: string, tenants: number, faults: string): Played {
  const options = ['--tenants', String(tenants), '--faults', faults, '--assembly', FOLDER, '--json'];
  const run = spawnSync(process.execPath, [program, 'demo', ...options], {
    cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) { throw new Error(`the play of ${tenants} tenants ended with ${run.status ?? run.signal}`); }
  return JSON.parse(run.stdout) as Played;
}

/** How long the lab plays examples/platform without faults, how much memory it takes, and how both grow. */
export async function labSpeed(): Promise<void> {
  const { ok, output } = await runExample('platform', FOLDER, { validate: false });
  if (!ok) { throw new Error(output); }
  const faults = join(FOLDER, 'no-faults.json');
  writeFileSync(faults, JSON.stringify({ faults: [], takenEmails: [] }));

  const program = compiled();
  console.log('Lab: fault-free enrolments of examples/platform, one process each');
  const [few, many] = [FEW, MANY].map(tenants => {
    const { outcomes, realSeconds, megabytes } = played(program, tenants, faults);
    console.log(`  ${String(tenants).padStart(6)}  ${realSeconds.toFixed(1).padStart(6)} s  ${String(megabytes).padStart(5)} MB  ${JSON.stringify(outcomes)}`);
    return { realSeconds, megabytes };
  });
  const seconds = (many.realSeconds / few.realSeconds).toFixed(1);
  console.log(`  ${MANY / FEW} times the tenants take ${seconds} times as long and ${(many.megabytes / few.megabytes).toFixed(1)} times the memory`);
}
