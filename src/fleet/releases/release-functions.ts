import { Aws, Duration, Size } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FunctionRole, FunctionTies } from './function-role';
import { previewFunctionRoleName, tenantPreviewRoleName } from '../contract';
import { PlanFunction } from './handlers/plan-function';
import { PreviewFunction } from './handlers/preview-function';
import { SettleFunction } from './handlers/settle-function';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { BY_STATE } from '../../tenants/contract';

/** What a workflow document cannot compute: who is in a wave, what became of it, what would change. */
export class ReleaseFunctions extends Construct {
  public readonly plan: PlanFunction;
  public readonly settle: SettleFunction;
  public readonly preview: PreviewFunction;

  constructor(scope: Construct, id: string, private readonly ties: FunctionTies) {
    super(scope, id);
    const { platformName: PLATFORM, callAs: CALL_AS, directory, bucket } = ties;
    const environment = { DIRECTORY: directory.table.tableName, BUCKET: bucket.bucketName, PLATFORM, CALL_AS };
    // 30,000 tenants are read, judged and written within a minute or two.
    const much = { timeout: Duration.minutes(15), memorySize: Size.gibibytes(1).toMebibytes(), environment };
    this.plan = new PlanFunction(this, 'Plan', { ...much, ...this.rolePlanning().options });
    this.settle = new SettleFunction(this, 'Settle', { ...much, ...this.roleSettling().options });
    this.preview = new PreviewFunction(this, 'Preview', {
      ...much, ...this.rolePreviewing().options,
      environment: { ...environment, PREVIEW_ROLE: tenantPreviewRoleName(PLATFORM) },
    });
  }

  private rolePlanning(): FunctionRole {
    const { directory: { table } } = this.ties;
    const role = new FunctionRole(this, 'PlanRole', this.ties);
    role.allow(['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], table.tableArn);
    role.allow(['dynamodb:Query'], `${table.tableArn}/index/${BY_STATE}`);
    role.allowLists('s3:GetObject', 's3:PutObject');
    return role;
  }

  private roleSettling(): FunctionRole {
    const role = new FunctionRole(this, 'SettleRole', this.ties);
    role.allow(['dynamodb:UpdateItem'], this.ties.directory.table.tableArn);
    role.allowStackSets('cloudformation:ListStackInstances', 'cloudformation:ListStackSetOperationResults');
    role.allowLists('s3:GetObject', 's3:PutObject');
    return role;
  }

  private rolePreviewing(): FunctionRole {
    const { platformName, directory } = this.ties;
    const role = new FunctionRole(this, 'PreviewRole', this.ties, previewFunctionRoleName(platformName));
    const inTenants = `arn:${Aws.PARTITION}:iam::*:role/${tenantPreviewRoleName(platformName)}`;
    role.allow(['dynamodb:GetItem'], directory.table.tableArn);
    role.allow(['sts:AssumeRole'], inTenants);
    role.allowStackSets('cloudformation:DescribeStackInstance');
    role.allowLists('s3:GetObject', 's3:PutObject');
    acknowledge(role, {
      [wildcard(inTenants)]: 'The role of this one name, in any tenant account; each account says itself whom it trusts.',
    });
    return role;
  }
}
