// npm run bench: what the package weighs, as ratios within one run, and what it costs while nobody uses it.
import { idleCost } from './idle-cost';
import { importTime } from './import-time';
import { templateSize } from './template-size';

async function main(): Promise<void> {
  importTime();
  templateSize();
  await idleCost();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
