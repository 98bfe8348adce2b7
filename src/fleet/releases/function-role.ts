import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ReleaseBucket } from './release-bucket';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import { serviceStackSets } from '../contract';

/** What ties the functions of releases to their stack. */
export interface FunctionTies {
  readonly platformName: string;
  readonly managementAccount: string;
  readonly callAs: string;
  readonly directory: ITenantDirectory;
  readonly bucket: ReleaseBucket;
}

/** A role for one function, which may write its own log and what is allowed besides. */
export class FunctionRole extends iam.Role {
  private readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, private readonly ties: FunctionTies, roleName?: string) {
    super(scope, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
    ties.directory.table.encryptionKey?.grantEncryptDecrypt(this);
  }

  public allow(actions: readonly string[], ...resources: string[]): void {
    this.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));
  }

  /** The lists of all releases. */
  public allowLists(...actions: string[]): void {
    const { bucket } = this.ties;
    bucket.allow(this, actions);
    // Without it S3 does not say that a list is not there yet.
    this.allow(['s3:ListBucket'], bucket.bucketArn);
  }

  /** The stack sets of all services of the platform. */
  public allowStackSets(...actions: string[]): void {
    const { platformName, managementAccount, callAs } = this.ties;
    const stackSets = `arn:${Aws.PARTITION}:cloudformation:${Stack.of(this).region}:${managementAccount}:stackset/${serviceStackSets(platformName)}:*`;
    this.allow(actions, stackSets);
    acknowledge(this, { [wildcard(stackSets)]: 'The stack sets of all services of this platform.' });
    if (callAs !== 'SELF') {
      this.allow(['organizations:ListDelegatedAdministrators'], '*');
      acknowledge(this, { [wildcard('*')]: 'ListDelegatedAdministrators knows no resources.' });
    }
  }

  /** What a function needs that runs in this role. It is not there before it may do what is allowed. */
  public get options(): Pick<lambda.FunctionOptions, 'role' | 'logGroup'> {
    return { role: this, logGroup: this.logGroup };
  }
}
