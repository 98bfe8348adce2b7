import type { Change, World } from './settle';
import type { SettleRequest, Target } from '../../contract';

/** Entries of `through`, `<version>@<region>`, that come and go. */
export interface Parts {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

const part = (version: string, region: string) => `${version}@${region}`;

/** Whether some Region has the version, as `through` says. */
export const hasPartOf = (version: string, through: ReadonlySet<string> = new Set()): boolean =>
  [...through].some(each => each.startsWith(part(version, '')));

/** The versions that some Region has. */
export const versionsIn = (through: ReadonlySet<string> = new Set()): string[] =>
  [...through].map(each => each.slice(0, each.lastIndexOf('@')));

export const inOnly = (version: string, regions: readonly string[]): Change =>
  ({ became: 'partly', reason: `has ${version} in ${regions.join(', ')} only` });

/**
 * Puts on record what an operation in some Regions left. A tenant is on a version only when all Regions have it: until
 * then the item says which ones do, and keeps the version of the others.
 */
export async function changeInPart(
  world: Pick<World, 'change' | 'changeInPart'>, tenant: Target, change: Change, request: SettleRequest,
): Promise<void> {
  const { version, regions, operated } = request;
  const brought = change.became === 'current' ? operated.map(region => part(version, region)) : [];
  const first = brought.length > 0 ? inOnly(version, operated) : change;
  const through = await world.changeInPart(tenant, first, request, { add: brought });
  if (!through) { return; }

  const having = regions.filter(region => through.has(part(version, region)));
  if (brought.length > 0 && having.length === regions.length) {
    await world.change(tenant, change, request);
    return;
  }
  // What was there before the operation is there no more, or nobody can say.
  const remove = [...through].filter(each =>
    !brought.includes(each) && operated.some(region => each.endsWith(part('', region))));
  const isMore = brought.length > 0 && having.length > operated.length;
  if (remove.length > 0 || isMore) {
    await world.changeInPart(tenant, isMore ? inOnly(version, having) : first, request, { remove });
  }
}
