/* Takes the protections of the enrolment out, one at a time, and prints which story or promise notices first. */
import { rmSync } from 'node:fs';
import { expect } from 'expect';
import fc from 'fast-check';
import { Change, changedCopy, Machine } from './changed-assembly';
import { Protection, protectionsNamed } from './protections-list';
import { JsonObject } from '../src/lab';
import { Broken, judge, neverRefused, testimony } from '../test/promises/judge';
import { playWorld } from '../test/promises/play';
import { witnesses } from '../test/promises/witnesses';
import { mildWorlds, worlds } from '../test/promises/worlds';
import { catalogue } from '../test/stories/catalogue';
import { statesIn } from '../test/stories/document';
import { holds } from '../test/stories/invariants';
import { Shape, synthesize } from '../test/stories/platform';
import { play } from '../test/stories/play';
import { Story } from '../test/stories/story';

type Assemblies = Readonly<Record<Shape, string>>;

const WORLDS = 40;
const stories = Object.values(catalogue).flat();

/** The stories' checks are written for jest. */
Object.assign(globalThis, { expect });

async function main(): Promise<void> {
  const asked = protectionsNamed(process.argv.slice(2));
  const whole: Assemblies = { plain: synthesize('plain'), probing: synthesize('probing'), serving: synthesize('serving') };
  const paths = new Map<Story, ReadonlySet<string>>();
  const red = new Set<Story>();
  for (const story of stories) {
    const path = new Set<string>();
    if (await complaint(story, whole, path)) { red.add(story); }
    paths.set(story, path);
  }
  for (const { name } of red) { console.log(`fails by itself, so it can notice nothing: ${name}`); }
  console.log('| Taken out | Noticed first by |\n| --- | --- |');
  let unnoticed = 0;
  for (const protection of asked) {
    const [without, touched] = takeOut(protection, whole);
    // Who never comes to what was changed cannot notice.
    const able = stories.filter(story => !red.has(story)
      && (touched.size === 0 || [...touched].some(state => paths.get(story)!.has(state))));
    const noticed = await firstStory(able, without) ?? await firstWorld(without.plain);
    console.log(`| ${protection.name} | ${noticed ?? '**nobody**'} |`);
    if (!noticed) { unnoticed++; }
    Object.values(without).forEach(directory => { rmSync(directory, { recursive: true }); });
  }
  process.exitCode = unnoticed === 0 ? 0 : 1;
}

/** What a story has to say against the platform. */
async function complaint(story: Story, assemblies: Assemblies, path = new Set<string>()): Promise<string | undefined> {
  try {
    const played = await play(story, assemblies[story.shape ?? 'plain']);
    for (const state of played.path()) { path.add(state); }
    expect(played.outcomes).toEqual(story.ends);
    holds(story, played);
    story.check?.(played);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function firstStory(able: readonly Story[], assemblies: Assemblies): Promise<string | undefined> {
  for (const story of able) {
    if (await complaint(story, assemblies)) { return `story: ${story.name}`; }
  }
  return undefined;
}

async function firstWorld(assembly: string): Promise<string | undefined> {
  const states = statesIn(assembly);
  for (const witness of witnesses) {
    if (testimony(await playWorld(witness.world, assembly), witness).length > 0) { return `world: ${witness.name}`; }
  }
  for (const world of fc.sample(worlds(states), { seed: 1, numRuns: WORLDS })) {
    const [first] = judge(await playWorld(world, assembly));
    if (first) { return inWords(first); }
  }
  for (const world of fc.sample(mildWorlds(states), { seed: 1, numRuns: WORLDS / 4 })) {
    const [first] = neverRefused(await playWorld(world, assembly));
    if (first) { return inWords(first); }
  }
  return undefined;
}

const inWords = ({ promise, tenantId, why }: Broken) => `${promise}, ${tenantId ?? 'by chance'}: ${why}`;

/**
 * Copies of the assemblies without the protection, and the states that were changed; none if it is no matter of states.
 */
function takeOut(protection: Protection, whole: Assemblies): [Assemblies, ReadonlySet<string>] {
  const touched = new Set<string>();
  const change: Change = {
    inDocument: document => { edit(protection, document, touched); },
    inResource: resource => { protection.inResource?.(resource, resource.Properties as JsonObject); },
  };
  const copies = [whole.plain, whole.probing, whole.serving].map(assembly => changedCopy(assembly, change));
  const [plain, probing, serving] = copies;
  if (copies.every(({ templates }) => templates === 0)) { throw new Error(`the protection '${protection.name}' is not where it is looked for`); }
  return [{ plain: plain.folder, probing: probing.folder, serving: serving.folder }, touched];
}

function edit(protection: Protection, { States }: Machine, touched: Set<string>): void {
  for (const [name, state] of [...Object.entries(States)]) {
    const before = JSON.stringify(state);
    protection.inState?.(name, state, States);
    if (JSON.stringify(state) !== before) { touched.add(name); }
  }
}

main().catch((error: Error) => {
  console.error(error.name === 'Error' ? error.message : error);
  process.exitCode = 2;
});
