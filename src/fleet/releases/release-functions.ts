import { Aws, Duration, Size, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FunctionRole } from './function-role';
import { previewFunctionRoleName, serviceStackSets, tenantPreviewRoleName } from '../contract';
import { PlanFunction } from './handlers/plan-function';
import { PreviewFunction } from './handlers/preview-function';
import { SettleFunction } from './handlers/settle-function';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { BY_STATE } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';

export interface ReleaseFunctionsProps {
  readonly platformName: string;
  readonly managementAccount: string;
  readonly callAs: string;
  readonly directory: ITenantDirectory;
  readonly bucket: s3.IBucket;
}

/** What a workflow document cannot compute: who is in a wave, what became of it, what would change. */
export class ReleaseFunctions extends Construct {
  public readonly plan: PlanFunction;
  public readonly settle: SettleFunction;
  public readonly preview: PreviewFunction;

  constructor(scope: Construct, id: string, private readonly props: ReleaseFunctionsProps) {
    super(scope, id);
    const { platformName: PLATFORM, callAs: CALL_AS, directory, bucket } = props;
    const environment = { DIRECTORY: directory.table.tableName, BUCKET: bucket.bucketName, PLATFORM, CALL_AS };
    // 30,000 tenants are read, judged and written within a minute or two.
    const much = { timeout: Duration.minutes(15), memorySize: Size.gibibytes(1).toMebibytes(), environment };
    this.plan = new PlanFunction(this, 'Plan', { ...much, ...this.rolePlanning().options });
    this.settle = new SettleFunction(this, 'Settle', { ...much, ...this.roleSettling().options });
    const preview = this.rolePreviewing();
    this.preview = new PreviewFunction(this, 'Preview', {
      ...much, ...preview.options,
      environment: { ...environment, PREVIEW_ROLE: tenantPreviewRoleName(PLATFORM) },
    });
    for (const each of [this.plan, this.settle, this.preview]) {
      each.node.addDependency(...each.role!.node.findAll().filter(child => child instanceof iam.CfnPolicy));
    }
  }

  private rolePlanning(): FunctionRole {
    const { directory: { table } } = this.props;
    const role = this.role('PlanRole');
    role.allow(['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], table.tableArn);
    role.allow(['dynamodb:Query'], `${table.tableArn}/index/${BY_STATE}`);
    this.lists(role, 's3:GetObject', 's3:PutObject');
    return role;
  }

  private roleSettling(): FunctionRole {
    const role = this.role('SettleRole');
    role.allow(['dynamodb:UpdateItem'], this.props.directory.table.tableArn);
    this.stackSets(role, 'cloudformation:ListStackInstances', 'cloudformation:ListStackSetOperationResults');
    this.lists(role, 's3:GetObject', 's3:PutObject');
    return role;
  }

  private rolePreviewing(): FunctionRole {
    const { platformName, directory } = this.props;
    const role = this.role('PreviewRole', previewFunctionRoleName(platformName));
    const inTenants = `arn:${Aws.PARTITION}:iam::*:role/${tenantPreviewRoleName(platformName)}`;
    role.allow(['dynamodb:GetItem'], directory.table.tableArn);
    role.allow(['sts:AssumeRole'], inTenants);
    this.stackSets(role, 'cloudformation:DescribeStackInstance');
    this.lists(role, 's3:GetObject', 's3:PutObject');
    acknowledge(role, {
      [wildcard(inTenants)]: 'The role of this one name, in any tenant account; each account says itself whom it trusts.',
    });
    return role;
  }

  private role(id: string, roleName?: string): FunctionRole {
    const role = new FunctionRole(this, id, roleName);
    this.props.directory.table.encryptionKey?.grantEncryptDecrypt(role);
    return role;
  }

  private lists(role: FunctionRole, ...actions: string[]): void {
    const lists = this.props.bucket.arnForObjects('*');
    role.allow(actions, lists);
    // Without it S3 does not say that a list is not there yet.
    if (actions.includes('s3:GetObject')) { role.allow(['s3:ListBucket'], this.props.bucket.bucketArn); }
    acknowledge(role, { [wildcard(`<${Stack.of(this).getLogicalId(this.props.bucket.node.defaultChild as s3.CfnBucket)}.Arn>/*`)]: 'The lists of all releases.' });
  }

  private stackSets(role: FunctionRole, ...actions: string[]): void {
    const { platformName, managementAccount, callAs } = this.props;
    const stackSets = `arn:${Aws.PARTITION}:cloudformation:${Stack.of(this).region}:${managementAccount}:stackset/${serviceStackSets(platformName)}:*`;
    role.allow(actions, stackSets);
    acknowledge(role, { [wildcard(stackSets)]: 'The stack sets of all services of this platform.' });
    if (callAs !== 'SELF') {
      role.allow(['organizations:ListDelegatedAdministrators'], '*');
      acknowledge(role, { [wildcard('*')]: 'ListDelegatedAdministrators knows no resources.' });
    }
  }
}
