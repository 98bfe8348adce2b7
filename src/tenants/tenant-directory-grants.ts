import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BY_STATE } from './contract';

/**
 * Who may do what with a tenant directory.
 */
export class TenantDirectoryGrants {
  /**
   * The grants of a directory that is kept in this table.
   */
  public static fromTable(table: dynamodb.ITable): TenantDirectoryGrants {
    return new TenantDirectoryGrants(table, table.encryptionKey);
  }

  private constructor(private readonly table: dynamodb.ITable, private readonly key?: kms.IKey) {}

  /**
   * Look tenants up: by id, account, e-mail address and state, with their history.
   *
   * @param grantee who may
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    this.key?.grantDecrypt(grantee);
    return this.allow(grantee, [this.table.tableArn, `${this.table.tableArn}/index/${BY_STATE}`], 'dynamodb:GetItem', 'dynamodb:Query');
  }

  /**
   * Put a tenant on record and change its state. Never removes anything.
   *
   * @param grantee who may
   */
  public record(grantee: iam.IGrantable): iam.Grant {
    this.key?.grantEncryptDecrypt(grantee);
    return this.allow(grantee, [this.table.tableArn], 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  }

  private allow(grantee: iam.IGrantable, resourceArns: string[], ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  }
}
