import { execFileSync } from 'child_process';
import { existsSync, readdirSync, statSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');
const INDEX = join(ROOT, 'lib', 'index.js');
const ROUNDS = 21;

/** Whole processes, one after the other in each round, so that whatever else the machine does falls on all of them. */
const PROGRAMS = {
  'an empty process': '0',
  "require('aws-cdk-lib')": "require('aws-cdk-lib')",
  "require('cdk-account-per-tenant')": `require(${JSON.stringify(INDEX)})`,
  'the same, every name used': `Object.values(require(${JSON.stringify(INDEX)}))`,
};

function milliseconds(program: string): number {
  const started = process.hrtime.bigint();
  execFileSync(process.execPath, ['-e', program], { cwd: ROOT });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function compileIfNeeded(): void {
  const newest = Math.max(...readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map(file => statSync(join(ROOT, 'src', file)).mtimeMs));
  if (existsSync(INDEX) && statSync(INDEX).mtimeMs >= newest) { return; }
  console.log('lib/ is missing or older than src/: compiling');
  execFileSync('npx', ['projen', 'compile'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** How long it takes to import the compiled package, compared to what it stands on. */
export function importTime(): void {
  compileIfNeeded();
  const times = Object.fromEntries(Object.keys(PROGRAMS).map(name => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, program] of Object.entries(PROGRAMS)) {
      times[name].push(milliseconds(program));
    }
  }
  const least = (name: string) => Math.min(...times[name]);
  const median = (name: string) => [...times[name]].sort((a, b) => a - b)[(ROUNDS - 1) / 2];
  const against = "require('aws-cdk-lib')";
  console.log(`Import: whole processes, ${ROUNDS} rounds, over ${against}`);
  console.log(`  ${'over its minimum'.padStart(53)}${'over its median'.padStart(19)}`);
  for (const name of Object.keys(PROGRAMS)) {
    const ratios = [least(name) / least(against), median(name) / median(against)].map(ratio => ratio.toFixed(2));
    console.log(`  ${name.padEnd(37)}${ratios[0].padStart(16)}${ratios[1].padStart(19)}`
      + `   (${least(name).toFixed(0)} and ${median(name).toFixed(0)} ms here)`);
  }
}
