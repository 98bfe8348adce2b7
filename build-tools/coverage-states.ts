/* Plays all stories and prints the states, and the entries of Retry and Catch, that none has come to. */
import { catalogue } from '../test/stories/catalogue';
import { Coverage, places } from '../test/stories/coverage';
import { statesIn } from '../test/stories/document';
import { mishaps } from '../test/stories/every-call';
import { synthesize } from '../test/stories/platform';
import { play } from '../test/stories/play';
import { Story } from '../test/stories/story';

async function main(): Promise<void> {
  const assemblies = { plain: synthesize('plain'), probing: synthesize('probing'), serving: synthesize('serving') };
  const states = statesIn(assemblies.probing);
  const coverage = new Coverage();
  const homes = new Map<string, Story>();
  let played = 0;
  const tell = async (story: Story) => {
    const { entries, path } = await play(story, assemblies[story.shape ?? 'plain']);
    coverage.add(entries);
    played++;
    return path();
  };
  for (const story of Object.values(catalogue).flat()) {
    for (const state of await tell(story)) {
      if (!homes.has(state)) { homes.set(state, story); }
    }
  }
  for (const { state, fault } of mishaps(states)) {
    const home = homes.get(state);
    if (home) { await tell({ sweepHours: 1, ...home, faults: [fault, ...home.faults ?? []] }); }
  }
  const missing = coverage.missing(states);
  const all = places(states);
  console.log(`${played} stories came to ${all.length - missing.length} of ${all.length} states and entries of Retry and Catch`);
  console.log(missing.length === 0 ? 'unvisited: none' : `unvisited:\n${missing.map(place => `  ${place}`).join('\n')}`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}

void main();
