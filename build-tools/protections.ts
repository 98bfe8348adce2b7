/* Takes the protections of the enrolment out, one at a time, and prints which story or promise notices first. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import fc from 'fast-check';
import { Protection, PROTECTIONS } from './protections-list';
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

interface Machine {
  readonly StartAt: string;
  readonly States: Record<string, JsonObject>;
}

type Assemblies = Readonly<Record<Shape, string>>;

const WORLDS = 40;
const stories = Object.values(catalogue).flat();

/** The stories' checks are written for jest. */
Object.assign(globalThis, { expect });

async function main(): Promise<void> {
  const whole: Assemblies = { plain: synthesize('plain'), probing: synthesize('probing') };
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
  const wanted = process.argv.slice(2);
  const asked = PROTECTIONS.filter(({ name }) => wanted.length === 0 || wanted.some(word => name.includes(word)));
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
  let changed = 0;
  const copy = (from: string): string => {
    const to = mkdtempSync(join(tmpdir(), 'without-'));
    cpSync(from, to, { recursive: true });
    for (const file of readdirSync(to).filter(name => name.endsWith('.template.json'))) {
      const template = JSON.parse(readFileSync(join(to, file), 'utf8')) as { Resources: Record<string, JsonObject> };
      const before = JSON.stringify(template);
      for (const resource of Object.values(template.Resources)) { edit(protection, resource, touched); }
      if (JSON.stringify(template) !== before) { changed++; }
      writeFileSync(join(to, file), JSON.stringify(template));
    }
    return to;
  };
  const without = { plain: copy(whole.plain), probing: copy(whole.probing) };
  if (changed === 0) { throw new Error(`the protection '${protection.name}' is not where it is looked for`); }
  return [without, touched];
}

function edit(protection: Protection, resource: JsonObject, touched: Set<string>): void {
  const properties = resource.Properties as JsonObject;
  if (resource.Type !== 'AWS::StepFunctions::StateMachine') {
    protection.inResource?.(resource, properties);
    return;
  }
  // References stand in the text as words while it is edited.
  const definition = properties.DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const pieces = definition['Fn::Join'][1];
  const document = JSON.parse(pieces.map((piece, index) => typeof piece === 'string' ? piece : `<<${index}>>`).join('')) as Machine;
  for (const [name, state] of [...Object.entries(document.States)]) {
    const before = JSON.stringify(state);
    protection.inState?.(name, state, document.States);
    if (JSON.stringify(state) !== before) { touched.add(name); }
  }
  keepReachable(document);
  definition['Fn::Join'][1] = JSON.stringify(document).split(/<<(\d+)>>/).map((piece, index) => index % 2 === 0 ? piece : pieces[Number(piece)]);
}

/** A machine with states to which nothing leads is refused: so the first Choice seems to lead there. */
function keepReachable({ StartAt, States }: Machine): void {
  const exits = (state: JsonObject) => [state.Choices ?? [], state.Catch ?? []].flat() as JsonObject[];
  const targets = (state: JsonObject): string[] => [state, ...exits(state)]
    .flatMap(({ Next, Default }) => [Next, Default]).filter((next): next is string => typeof next === 'string');
  const reached = new Set<string>();
  const visit = (name: string) => {
    if (reached.has(name)) { return; }
    reached.add(name);
    targets(States[name]).forEach(visit);
  };
  visit(StartAt);
  for (const name of Object.keys(States).filter(each => !reached.has(each))) {
    (States[StartAt].Choices as JsonObject[]).push({ Condition: '{% false %}', Next: name });
  }
}

void main();
