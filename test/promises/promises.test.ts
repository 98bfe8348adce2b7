import fc from 'fast-check';
import { Broken, judge, neverRefused, notReady, PromiseName, testimony, workPerTenant } from './judge';
import { History, playWorld } from './play';
import { tell } from './tell';
import { witnesses } from './witnesses';
import { World } from './world';
import { crowd, fairWorlds, mildWorlds, worlds } from './worlds';
import { statesIn } from '../stories/document';
import { synthesize } from '../stories/platform';

const assembly = synthesize('plain');
const states = statesIn(assembly);

/**
 * A place in line (one transition) is waited for, and five at most meet at the same slot or the same place: each may
 * have to try again for each of the others.
 */
const COST_OF_WAITING = 8;

/** So many smaller worlds are tried after one has failed. */
const SHRINKS = 40;

/** A failure is told as a story: that of the smallest world that was found to fail. */
async function holds(
  arbitrary: fc.Arbitrary<World>, numRuns: number, judged: (world: World) => Promise<Judged>,
): Promise<void> {
  let left = SHRINKS;
  let smallest: Judged | undefined;
  await fc.check(fc.asyncProperty(arbitrary, async world => {
    if (smallest && left-- <= 0) { return true; }
    const found = await judged(world);
    if (found.broken.length > 0) { smallest = found; }
    return found.broken.length === 0;
  }), { numRuns, seed: 1 });
  if (smallest) { throw new Error(smallest.story()); }
}

interface Judged {
  readonly broken: readonly Broken[];
  readonly story: () => string;
}

async function play(world: World, judges: (history: History) => Broken[]): Promise<Judged> {
  const history = await playWorld(world, assembly);
  const broken = judges(history);
  return { broken, story: () => tell(history, broken) };
}

describe('whatever goes wrong', () => {
  /** The same worlds are judged for each promise, and played once. */
  const played = new Map<string, readonly Broken[]>();
  const judged = (promise: PromiseName) => async (world: World) => {
    const key = JSON.stringify(world);
    if (!played.has(key)) { played.set(key, judge(await playWorld(world, assembly))); }
    const broken = played.get(key)!.filter(each => each.promise === promise);
    const story = broken.length > 0 ? (await play(world, history => judge(history).filter(each => each.promise === promise))).story() : '';
    return { broken, story: () => story };
  };

  test.each<[PromiseName, string]>([
    ['P1', 'a tenant has at most one account, and an account serves one tenant'],
    ['P2', 'the directory has the record and the address before CreateAccount is called'],
    ['P3', 'what is done again gives the same account, and takes nothing away'],
    ['P4', 'everybody ends ready, or failed or rejected with a reason; nobody waits, and no place is held'],
    ['P8', 'all accounts are listed only when an address was taken'],
  ])('%s: %s', (promise, _) => holds(worlds(states), 150, judged(promise)), 600_000);
});

describe('where nobody else makes accounts', () => {
  test('P5: AWS never has to refuse one, and five at most are in flight, whatever goes wrong with the line', () =>
    holds(mildWorlds(states), 40, world => play(world, neverRefused)), 600_000);

  test('P5: nor in crowds, in which all become ready', () =>
    holds(fairWorlds, 15, world => play(world, history => [
      ...neverRefused(history), ...judge(history), ...notReady(history),
    ])), 600_000);
});

test('P8: the work for a tenant does not grow with the number of tenants', async () => {
  const alone = workPerTenant(await playWorld({
    seed: 1, creationSeconds: [60, 120], faults: [], deeds: [], asks: crowd(1, 0),
  }, assembly))[0];
  const grown = (history: History): Broken[] => workPerTenant(history).flatMap(({ transitions, calls }): Broken[] => {
    const more = Math.max(transitions - alone.transitions, calls - alone.calls);
    return more <= COST_OF_WAITING ? [] : [{ promise: 'P8', why: `somebody needed ${transitions} transitions and ${calls} calls, alone ${alone.transitions} and ${alone.calls}` }];
  });
  await holds(fairWorlds, 15, world => play(world, grown));
}, 600_000);

test.each(witnesses.map(witness => [witness.name, witness] as const))('%s', async (_, witness) => {
  const { broken, story } = await play(witness.world, history => testimony(history, witness));
  if (broken.length > 0) { throw new Error(story()); }
});
