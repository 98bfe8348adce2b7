import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { filesOf } from './tools';

/** What is deployed, of stages, too: templates, lists of assets, assets. The rest tells who wrote it, and differs. */
const DEPLOYED = /^(assembly-[^/]*\/)*[^/]*\.(template|assets)\.json$|^asset\./;

/** What is deployed of a cloud assembly. */
export function deployed(assembly: string): string[] {
  return filesOf(assembly).filter(file => DEPLOYED.test(file));
}

/** Compares what is deployed of two assemblies, byte by byte. Returns what differs, or is in one of them only. */
export function differences(expected: string, actual: string): string[] {
  const files = [...new Set([...deployed(expected), ...deployed(actual)])].sort();
  return files.flatMap(file => {
    const [left, right] = [expected, actual].map(folder => join(folder, file));
    if (!existsSync(left) || !existsSync(right)) {
      return [`only in ${existsSync(left) ? 'the sources' : 'the package'}: ${file}`];
    }
    return readFileSync(left).equals(readFileSync(right))
      ? []
      : [`differs: ${file}`, ...parting(readFileSync(left, 'utf8'), readFileSync(right, 'utf8'))];
  });
}

/** Where two texts part, with what is around it: lines of a template may be thousands of characters long. */
function parting(left: string, right: string): string[] {
  let at = 0;
  while (at < left.length && left[at] === right[at]) { at++; }
  const around = (mark: string, text: string) => text.slice(Math.max(0, at - 100), at + 200).split('\n').map(line => `${mark} ${line}`);
  return [`line ${left.slice(0, at).split('\n').length}, sources (-) and package (+):`, ...around('-', left), ...around('+', right)];
}
