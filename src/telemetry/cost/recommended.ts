import type { CostInput, TierTraits } from './bill';
import { TelemetryWorkloadProps, workloadOf } from './telemetry-workload';
import { TIERS } from '../contract';
import { TelemetryTiersProps, tiersOf } from '../tiers/telemetry-tiers';

/** Minutes between looks at everybody's health where nobody says otherwise. */
export const CENSUS_MINUTES = 15;

/** What of a platform's settings the bill depends on. */
export interface CostSettings extends Partial<Pick<CostInput, 'tenants' | 'regions' | 'activeTier'>> {
  readonly tiers?: TelemetryTiersProps;
  readonly workload?: TelemetryWorkloadProps;
}

/** What a bill is made from. What nobody says is as recommended, which is also what the constructs do. */
export function costInput(settings: CostSettings = {}): CostInput {
  const { regions = 1, activeTier = TIERS.priority } = settings;
  const tenants = settings.tenants ?? settings.workload?.tenants ?? 1000;
  const interval = settings.workload?.healthInterval;
  const censusMinutes = !interval || interval.isUnresolved() ? CENSUS_MINUTES : interval.toMinutes({ integral: false });
  const traits = tiersOf(settings.tiers);
  const of = ({ traceSampling, dataProtection, health }: TierTraits): TierTraits =>
    ({ traceSampling, dataProtection, health });
  return {
    tenants, regions, activeTier, workload: workloadOf(settings.workload),
    censusMinutes,
    tiers: { full: of(traits.full), priority: of(traits.priority), dormant: of(traits.dormant) },
  };
}
