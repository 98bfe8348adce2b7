import type { PaceSpec, WaveSpec } from '../contract';

/**
 * How many accounts a pace is, of so many. AWS rounds percentages down.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
 */
export const toleranceOf = (pace: PaceSpec, accounts: number): number =>
  'accounts' in pace ? pace.accounts : Math.floor(accounts * pace.percent / 100);

/** The same for accounts at once: never none. */
export const concurrencyOf = (pace: PaceSpec, accounts: number): number => Math.max(1, toleranceOf(pace, accounts));

/** What is wrong with the tolerance of a wave of so many tenants: it may come to nobody, or to everybody. */
export function complaintsAboutTolerance({ name, tolerance }: WaveSpec, tenants: number): string[] {
  if (tenants === 0) { return []; }
  const count = toleranceOf(tolerance, tenants);
  const typed = 'accounts' in tolerance ? `${tolerance.accounts} accounts` : `${tolerance.percent} percent`;
  const wave = `'tolerance' of wave ${name}, ${typed}, comes to`;
  if (count >= tenants) { return [`${wave} all of its ${tenants} tenants, so that no failure would ever stop it; use Pace.accounts() of less`]; }
  if (count === 0 && 'percent' in tolerance && !tolerance.orNone) {
    return [`${wave} none of its ${tenants} tenants, for AWS rounds down; use Pace.accounts(0) if none may fail, or a greater share`];
  }
  return [];
}

/**
 * Which tenants a wave by percentage has, of all in their order: those from `from` up to, not with, `to`. Each such
 * wave goes on where the one before ended, has at least one tenant while there are any, and percentages of 100 in sum
 * have all.
 */
export function sliceOf(waves: readonly Pick<WaveSpec, 'ring'>[], wave: number, tenants: number): { from: number; to: number } {
  let share = 0;
  let from = 0;
  let to = 0;
  for (const { ring } of waves.slice(0, wave + 1)) {
    if (ring.by !== 'percent') { continue; }
    share += ring.percent;
    from = to;
    to = Math.min(tenants, Math.max(from + 1, Math.ceil(tenants * share / 100)));
  }
  return { from, to };
}

/** Whether a tenant of these waves before has had its turn in all Regions of a wave; of none such, in all there are. */
export function hadItsTurn(
  waves: readonly Pick<WaveSpec, 'regions'>[], wave: number, before: readonly number[], regions: readonly string[],
): boolean {
  const regionsOf = (each: number) => waves[each]?.regions ?? regions;
  return regionsOf(wave).every(region => before.some(each => regionsOf(each).includes(region)));
}
