import { Cloud, CloudOptions } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { StackRequest } from '../../../../src/lab/services/cloudformation/model';
import { StackSets, stackSets, StackSetsOptions } from '../../../../src/lab/services/cloudformation/stack-sets';
import { Organizations, organizations, OrganizationsOptions } from '../../../../src/lab/services/organizations/organizations';

export const TEMPLATE = JSON.stringify({
  Parameters: { Tier: { Type: 'String', Default: 'free' } },
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
});

export interface WorldOptions extends Partial<StackSetsOptions> {
  readonly cloud?: CloudOptions;
  readonly organizations?: OrganizationsOptions;
  readonly tenants?: number;
  /** Properties of the stack set, over those of a good one. */
  readonly stackSet?: JsonObject;
}

/** An organization with tenants in an OU, and a stack set; each stack takes 100 seconds, each operation 5 more. */
export class World {
  public readonly cloud: Cloud;
  public readonly stacks: StackRequest[] = [];
  public readonly updates: StackRequest[] = [];
  public readonly deletions: StackRequest[] = [];
  public readonly ou: string;
  public readonly tenants: string[];

  constructor({ cloud, organizations: about, tenants = 3, ...options }: WorldOptions = {}) {
    this.cloud = new Cloud(cloud);
    this.cloud.add(organizations(about));
    this.ou = this.organization.addOrganizationalUnit('tenants');
    this.tenants = Array.from({ length: tenants }, (_, at) =>
      this.organization.addAccount({ name: `t${at}`, email: `t${at}@example.com`, parent: this.ou }));
    this.cloud.add(stackSets({
      createStack: async (_, request) => { this.stacks.push(request); },
      updateStack: async (_, request) => { this.updates.push(request); },
      deleteStack: async (_, request) => { this.deletions.push(request); },
      stackDuration: { kind: 'fixed', seconds: 100 },
      preparation: { kind: 'fixed', seconds: 5 },
      organizationsAccess: 'ENABLED',
      ...options,
    }));
  }

  public get organization(): Organizations {
    return this.cloud.room<Organizations>('organizations');
  }

  public get room(): StackSets {
    return this.cloud.room<StackSets>('cloudformation');
  }

  public async make(properties: JsonObject = {}, account = this.cloud.managementAccount) {
    return this.room.resources['AWS::CloudFormation::StackSet']({
      type: 'AWS::CloudFormation::StackSet',
      logicalId: 'Baseline',
      stack: 'factory',
      account,
      region: 'us-east-1',
      asset: () => undefined,
      properties: {
        StackSetName: 'baseline', PermissionModel: 'SERVICE_MANAGED', TemplateBody: TEMPLATE, ManagedExecution: { Active: true }, ...properties,
      },
    });
  }

  /** One call, repeated as an SDK repeats it when it is throttled. */
  public async call(
    action: string, parameters: JsonObject = {}, account = this.cloud.managementAccount, region = 'us-east-1',
  ): Promise<JsonObject> {
    const operator = { principal: 'operator', trusted: true, account, region };
    for (;;) {
      try {
        const about = action.endsWith('OrganizationsAccess') ? {} : { StackSetName: 'baseline' };
        return await this.cloud.call(operator, 'cloudformation', action, { ...about, ...parameters });
      } catch (error) {
        if ((error as Error).name !== 'Throttling') { throw error; }
        await this.cloud.clock.sleep(500);
      }
    }
  }

  /** Asks for instances in these tenants, or in the whole OU; gives the id of the operation. */
  public async deploy(tenants?: readonly string[], more: JsonObject = {}): Promise<string> {
    const DeploymentTargets: JsonObject = tenants
      ? { OrganizationalUnitIds: [this.ou], Accounts: [...tenants], AccountFilterType: 'INTERSECTION' }
      : { OrganizationalUnitIds: [this.ou] };
    return String((await this.call('createStackInstances', { DeploymentTargets, Regions: ['us-east-1'], ...more })).OperationId);
  }

  public async operation(id: string): Promise<JsonObject> {
    return (await this.call('describeStackSetOperation', { OperationId: id })).StackSetOperation as JsonObject;
  }

  /** The status of each account of an operation, in order. */
  public async results(id: string): Promise<string[]> {
    const { Summaries: found } = await this.call('listStackSetOperationResults', { OperationId: id });
    return (found as JsonObject[]).map(({ Status }) => String(Status));
  }

  public async instance(account: string, region = 'us-east-1'): Promise<JsonObject> {
    return (await this.call('describeStackInstance', { StackInstanceAccount: account, StackInstanceRegion: region })).StackInstance as JsonObject;
  }

  public wait(seconds: number): Promise<void> {
    return this.cloud.clock.sleep(seconds * 1000);
  }

  /** Plays a story on the virtual clock, to its end. */
  public async play<T>(story: () => Promise<T>): Promise<T> {
    const played = story();
    played.catch(() => undefined);
    await this.cloud.clock.run();
    return played;
  }
}

/** An error by its name and a part of its message. */
export function refusal(name: string, message = ''): Error {
  return expect.objectContaining({ code: name, message: expect.stringContaining(message) }) as unknown as Error;
}
