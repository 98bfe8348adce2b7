/* npm run telemetry:isolation: that no tenant reaches another one through telemetry, decided by others' evaluator. */
import { prove } from './proof';

async function main(): Promise<number> {
  const { trials, crossings, unproven, needless, legitimate, shutOut } = await prove();
  console.log('| Hostile calls on | how many | stopped by |\n| --- | --- | --- |');
  for (const [where, calls] of Object.entries(trials)) {
    const protections = [...new Set(calls.flatMap(({ stoppedBy }) => stoppedBy))];
    console.log(`| ${where} | ${calls.length} | ${protections.length} protections |`);
    if (process.argv.includes('--all')) {
      for (const { says, stoppedBy } of calls) { console.log(`  ${says}: ${stoppedBy.join('; ')}`); }
    }
  }
  for (const line of crossings) { console.log(`  CROSSING ${line}`); }
  for (const line of unproven) { console.log(`  UNPROVEN ${line}`); }
  for (const line of needless) { console.log(`  NEEDLESS ${line}`); }
  for (const line of shutOut) { console.log(`  SHUT OUT ${line}`); }
  const count = Object.values(trials).flat().length;
  console.log(`${count} hostile calls, ${crossings.length} crossings, ${count - unproven.length} seen to succeed without their protection`);
  console.log(`${legitimate.length} calls that have to go on, ${legitimate.length - shutOut.length} do`);
  return crossings.length + unproven.length + needless.length + shutOut.length === 0 ? 0 : 1;
}

void main().then(code => { process.exitCode = code; });
