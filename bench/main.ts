// npm run bench: what the package weighs, as ratios within one run, what it costs while nobody uses it, how close the
// line in front of CreateAccount and releases come to the best that can be done, and how quick the lab is.
import { idleCost } from './idle-cost';
import { importTime } from './import-time';
import { labSpeed } from './lab-speed';
import { lineFigures } from './line-figures';
import { releaseFigures } from './release-figures';
import { templateSize } from './template-size';

async function main(): Promise<void> {
  importTime();
  templateSize();
  await idleCost();
  await lineFigures();
  await releaseFigures();
  await labSpeed();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
