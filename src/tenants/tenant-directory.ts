import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BY_STATE, KEYS } from './contract';
import { ITenantDirectory } from './i-tenant-directory';
import { TenantDirectoryGrants } from './tenant-directory-grants';

/**
 * What a `TenantDirectory` can be told.
 */
export interface TenantDirectoryProps {
  /**
   * A key of your own to encrypt the directory with. A customer managed key costs 1 USD a month.
   *
   * @default - the key that DynamoDB owns, free of charge
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of the table when the stack goes.
   *
   * With anything but RETAIN the table's deletion protection is off as well: whoever asks for its removal means it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Who the tenants are, which account each has, and how it came to that: a table with one record per tenant and a
 * history to which each change of state is added with who, when, why and by which workflow run, and in which nothing is
 * overwritten. It says as well which guardrails hold for whom, and since when; a change of them is noted within a day.
 *
 * Look-ups: by tenant (`pk = TENANT#<id>`), by account (`pk = ACCOUNT#<id>`), by e-mail address (`pk =
 * EMAIL#<address>`) and by state (index `by-state`).
 *
 * Deploy it in the platform account. It costs nothing while nobody uses it but 0.25 USD per GB and month of storage and
 * 0.20 USD for its continuous backups: about 0.01 USD a month for 10,000 tenants.
 */
export class TenantDirectory extends Construct implements ITenantDirectory {
  /**
   * A directory that another stack has defined.
   *
   * @param scope where it is used
   * @param id the construct's id
   * @param tableArn the ARN of the directory's table
   * @param encryptionKey the key it is encrypted with, if that is a key of your own
   */
  public static fromTableArn(
    scope: Construct, id: string, tableArn: string, encryptionKey?: kms.IKey,
  ): ITenantDirectory {
    const table = dynamodb.Table.fromTableAttributes(scope, id, { tableArn, encryptionKey, globalIndexes: [BY_STATE] });
    return { table, grants: TenantDirectoryGrants.fromTable(table) };
  }

  /**
   * The table. On demand, with point-in-time recovery.
   */
  public readonly table: dynamodb.ITable;

  public readonly grants: TenantDirectoryGrants;

  constructor(scope: Construct, id: string, props: TenantDirectoryProps = {}) {
    super(scope, id);
    this.table = this.defineTable(props);
    this.grants = TenantDirectoryGrants.fromTable(this.table);
  }

  private defineTable(props: TenantDirectoryProps): dynamodb.Table {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: KEYS.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: KEYS.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      encryption: props.encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.DEFAULT,
      encryptionKey: props.encryptionKey,
    });
    table.addGlobalSecondaryIndex({
      indexName: BY_STATE,
      partitionKey: { name: 'state', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'changedAt', type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: ['tenantId', 'accountId', 'stage', 'ring', 'tags', 'reason', 'guardrails'],
    });
    return table;
  }
}
