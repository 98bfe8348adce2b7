import { PHASES, WaveItem, WaveSpec } from '../../../fleet/contract';
import { concurrencyOf } from '../../../fleet/waves/rounding';
import { Release } from '../fleet';

/** How long a release takes from now on, if it goes on as it has so far. */
export interface Estimate {
  readonly seconds: number;
  /** Whether a wave has shown how fast accounts are. Without, only bakes are known. */
  readonly isPaced: boolean;
}

/** Undefined where nothing goes on by itself. */
export function timeLeft(release: Release, now: number): Estimate | undefined {
  const { phase, waves, wave, plan } = release;
  const pace = secondsPerTurn(release);
  const rollSeconds = (index: number) => (pace ?? 0) * turnsOf(waves[index].tenants, plan.waves[index]);
  if (phase === PHASES.back) {
    const touched = waves.reduce((sum, { startedAt, tenants }) => sum + (startedAt === undefined ? 0 : tenants), 0);
    const spec = plan.waves[Math.min(wave, plan.waves.length - 1)];
    if (pace === undefined || !spec) { return undefined; }
    const since = (now - Date.parse(release.changedAt)) / 1000;
    return { seconds: Math.max(0, pace * turnsOf(touched, spec) - since), isPaced: true };
  }
  if (phase !== PHASES.rolling) { return undefined; }
  const seconds = waves.slice(wave).reduce((sum, { status, startedAt, bakedUntil, tenants }, offset) => {
    const index = wave + offset;
    const bake = tenants > 0 ? plan.waves[index]?.bakeSeconds ?? 0 : 0;
    if (status === 'baking' && bakedUntil !== undefined) { return sum + Math.max(0, Date.parse(bakedUntil) - now) / 1000; }
    const since = status === 'rolling' && startedAt !== undefined ? (now - Date.parse(startedAt)) / 1000 : 0;
    return sum + bake + Math.max(0, rollSeconds(index) - since);
  }, 0);
  return { seconds, isPaced: pace !== undefined };
}

/** How often as many accounts as may run at once take their turn. */
const turnsOf = (tenants: number, spec: WaveSpec | undefined): number =>
  spec === undefined || tenants === 0 ? 0 : Math.ceil(tenants / concurrencyOf(spec.concurrency, tenants));

/** How long a turn has taken, over all waves that are rolled out. */
function secondsPerTurn({ waves, plan }: Release): number | undefined {
  let [seconds, turns] = [0, 0];
  waves.forEach((wave, index) => {
    const rolled = rolledAt(wave, plan.waves[index]);
    if (rolled === undefined || wave.tenants === 0) { return; }
    seconds += (rolled - Date.parse(wave.startedAt!)) / 1000;
    turns += turnsOf(wave.tenants, plan.waves[index]);
  });
  return turns === 0 ? undefined : seconds / turns;
}

/** When the last account of a wave had its turn. */
function rolledAt({ startedAt, bakedUntil, endedAt, status }: WaveItem, spec?: WaveSpec): number | undefined {
  if (startedAt === undefined) { return undefined; }
  if (bakedUntil !== undefined) { return Date.parse(bakedUntil) - 1000 * (spec?.bakeSeconds ?? 0); }
  return endedAt === undefined || status === 'rolling' ? undefined : Date.parse(endedAt);
}
