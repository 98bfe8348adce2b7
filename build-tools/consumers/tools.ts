import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../processes';

/** What is kept between runs: the virtual environment, Maven's repository. Out of git and of the package. */
export const KEPT = join(ROOT, '.consumers');

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };

/** The versions that the package asks for at least. */
export const FLOOR = { cdk: devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs };

/** Installs the package of its language and synthesizes the platform into `outdir`. */
export type Consumer = (to: { readonly outdir: string; readonly say: (line: string) => void }) => Promise<void>;

/** A tool that this machine lacks. */
export class NotHere extends Error {}

/** The one file of dist/LANGUAGE with this end. */
export function packaged(language: string, end: string): string {
  const folder = join(ROOT, 'dist', language);
  const found = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith(end)) : [];
  if (found.length !== 1) {
    throw new Error(`expected one *${end} in dist/${language}, found ${found.length}; run: npx projen compile && npx projen package:${language}`);
  }
  return join(folder, found[0]);
}

export function templates(assembly: string): string[] {
  return existsSync(assembly) ? readdirSync(assembly).filter(file => file.endsWith('.template.json')).sort() : [];
}

/** Compares the templates of two assemblies byte by byte. Returns how many differ, or are in one of them only. */
export function differences(expected: string, actual: string, say: (line: string) => void): number {
  let different = 0;
  for (const file of [...new Set([...templates(expected), ...templates(actual)])].sort()) {
    const [left, right] = [expected, actual].map(folder => join(folder, file));
    if (!existsSync(left) || !existsSync(right)) {
      different++;
      say(`only in ${existsSync(left) ? 'the sources' : 'the package'}: ${file}`);
    } else if (readFileSync(left).equals(readFileSync(right))) {
      say(`same ${file}`);
    } else {
      different++;
      say(`differs ${file}`);
      parting(readFileSync(left, 'utf8'), readFileSync(right, 'utf8')).forEach(say);
    }
  }
  return different;
}

/** Where two texts part, with what is around it: lines of a template may be thousands of characters long. */
function parting(left: string, right: string): string[] {
  let at = 0;
  while (at < left.length && left[at] === right[at]) { at++; }
  const around = (mark: string, text: string) => text.slice(Math.max(0, at - 100), at + 200).split('\n').map(line => `${mark} ${line}`);
  return [`line ${left.slice(0, at).split('\n').length}, sources (-) and package (+):`, ...around('-', left), ...around('+', right)];
}
