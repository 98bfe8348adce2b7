import { Eligible, isIn } from './tenants';
import { PublishedService, ReleaseItem, VersionRef, WaveSpec } from '../../contract';
import { hadItsTurn, sliceOf } from '../../waves/rounding';

/** Which earlier waves of a release took a tenant. */
export type Taken = ReadonlyMap<string, readonly number[]>;

/** How a release spreads over the tenants as they are now. */
export class Spread {
  private readonly participants: readonly Eligible[];

  /** @param eligible who may get the service, in the order of percentages */
  constructor(
    private readonly release: ReleaseItem, private readonly plan: PublishedService,
    private readonly eligible: readonly Eligible[],
  ) {
    // A first release creates stacks in its waves, and every other one updates those that are there.
    const isFirst = versionBefore(release) === undefined;
    this.participants = isFirst ? eligible : eligible.filter(({ has }) => has.version !== undefined);
  }

  /** Whom a wave takes. The one after the last are those who get the service for the first time. */
  public wave(index: number, taken: Taken): Eligible[] {
    const wave = this.plan.waves[index];
    return wave ? this.of(wave, index, taken)
      : this.eligible.filter(tenant => tenant.has.version === undefined && !this.hadItsTurn(tenant, index, taken));
  }

  /** Whom each wave would take if all went now. */
  public waves(): Eligible[][] {
    const taken = new Map<string, readonly number[]>();
    return [...this.plan.waves.keys(), this.plan.waves.length].map(index => {
      const tenants = this.wave(index, taken);
      take(taken, tenants, index);
      return tenants;
    });
  }

  private of({ ring }: WaveSpec, index: number, taken: Taken): Eligible[] {
    const { waves } = this.plan;
    const left = this.participants.filter(tenant =>
      !this.hasItAlready(tenant) && !this.hadItsTurn(tenant, index, taken));
    if (ring.by !== 'percent') { return left.filter(tenant => isIn(ring, tenant)); }
    const { from, to } = sliceOf(waves, index, this.participants.length);
    // Who has come since the first share was taken is in the last one.
    return to === this.participants.length ? left : left.slice(0, to - from);
  }

  private hasItAlready({ has }: Eligible): boolean {
    return has.version === this.release.version && has.status === 'current';
  }

  private hadItsTurn({ tenantId }: Eligible, index: number, taken: Taken): boolean {
    return hadItsTurn(this.plan.waves, index, taken.get(tenantId) ?? [], this.plan.regions);
  }
}

/** Adds those whom a wave took. */
export function take(
  taken: Map<string, readonly number[]>, tenants: readonly { tenantId: string }[], wave: number,
): void {
  for (const { tenantId } of tenants) { taken.set(tenantId, [...taken.get(tenantId) ?? [], wave]); }
}

/** The last good version before a release; undefined for a first one. */
export function versionBefore({ before }: ReleaseItem): string | undefined {
  return before === undefined ? undefined : (JSON.parse(before) as VersionRef).version || undefined;
}
