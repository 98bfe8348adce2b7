import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { TenantDirectoryGrants } from './tenant-directory-grants';

/**
 * Who the tenants are, which account each has, and how it came to that.
 */
export interface ITenantDirectory {
  /**
   * The table in which the directory is kept.
   */
  readonly table: dynamodb.ITable;

  /**
   * Who may do what with the directory.
   */
  readonly grants: TenantDirectoryGrants;
}
