import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { BY_STATE, STATES } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import { FLEET_KEYS, fleetParameterName, serviceParameterName } from '../contract';

interface Granted {
  readonly platformName: string;
  readonly directory: ITenantDirectory;
  readonly machine: sfn.IStateMachine;
  readonly control: sfn.IStateMachine;
  readonly bucket: s3.IBucket;
}

/**
 * Who may do what with the releases of a fleet.
 */
export class FleetGrants {
  /** @internal */
  public static _of(granted: Granted): FleetGrants {
    return new FleetGrants(granted);
  }

  private constructor(private readonly granted: Granted) {}

  /**
   * Release the newest published version of any service, and wait until that is over: for teams that build elsewhere.
   * Publishing is another thing: whoever may assume the roles of the CDK does it, with `cdk deploy`.
   *
   * @param grantee who may
   */
  public startReleases(grantee: iam.IGrantable): iam.Grant {
    return this.start(grantee, this.granted.machine);
  }

  /**
   * Halt, resume, promote and take back releases; pin tenants and let them go; say which ring a tenant is in.
   *
   * @param grantee who may
   */
  public controlReleases(grantee: iam.IGrantable): iam.Grant {
    return this.start(grantee, this.granted.control);
  }

  /**
   * See how releases go, and which version each tenant has: all that `cdk-account-per-tenant fleet` prints.
   *
   * @param grantee who may
   */
  public readReleases(grantee: iam.IGrantable): iam.Grant {
    const { directory: { table }, bucket, platformName } = this.granted;
    table.encryptionKey?.grantDecrypt(grantee);
    const read = (actions: string[], resource: string, conditions?: Record<string, Record<string, unknown>>) =>
      iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [resource], conditions });
    const items = (...keys: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });
    const parameter = (name: string) => `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter${name}`;
    return read(['dynamodb:GetItem', 'dynamodb:Query'], table.tableArn, items(FLEET_KEYS.fleet, `${FLEET_KEYS.service}*`))
      // Of tenants only what the index has of those that are ready.
      .combine(read(['dynamodb:Query'], `${table.tableArn}/index/${BY_STATE}`, items(STATES.ready)))
      .combine(read(['s3:GetObject'], bucket.arnForObjects('*')))
      // Who may not list is told that he may not read what is not there.
      .combine(read(['s3:ListBucket'], bucket.bucketArn))
      .combine(read(['ssm:GetParameter'], parameter(fleetParameterName(platformName))))
      .combine(read(['ssm:GetParametersByPath'], parameter(serviceParameterName(platformName, '').replace(/\/$/, ''))));
  }

  private start(grantee: iam.IGrantable, machine: sfn.IStateMachine): iam.Grant {
    return machine.grantStartExecution(grantee).combine(machine.grantExecution(grantee, 'states:DescribeExecution'));
  }
}
