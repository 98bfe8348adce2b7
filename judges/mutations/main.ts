/* Makes mistakes in the document of the enrolment, one at a time, and prints who beside our own lab notices. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATIONS, Mutation } from './list';
import { changedCopy } from '../../build-tools/changed-assembly';
import { program } from '../../build-tools/processes';
import { documentsOf } from '../calls/documents';
import { inEnrolment } from '../calls/edits';
import { tasksOf } from '../calls/tasks';
import { judge } from '../calls/verdict';
import { checkCli } from '../cloud/deploy';
import { unmet } from '../cloud/expected';
import { PLATFORMS, Platform } from '../cloud/platforms';
import { onEmulator } from '../cloud/play';
import { EmulatorWorld } from '../cloud/play-there';
import { emptyLog } from '../cloud/server';
import { python } from '../python';

/** It comes without types. */
const validate = createRequire(__filename)('asl-validator') as (document: object) => { isValid: boolean; errorsText(): string };

const [PLATFORM] = PLATFORMS;
const NOTHING = '–';
const LONGEST_CELL = 110;

/** Somebody who did not write this library, and what there is to say against a synthesized app. */
interface Judge {
  readonly name: string;
  complaints(assembly: string, stories: ReadonlySet<string>, stop: AbortSignal): Promise<readonly string[]>;
}

const JUDGES: readonly Judge[] = [
  {
    name: 'asl-validator',
    complaints: async assembly => documents(assembly).flatMap(({ definition }) => {
      // It writes into what it is given.
      const { isValid, errorsText } = validate(structuredClone(definition));
      return isValid ? [] : [errorsText()];
    }),
  },
  {
    name: "AWS's API models",
    complaints: async assembly => {
      const calls = documents(assembly).flatMap(({ name, definition }) => tasksOf(definition, name).calls);
      return (await judge(calls)).complaints.map(({ what }) => what);
    },
  },
  {
    name: 'moto',
    complaints: async (assembly, names, stop) => {
      const stories = PLATFORM.stories.filter(({ name }) => names.has(name));
      const platform: Platform = { ...PLATFORM, assembly: () => Promise.resolve(assembly) };
      const home = mkdtempSync(join(tmpdir(), 'mutations-'));
      const options = { python: await python(), log: emptyLog('mutations'), home, stop, stories, say: () => {} };
      try {
        return await onEmulator(platform, options, async server => {
          const there = await EmulatorWorld.of(server, platform.account);
          const said: string[] = [];
          for (const story of stories) {
            said.push(...await there.play(story).then(seen => unmet(story, seen), (error: Error) => [error.message]));
          }
          return said;
        });
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
  },
];

async function main(words: string[], stop: AbortSignal): Promise<number> {
  const asked = MUTATIONS.filter(({ what }) => words.length === 0 || words.some(word => what.includes(word)));
  if (asked.length === 0) { throw new Error(`no mistake has ${words.join(' or ')} in its name`); }
  await checkCli();
  const home = mkdtempSync(join(tmpdir(), 'mutations-'));
  try {
    const assembly = await PLATFORM.assembly(home);
    await silent(assembly, new Set(asked.map(({ story }) => story)), stop);
    console.log(row('Mistake', ...JUDGES.map(({ name }) => name)) + `\n|${' --- |'.repeat(JUDGES.length + 1)}`);
    let unnoticed = 0;
    for (const mutation of asked) {
      const changed = withMistake(assembly, mutation);
      const said: string[] = [];
      for (const { complaints } of JUDGES) {
        stop.throwIfAborted();
        said.push((await complaints(changed, new Set([mutation.story]), stop))[0] ?? NOTHING);
      }
      rmSync(changed, { recursive: true });
      console.log(row(mutation.what, ...said));
      if (said.every(each => each === NOTHING)) { unnoticed++; }
    }
    console.log(`\n${asked.length - unnoticed} of ${asked.length} mistakes were noticed by somebody else's judge`);
    return unnoticed === 0 ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A judge that complains of what is right notices nothing by what it says of a mistake. */
async function silent(assembly: string, stories: ReadonlySet<string>, stop: AbortSignal): Promise<void> {
  for (const { name, complaints } of JUDGES) {
    stop.throwIfAborted();
    const [first] = await complaints(assembly, stories, stop);
    if (first) { throw new Error(`${name} complains before there is any mistake: ${first}`); }
  }
}

function withMistake(assembly: string, mutation: Mutation): string {
  const { folder, templates } = changedCopy(assembly, { inDocument: inEnrolment(mutation) });
  if (templates === 0) { throw new Error(`the mistake '${mutation.what}' changes nothing`); }
  return folder;
}

const documents = (folder: string) => documentsOf({ name: 'with a mistake', folder, remove: () => {} });

const row = (...cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

function cell(text: string): string {
  const line = text.split('\n')[0].replaceAll('|', '\\|');
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)} …` : line;
}

program(main, 'the emulator is stopped, and nothing of it is left');
