import { FleetData, HealthRecords, Item } from './data';
import { LabPlace, placeOnLab, valueOnLab } from './lab-place';
import { World } from './request';
import { FleetPlaces, fleetParameterName, PublishedService, serviceParameterName } from '../../fleet/contract';
import { Json, JsonObject, Lab } from '../../lab';
import { SsmRoom } from '../../lab/services/ssm/ssm-room';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import { CENTRAL_KEYS, CentralPlaces, centralParameterName, FAILURE_STATES } from '../../telemetry/contract';
import type { CellItem } from '../../telemetry/items';
import { KEYS, STATES } from '../../tenants/contract';

/** The fleet of a platform that is deployed on the lab. */
export class LabFleet extends LabPlace implements FleetData {
  /** Undefined where nobody has deployed one. */
  public static find(lab: Lab, platform = DEFAULT_PLATFORM): LabFleet | undefined {
    const at = placeOnLab(lab, fleetParameterName(platform));
    return at && new LabFleet(lab, platform, valueOnLab<FleetPlaces>(lab, at), at);
  }

  public query(partition: string, beginning: string): Promise<readonly Item[]> {
    const found = this.items().filter(({ pk, sk }) => pk === partition && String(sk).startsWith(beginning));
    return Promise.resolve(found.sort((a, b) => String(a.sk) < String(b.sk) ? -1 : 1));
  }

  public item(partition: string, sort: string): Promise<Item | undefined> {
    return Promise.resolve(this.items().find(({ pk, sk }) => pk === partition && sk === sort));
  }

  public readyTenants(): Promise<readonly Item[]> {
    return Promise.resolve(this.items().filter(({ sk, state }) => sk === KEYS.record && state === STATES.ready));
  }

  public health(): Promise<HealthRecords | undefined> {
    const at = placeOnLab(this.lab, centralParameterName(this.platform));
    if (!at) { return Promise.resolve(undefined); }
    const items = this.items(valueOnLab<CentralPlaces>(this.lab, at).table);
    return Promise.resolve({
      cells: items.filter(({ pk }) => pk === CENTRAL_KEYS.health) as unknown as CellItem[],
      held: items.filter(({ state }) => state === FAILURE_STATES.held).map(({ accountId }) => String(accountId)),
      more: false,
    });
  }

  public parameters(path: string): Promise<readonly string[]> {
    const values: string[] = [];
    let NextToken: Json | undefined;
    do {
      const page = this.askSsm('getParametersByPath', { Path: path, ...NextToken !== undefined && { NextToken } });
      values.push(...(page.Parameters as { Value: string }[]).map(({ Value }) => Value));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return Promise.resolve(values);
  }

  /** Says that there is a version, as a deployment would. */
  public publish(published: PublishedService): void {
    const Name = serviceParameterName(this.platform, published.service);
    this.askSsm('putParameter', { Name, Type: 'String', Value: JSON.stringify(published), Overwrite: true });
  }

  private askSsm(action: string, parameters: JsonObject): JsonObject {
    return this.lab.cloud.room<SsmRoom>('ssm').handle({ service: 'ssm', action, parameters, caller: this.lab.operator(this.at) });
  }
}

/** The command line of fleets on the lab: waiting lets virtual time pass. */
export const labWorld = (lab: Lab): World => ({
  connect: ({ platform }) => {
    const found = LabFleet.find(lab, platform);
    return found ? Promise.resolve(found)
      : Promise.reject(new Error(`there is no fleet of a platform '${platform}' on the lab; deploy one with a FleetStackSetPipeline`));
  },
  now: () => lab.cloud.clock.now(),
  pause: milliseconds => lab.play(lab.cloud.clock.now() + milliseconds),
});
