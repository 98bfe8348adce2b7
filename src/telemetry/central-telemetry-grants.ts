import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CENTRAL_KEYS, FAILURES_BY_STATE, TAGGED } from './contract';
import { acknowledge, wildcardIn } from '../private/acknowledge';

interface Granted {
  readonly table: dynamodb.ITable;
  readonly bucket: s3.IBucket;
  readonly redrives: sfn.IStateMachine;
  readonly places: ssm.IParameter;
}

/**
 * Who may do what with the failures of all tenants. What they say may be personal: who reads them reads across tenants.
 */
export class CentralTelemetryGrants {
  /** @internal */
  public static _of(granted: Granted): CentralTelemetryGrants {
    return new CentralTelemetryGrants(granted);
  }

  private constructor(private readonly granted: Granted) {}

  /**
   * See what failed in which tenant's account, and who is unhealthy: `cdk-account-per-tenant dlq list` and `dlq show`,
   * and the health that `fleet status` and `fleet page` print. Names of tenants are in the directory of the platform
   * account, `directory.grants` of the factory.
   *
   * @param grantee who may
   */
  public readFailures(grantee: iam.IGrantable): iam.Grant {
    const { table, bucket, places } = this.granted;
    const read = (actions: string[], resource: string) =>
      iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [resource] });
    return read(['dynamodb:GetItem', 'dynamodb:Query'], table.tableArn)
      .combine(read(['dynamodb:Query'], `${table.tableArn}/index/${FAILURES_BY_STATE}`))
      .combine(read(['s3:GetObject'], bucket.arnForObjects('*')))
      .combine(read(['ssm:GetParameter'], places.parameterArn));
  }

  /**
   * See what failed in one tenant's account, the one that the session tag `TenantAccount` names: for
   * `TelemetryReaders.tenantReader`, and `cdk-account-per-tenant dlq list --tenant 333333333333` and `dlq show`.
   *
   * @param grantee a role that nobody assumes without that tag
   */
  public readFailuresOfTenant(grantee: iam.IGrantable): iam.Grant {
    const { table, bucket, places } = this.granted;
    const read = (actions: string[], resource: string, conditions?: Record<string, Record<string, string>>) =>
      iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [resource], conditions });
    const bodies = bucket.arnForObjects(`${TAGGED}/*`);
    const { grantPrincipal: principal } = grantee;
    if (Construct.isConstruct(principal)) {
      acknowledge(principal, { [wildcardIn(bucket, bodies)]: 'What was given to functions of the tenant whom the session names.' });
    }
    return read(['dynamodb:GetItem', 'dynamodb:Query'], table.tableArn, {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': `${CENTRAL_KEYS.account}${TAGGED}` },
    })
      .combine(read(['s3:GetObject'], bodies))
      .combine(read(['ssm:GetParameter'], places.parameterArn));
  }

  /**
   * Give failures back to the accounts that they came from, and have accounts say again what could not be delivered:
   * `cdk-account-per-tenant dlq redrive` and `dlq replay`, which read what there is first.
   *
   * @param grantee who may
   */
  public redrive(grantee: iam.IGrantable): iam.Grant {
    const { redrives } = this.granted;
    return this.readFailures(grantee)
      .combine(redrives.grantStartExecution(grantee))
      .combine(redrives.grantExecution(grantee, 'states:DescribeExecution'));
  }
}
