import { FailureData, Found, Wanted } from './data';
import { DlqWorld } from './request';
import { Lab } from '../../lab';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import {
  CENTRAL_KEYS, CentralPlaces, centralParameterName, FailureState, PlatformPlaces, telemetryParameterName,
} from '../../telemetry/contract';
import type { FailureItem } from '../../telemetry/items';
import { KEYS } from '../../tenants/contract';
import { LabPlace, placeOnLab, valueOnLab } from '../fleet/lab-place';

/** The central place of failures of a platform that is deployed on the lab. */
export class LabFailures extends LabPlace implements FailureData {
  /** Undefined where nobody has deployed one. */
  public static find(lab: Lab, platform = DEFAULT_PLATFORM): LabFailures | undefined {
    const at = placeOnLab(lab, centralParameterName(platform));
    return at && new LabFailures(lab, platform, valueOnLab<CentralPlaces>(lab, at), at);
  }

  public get region(): string { return this.at.region; }

  public accountOf(tenantId: string): Promise<string | undefined> {
    const at = placeOnLab(this.lab, telemetryParameterName(this.platform));
    if (!at) { return Promise.resolve(undefined); }
    const record = this.items(valueOnLab<PlatformPlaces>(this.lab, at).table)
      .find(({ pk, sk }) => pk === `${KEYS.tenant}${tenantId}` && sk === KEYS.record);
    return Promise.resolve(record?.accountId as string | undefined);
  }

  public failuresOf(accountId: string, wanted: Wanted, most: number): Promise<Found> {
    return Promise.resolve(this.found(item => item.accountId === accountId, wanted, most));
  }

  public failuresIn(state: FailureState, wanted: Wanted, most: number): Promise<Found> {
    return Promise.resolve(this.found(item => item.state === state, wanted, most));
  }

  public failure(accountId: string, id: string): Promise<FailureItem | undefined> {
    return Promise.resolve(this.failures().find(item => item.accountId === accountId && item.id === id));
  }

  private found(isWanted: (item: FailureItem) => boolean, { service, since = '' }: Wanted, most: number): Found {
    const all = this.failures()
      .filter(item => isWanted(item) && item.at >= since && (service === undefined || item.service === service))
      .sort((a, b) => b.at.localeCompare(a.at));
    return { failures: all.slice(0, most), more: all.length > most };
  }

  private failures(): FailureItem[] {
    return this.items()
      .filter(({ sk }) => String(sk).startsWith(CENTRAL_KEYS.failure)).map(item => item as unknown as FailureItem);
  }
}

/** The commands for failures on the lab: waiting lets virtual time pass. */
export const labDlqWorld = (lab: Lab): DlqWorld => ({
  connect: ({ platform }) => {
    const found = LabFailures.find(lab, platform);
    return found ? Promise.resolve(found)
      : Promise.reject(new Error(`there is no central place for failures of a platform '${platform}' on the lab; deploy one with a CentralTelemetry`));
  },
  now: () => lab.cloud.clock.now(),
  pause: milliseconds => lab.play(lab.cloud.clock.now() + milliseconds),
});
