import { FleetData, HealthRecords, Item, itemOf, Run } from './data';
import { World } from './request';
import { FleetPlaces, fleetParameterName, PublishedService, serviceParameterName } from '../../fleet/contract';
import { Json, JsonObject, Lab, Place } from '../../lab';
import { SsmRoom } from '../../lab/services/ssm/ssm-room';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import { CENTRAL_KEYS, CentralPlaces, centralParameterName, FAILURE_STATES } from '../../telemetry/contract';
import type { CellItem } from '../../telemetry/items';
import { KEYS, STATES } from '../../tenants/contract';

type Attributes = Parameters<typeof itemOf>[0];

/** The fleet of a platform that is deployed on the lab. Looks pass IAM and take no virtual time. */
export class LabFleet implements FleetData {
  /** Undefined where nobody has deployed one. */
  public static find(lab: Lab, platform = DEFAULT_PLATFORM): LabFleet | undefined {
    const at = lab.all('AWS::SSM::Parameter').find(({ ref }) => ref === fleetParameterName(platform));
    return at && new LabFleet(lab, platform, at);
  }

  private readonly places: FleetPlaces;

  private constructor(private readonly lab: Lab, public readonly platform: string, private readonly at: Place) {
    this.places = JSON.parse(this.ssm.value(at.account, at.region, at.ref)!) as FleetPlaces;
  }

  public query(partition: string, beginning: string): Promise<readonly Item[]> {
    const found = this.items(({ pk, sk }) => pk === partition && String(sk).startsWith(beginning));
    return Promise.resolve(found.sort((a, b) => String(a.sk) < String(b.sk) ? -1 : 1));
  }

  public item(partition: string, sort: string): Promise<Item | undefined> {
    return Promise.resolve(this.items(({ pk, sk }) => pk === partition && sk === sort)[0]);
  }

  public readyTenants(): Promise<readonly Item[]> {
    return Promise.resolve(this.items(({ sk, state }) => sk === KEYS.record && state === STATES.ready));
  }

  public health(): Promise<HealthRecords | undefined> {
    const at = this.lab.all('AWS::SSM::Parameter').find(({ ref }) => ref === centralParameterName(this.platform));
    if (!at) { return Promise.resolve(undefined); }
    const { table } = JSON.parse(this.ssm.value(at.account, at.region, at.ref)!) as CentralPlaces;
    const items = this.lab.items(table).map(item => itemOf(item as Attributes));
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

  public file(key: string): Promise<string | undefined> {
    return Promise.resolve(this.lab.buckets.objects(this.places.bucket)[key]);
  }

  public start(machine: string, input: object): Promise<string> {
    const { account, region } = this.at;
    const arn = `arn:${this.lab.cloud.partition}:states:${region}:${account}:stateMachine:${machine}`;
    return Promise.resolve(this.lab.states.start(arn, JSON.parse(JSON.stringify(input)) as JsonObject).arn);
  }

  public run(execution: string): Promise<Run> {
    return Promise.resolve(this.lab.states.execution(execution));
  }

  public me(): Promise<string> {
    return Promise.resolve(`arn:${this.lab.cloud.partition}:sts::${this.at.account}:assumed-role/Operator/lab`);
  }

  /** Says that there is a version, as a deployment would. */
  public publish(published: PublishedService): void {
    const Name = serviceParameterName(this.platform, published.service);
    this.askSsm('putParameter', { Name, Type: 'String', Value: JSON.stringify(published), Overwrite: true });
  }

  private get ssm(): SsmRoom { return this.lab.cloud.room('ssm'); }

  private askSsm(action: string, parameters: JsonObject): JsonObject {
    return this.ssm.handle({ service: 'ssm', action, parameters, caller: this.lab.operator(this.at) });
  }

  private items(isWanted: (item: Item) => boolean): Item[] {
    return this.lab.items(this.places.table).map(item => itemOf(item as Attributes)).filter(isWanted);
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
