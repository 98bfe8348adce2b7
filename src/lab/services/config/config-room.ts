import { inside, throwIfStrange } from './fields';
import { OrganizationRules } from './organization-rules';
import { Recorder, Recorders } from './recorders';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { IamRoom } from '../iam/iam-room';
import { Organizations } from '../organizations/organizations';

const PRINCIPAL = 'config.amazonaws.com';

/** AWS Config, as far as it can be set up wrongly: nothing is recorded, and no rule ever looks. */
export class ConfigRoom implements Room {
  public readonly service = 'config';
  public readonly answers: readonly string[] = [];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Config::ConfigurationRecorder': request => this.recorders.createRecorder(request),
    'AWS::Config::DeliveryChannel': request => this.recorders.createChannel(request),
    'AWS::Config::ConfigurationAggregator': request => this.aggregate(request),
    'AWS::Config::OrganizationConfigRule': request => this.rules.create(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Config::ConfigurationRecorder': request => this.recorders.setRecorder(request),
    'AWS::Config::DeliveryChannel': request => this.recorders.setChannel(request),
    'AWS::Config::OrganizationConfigRule': (request, current) => this.rules.update(request, current),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Config::ConfigurationRecorder': request => this.recorders.removeRecorder(request),
    'AWS::Config::DeliveryChannel': request => this.recorders.removeChannel(request),
    'AWS::Config::ConfigurationAggregator': (_, { ref }) => { this.aggregators.delete(ref); },
    'AWS::Config::OrganizationConfigRule': request => this.rules.remove(request),
  };
  private readonly recorders: Recorders;
  private readonly rules: OrganizationRules;
  private readonly aggregators = new Set<string>();

  constructor(private readonly cloud: Cloud) {
    this.rules = new OrganizationRules(cloud, (account, region) => this.recorder(account, region) !== undefined);
    this.recorders = new Recorders(cloud, recorder => this.rules.onStart(recorder));
  }

  public permissions({ action }: Call): Permission[] {
    return [{ action: `config:${action[0].toUpperCase()}${action.slice(1)}`, resource: '*' }];
  }

  public handle({ action }: Call): JsonObject {
    throw new Error(`the lab does not model config:${action}; recorders and rules come from templates`);
  }

  /** The recorder of an account in a Region, if it records. */
  public recorder(account: string, region: string): Recorder | undefined {
    return this.recorders.recording(account, region);
  }

  /** The identifiers of the organization's rules that look at an account in a Region. */
  public rulesIn(account: string, region: string): string[] {
    return this.rules.in(account, region);
  }

  private aggregate({ account, properties }: ResourceRequest): CreatedResource {
    throwIfStrange('AWS::Config::ConfigurationAggregator', properties, ['ConfigurationAggregatorName', 'OrganizationAggregationSource']);
    const organization = this.cloud.room<Organizations>('organizations');
    if (account !== this.cloud.managementAccount && !organization.isDelegatedAdministrator(account, PRINCIPAL)) {
      throw new AwsError('OrganizationAccessDeniedException', `Account ${account} is neither the management account nor a delegated administrator for ${PRINCIPAL}.`);
    }
    const { RoleArn } = inside(properties.OrganizationAggregationSource);
    if (!this.cloud.room<IamRoom>('iam').trustsService(String(RoleArn), PRINCIPAL, `arn:${this.cloud.partition}:config::${account}:*`)) {
      throw new AwsError('InvalidRoleException', `AWS Config cannot assume ${String(RoleArn)}.`);
    }
    const ref = String(properties.ConfigurationAggregatorName);
    this.aggregators.add(ref);
    return { ref };
  }
}

/** The room of AWS Config. It needs the rooms of IAM, Organizations and S3 to be there. */
export const config: RoomBuilder = cloud => new ConfigRoom(cloud);
