import { FailureData, Found, Wanted } from './data';
import { DlqWorld } from './request';
import { Lab, JsonObject, Place } from '../../lab';
import { SsmRoom } from '../../lab/services/ssm/ssm-room';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import {
  CENTRAL_KEYS, CentralPlaces, centralParameterName, FailureState, PlatformPlaces, telemetryParameterName,
} from '../../telemetry/contract';
import type { FailureItem } from '../../telemetry/items';
import { KEYS } from '../../tenants/contract';
import { Item, itemOf, Run } from '../fleet/data';

type Attributes = Parameters<typeof itemOf>[0];

/** The central place of failures of a platform that is deployed on the lab. Looks pass IAM and take no virtual time. */
export class LabFailures implements FailureData {
  /** Undefined where nobody has deployed one. */
  public static find(lab: Lab, platform = DEFAULT_PLATFORM): LabFailures | undefined {
    const at = placeOf(lab, centralParameterName(platform));
    return at && new LabFailures(lab, platform, at);
  }

  private readonly places: CentralPlaces;

  private constructor(private readonly lab: Lab, public readonly platform: string, private readonly at: Place) {
    this.places = valueAt<CentralPlaces>(lab, at);
  }

  public get region(): string { return this.at.region; }

  public accountOf(tenantId: string): Promise<string | undefined> {
    const at = placeOf(this.lab, telemetryParameterName(this.platform));
    if (!at) { return Promise.resolve(undefined); }
    const record = this.items(valueAt<PlatformPlaces>(this.lab, at).table)
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

  private found(isWanted: (item: FailureItem) => boolean, { service, since = '' }: Wanted, most: number): Found {
    const all = this.failures()
      .filter(item => isWanted(item) && item.at >= since && (service === undefined || item.service === service))
      .sort((a, b) => b.at.localeCompare(a.at));
    return { failures: all.slice(0, most), more: all.length > most };
  }

  private failures(): FailureItem[] {
    return this.items(this.places.table)
      .filter(({ sk }) => String(sk).startsWith(CENTRAL_KEYS.failure)).map(item => item as unknown as FailureItem);
  }

  private items(table: string): Item[] {
    return this.lab.items(table).map(item => itemOf(item as Attributes));
  }
}

const placeOf = (lab: Lab, parameter: string): Place | undefined =>
  lab.all('AWS::SSM::Parameter').find(({ ref }) => ref === parameter);

function valueAt<T>(lab: Lab, { account, region, ref }: Place): T {
  const ssm: SsmRoom = lab.cloud.room('ssm');
  return JSON.parse(ssm.value(account, region, ref)!) as T;
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
