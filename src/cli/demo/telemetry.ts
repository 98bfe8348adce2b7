import { Observer, ReadyTenant } from './observer';
import { isAsPromised as isFailureAsPromised, PlayedFailure, WorkThatFails } from './work-that-fails';
import { Entry, isObject, JsonObject, Lab, Place } from '../../lab';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import {
  PlatformPlaces, TELEMETRY_EVENTS, telemetryParameterName, TIER_KEYS, TIERS, tiersMachineName,
} from '../../telemetry/contract';
import { billOf } from '../../telemetry/cost/bill';
import { Fleet } from '../fleet/fleet';
import { LabFleet } from '../fleet/lab';
import { itemsOnLab, placeOnLab, valueOnLab } from '../fleet/lab-place';
import { costsOnRecord } from '../telemetry/on-record';

/** A tenant was given another tier. */
export interface Move {
  readonly tier: string;
  readonly by: string;
  readonly reason: string;
  /** Since the play of idling began. */
  readonly seconds: number;
}

/** A tenant that nobody used for a while, and then somebody did. */
export interface Slept {
  readonly tenantId: string;
  readonly accountId: string;
  readonly surveys: number;
  readonly moves: readonly Move[];
  /** Who was used all the time, and how many of them were moved. */
  readonly others: number;
  readonly othersMoved: number;
  /** What telemetry of a tenant costs in a month by its tier, with its part of what all share: by the app's bill. */
  readonly usd: Readonly<Record<string, number>>;
}

/** What the central place saw, as far as the platform has something to show. */
export interface Seen {
  /** Not there where no service hands failures over. */
  readonly failed?: PlayedFailure;
  /** Not there where tenants may be idle for longer than the demo waits. */
  readonly slept?: Slept;
}

const HOUR = 3_600_000;

/** Surveys that are further apart than three hours see a gap, and wait for longer. */
const BETWEEN_SURVEYS = 3 * HOUR - 5 * 60_000;

/** Eight days. */
const MOST_SURVEYS = 66;

/** What telemetry does of itself for tenants of a lab: for one whose work fails, and for one whom nobody uses. */
export class Telemetry {
  /** Undefined where the platform has none, or too few tenants to show it on. */
  public static on(lab: Lab, assembly: string, { ready }: Observer): Telemetry | undefined {
    const at = placeOnLab(lab, telemetryParameterName(DEFAULT_PLATFORM));
    return at && ready.length > 1 ? new Telemetry(lab, assembly, at, ready) : undefined;
  }

  private readonly places: PlatformPlaces;
  private readonly moved: (JsonObject & { at: string })[] = [];

  private constructor(
    private readonly lab: Lab, private readonly assembly: string, private readonly at: Place,
    private readonly ready: readonly ReadyTenant[],
  ) {
    this.places = valueOnLab<PlatformPlaces>(lab, at);
    lab.cloud.journal.listen(entry => this.see(entry));
  }

  /** With what versions are called. */
  public async play(called: (version: string) => string): Promise<Seen | undefined> {
    const { lab, ready } = this;
    const data = LabFleet.find(lab);
    const services = data ? await new Fleet(data).published() : [];
    const failed = await WorkThatFails.of(lab, ready[Math.floor(ready.length / 2)], services)?.play(ready, called);
    const slept = await this.sleep(ready[ready.length - 1]);
    return failed || slept ? { ...failed && { failed }, ...slept && { slept } } : undefined;
  }

  /** Everybody is used but one, until that one sleeps; then it is used, too. */
  private async sleep(idle: ReadyTenant): Promise<Slept | undefined> {
    const { lab: { cloud: { clock } }, ready } = this;
    const [began, before] = [clock.now(), this.moved.length];
    const others = ready.filter(tenant => tenant !== idle);
    await this.survey();
    const use = this.user();
    let surveys = 1;
    for (; use && surveys < MOST_SURVEYS && this.moved.length === before; surveys++) {
      use(others);
      await this.survey();
    }
    use?.(ready);
    await this.survey();
    const moved = this.moved.slice(before);
    const moves = moved.filter(({ tenantId }) => tenantId === idle.tenantId).map(({ tier, by, reason, at }) => ({
      tier: String(tier), by: String(by), reason: String(reason), seconds: Math.round((Date.parse(at) - began) / 1000),
    }));
    return moves.length === 0 ? undefined : {
      ...idle, surveys: surveys + 1, moves,
      others: others.length, othersMoved: moved.length - moves.length, usd: this.usd(),
    };
  }

  /** What its schedule does each hour. It does as well every three hours, and is played sooner. */
  private async survey(): Promise<void> {
    const { lab, at: { account, region } } = this;
    const next = lab.cloud.clock.now() + BETWEEN_SURVEYS;
    const machines = `arn:${lab.cloud.partition}:states:${region}:${account}:stateMachine`;
    lab.states.start(`${machines}:${tiersMachineName(DEFAULT_PLATFORM)}`, {});
    await lab.play(next);
  }

  /** Has tenants used in the way that the platform looks at, which a survey puts on record. */
  private user(): ((tenants: readonly ReadyTenant[]) => void) | undefined {
    const { lab, places: { table } } = this;
    const survey = itemsOnLab(lab, table).find(({ pk, sk }) => pk === TIER_KEYS.telemetry && sk === TIER_KEYS.survey);
    if (!survey) { return undefined; }
    const { regions: [region], signals: [signal] } = JSON.parse(String(survey.looksAt)) as LooksAt;
    return tenants => {
      tenants.forEach(({ accountId: account }) => lab.cloudWatch.observe({ account, region, ...signal, value: 1 }));
    };
  }

  private usd(): Record<string, number> {
    const { tierOfNewTenants } = this.places;
    const [cost] = costsOnRecord(this.assembly).values();
    const { tiers } = cost ? billOf(cost.input) : { tiers: undefined };
    return tiers ? { [tierOfNewTenants]: tiers[tierOfNewTenants].usd, dormant: tiers.dormant.usd } : {};
  }

  private see(entry: Entry): void {
    if (entry.type !== 'event' || entry.detailType !== TELEMETRY_EVENTS.tierChanged || !isObject(entry.detail)) { return; }
    this.moved.push({ ...entry.detail, at: entry.at });
  }
}

/** What surveys look at, as they write it down. */
interface LooksAt {
  readonly regions: readonly string[];
  readonly signals: readonly { readonly namespace: string; readonly metricName: string }[];
}

/** Whether only the idle tenant slept, and woke when it was used. */
export function isSleepAsPromised({ moves, othersMoved }: Slept): boolean {
  return moves.map(({ tier }) => tier === TIERS.dormant).join() === 'true,false' && othersMoved === 0;
}

/** Whether all came as promised that could be shown. */
export function isAsPromised({ failed, slept }: Seen): boolean {
  return (failed === undefined || isFailureAsPromised(failed)) && (slept === undefined || isSleepAsPromised(slept));
}
