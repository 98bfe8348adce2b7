import { Item, itemOf, Run } from './data';
import { JsonObject, Lab, Place } from '../../lab';
import { SsmRoom } from '../../lab/services/ssm/ssm-room';

type Attributes = Parameters<typeof itemOf>[0];

/** Where a parameter of ours is on the lab; undefined where there is none of this name. */
export const placeOnLab = (lab: Lab, parameter: string): Place | undefined =>
  lab.all('AWS::SSM::Parameter').find(({ ref }) => ref === parameter);

/** What it says. */
export function valueOnLab<T>(lab: Lab, { account, region, ref }: Place): T {
  const ssm: SsmRoom = lab.cloud.room('ssm');
  return JSON.parse(ssm.value(account, region, ref)!) as T;
}

/** What a table has. */
export const itemsOnLab = (lab: Lab, table: string): Item[] => lab.items(table).map(item => itemOf(item as Attributes));

/**
 * A table, a bucket and workflows of ours in one account and Region of the lab. Looks pass IAM and take no virtual
 * time.
 */
export class LabPlace {
  protected constructor(
    protected readonly lab: Lab, public readonly platform: string,
    protected readonly places: { readonly table: string; readonly bucket: string }, protected readonly at: Place,
  ) {}

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

  protected items(table = this.places.table): Item[] {
    return itemsOnLab(this.lab, table);
  }
}
