import { isDeepStrictEqual } from 'util';
import { BoundWave } from './bound-wave';
import { known } from '../../private/complaints';

const MOST_WAVES = 10;

type Planned = Pick<BoundWave, 'prop' | 'name' | 'ring' | 'regions'>;

/** What is wrong with waves together: whom they leave out, and which of them nobody is left for. */
export function complaintsAboutPlan(waves: readonly Planned[], regions: readonly string[]): string[] {
  if (waves.length === 0) { return ["'waves' must have at least one wave; leave it out for Wave.standard()"]; }
  const complaints: string[] = [];
  if (waves.length > MOST_WAVES) { complaints.push(`'waves' must be at most ${MOST_WAVES}, got ${waves.length}; put tenants into fewer rings`); }
  for (const [at, { prop, name }] of waves.entries()) {
    const other = known(name) && waves.slice(0, at).find(each => each.name === name && !isTheSame(each, waves[at]));
    if (other) { complaints.push(`'${prop}' is called '${name}', as '${other.prop}' is; give one of them another 'name'`); }
  }
  const shares = waves.flatMap(({ ring }) => ring.by === 'percent' ? [ring.percent] : []);
  // Sums of what is no percentage say nothing.
  if (!shares.every(isShare)) { return complaints; }
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum > 100) { complaints.push(`'waves' must have percentages that sum to 100 at most, got ${shares.join(' + ')} = ${sum}; each is a share of all tenants, and they add up`); }
  if (waves.every(wave => !wave.regions)) { return [...complaints, ...complaintsAboutTurns(waves, '')]; }
  const where = new Map<string, string[]>();
  for (const region of regions) {
    const here = waves.filter(wave => !wave.regions || wave.regions.includes(region));
    for (const said of complaintsAboutTurns(here, WHERE)) {
      where.set(said, [...where.get(said) ?? [], region]);
    }
  }
  return [...complaints, ...[...where].map(([said, found]) => said.replace(WHERE, found.length === regions.length ? '' : ` in ${found.join(', ')}`))];
}

/** Stands for the Regions of which something is said. */
const WHERE = '\0';

/** Another name would not help the same ring twice: nobody is left for it. */
const isTheSame = (one: Planned, other: Planned): boolean =>
  one.ring.by !== 'percent' && isDeepStrictEqual([one.ring, one.regions], [other.ring, other.regions]);

/** Each tenant must have its turn once in each Region. */
function complaintsAboutTurns(waves: readonly Planned[], where: string): string[] {
  const complaints: string[] = [];
  let share = 0;
  let over: Planned | undefined;
  for (const [at, wave] of waves.entries()) {
    const { ring, prop, name } = wave;
    const same = waves.slice(0, at).find(each => ring.by !== 'percent' && isDeepStrictEqual(each.ring, ring));
    const before = over ?? same;
    if (before) { complaints.push(`'${prop}' (${name}) has nobody left${where}: '${before.prop}' (${before.name}) had them all; remove one of them`); }
    share += ring.by === 'percent' ? ring.percent : 0;
    over ??= ring.by === 'everyone' || share >= 100 ? wave : undefined;
  }
  if (!over) {
    const got = waves.length > 0 ? waves.map(({ name }) => name).join(', ') : 'no wave';
    complaints.push(`'waves' leaves tenants out${where}: the last wave must be Ring.everyone(), or percentages must sum to 100, got ${got}; add Wave.of(Ring.everyone())`);
  }
  return complaints;
}

export const isShare = (share: number): boolean =>
  known(share) && Number.isInteger(share) && share >= 1 && share <= 100;
