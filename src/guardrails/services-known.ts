import * as data from './service-prefixes.json';

const KNOWN: ReadonlySet<string> = new Set(data.prefixes);

/** How far from a prefix somebody may be who meant it. */
const FAR = 2;

const MOST_SUGGESTIONS = 3;

/** What is wrong with the prefix of a service, unless it is among those that are newer than this library. */
export function complaintAboutService(prefix: string, newServices: readonly string[]): string | undefined {
  if (KNOWN.has(prefix.toLowerCase()) || newServices.includes(prefix)) { return undefined; }
  const meant = near(prefix.toLowerCase()).map(each => `'${each}'`).join(' or ');
  return `no service has the prefix '${prefix}'${meant && `, perhaps ${meant} is meant`}; one that is newer than this library belongs into 'newServices'`;
}

/** Prefixes that begin like it or are a slip of the hand away, the nearest first. */
function near(prefix: string): string[] {
  return [...KNOWN].map(each => ({ each, far: each.startsWith(`${prefix}-`) ? 0 : distance(each, prefix) }))
    .filter(({ far }) => far <= FAR && far < prefix.length).sort((a, b) => a.far - b.far)
    .slice(0, MOST_SUGGESTIONS).map(({ each }) => each);
}

/** How many letters have to be put in, left out or be others. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [at, another] of [...other].entries()) {
      line.push(Math.min(line[at] + 1, above[at + 1] + 1, above[at] + (letter === another ? 0 : 1)));
    }
    above = line;
  }
  return above[other.length];
}
