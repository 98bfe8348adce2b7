import { documentsOf, story } from './documents';
import { inDocument } from './edits';
import { Expressions } from './expressions';
import { callOf, playedCalls, Recorded } from './functions';
import { Mistake, MISTAKES } from './mistakes';
import { Call, tasksOf } from './tasks';
import { VARIATIONS } from './variations';
import { judge } from './verdict';
import { JsonObject } from '../../src/lab';

/** What the judge says of a change that it had not said before. */
export interface Noticed { readonly change: Mistake; readonly complaints: readonly string[]; readonly found: boolean }

/** Makes each change by itself to what is really there, and judges all of them at once. */
export async function seeded(): Promise<{ mistakes: Noticed[]; variations: Noticed[] }> {
  const app = story('probing');
  const [{ definition }] = documentsOf(app);
  app.remove();
  const { calls: made } = await playedCalls();
  const changes = [...MISTAKES, ...VARIATIONS];
  const expressions = new Expressions();
  const named = (at: number) => `change ${at}`;
  const before = [...tasksOf(definition, 'before', expressions).calls, ...made.map((each, at) => callOf(each, at, 'before, functions'))];
  const unfit = new Map<number, string>();
  const after = changes.flatMap((change, at) => {
    try {
      return changed(change, definition, made, named(at), expressions);
    } catch (error) {
      unfit.set(at, (error as Error).message);
      return [];
    }
  });
  const { complaints } = await judge([...before, ...after]);
  const known = new Set(complaints.filter(({ call }) => call.document.startsWith('before')).map(({ call, what }) => `${call.state}: ${what}`));
  const noticed = changes.map((change, at): Noticed => {
    const said = complaints.filter(({ call }) => call.document === named(at)).map(({ call, what }) => `${call.state}: ${what}`)
      .filter(line => !known.has(line));
    const does = unfit.get(at);
    return { change, complaints: does ? [`does not fit any more: ${does}`] : said, found: said.some(line => change.says?.test(line)) };
  });
  return { mistakes: noticed.slice(0, MISTAKES.length), variations: noticed.slice(MISTAKES.length) };
}

/** Prints each mistake and whether it was found; false where one was not, or something right was complained about. */
export async function tellMistakes(say: (line: string) => void): Promise<boolean> {
  const { mistakes, variations } = await seeded();
  for (const { change, complaints, found } of mistakes) {
    say(`${found ? 'found ' : 'MISSED'} ${change.what}\n         ${complaints[0] ?? 'no complaint'}`);
  }
  const wrong = variations.filter(({ complaints }) => complaints.length > 0);
  for (const { change, complaints } of wrong) { say(`WRONGLY complained about: ${change.what}\n         ${complaints.join('; ')}`); }
  const count = mistakes.filter(({ found }) => found).length;
  say(`${count} of ${mistakes.length} mistakes found, ${wrong.length} of ${variations.length} correct variations complained about`);
  return count === mistakes.length && wrong.length === 0;
}

function changed(
  change: Mistake, definition: JsonObject, made: readonly Recorded[], document: string, expressions: Expressions,
): readonly Call[] {
  if (change.call !== undefined) {
    const call = made.find(({ service, action }) => `${service}:${action}` === change.call);
    if (!call) { throw new Error(`no function calls ${change.call}`); }
    const copy = structuredClone(call);
    change.change(copy.parameters);
    return [callOf(copy, 0, document)];
  }
  const copy = structuredClone(definition);
  inDocument(copy, change);
  return tasksOf(copy, document, expressions).calls;
}
