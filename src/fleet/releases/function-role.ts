import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A role for one function, which may write its own log and what is allowed besides. */
export class FunctionRole extends iam.Role {
  public readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, roleName?: string) {
    super(scope, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
  }

  public allow(actions: readonly string[], ...resources: string[]): void {
    this.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));
  }

  /** What a function needs that runs in this role. */
  public get options(): Pick<lambda.FunctionOptions, 'role' | 'logGroup'> {
    // Without its policies the function would be there before it may do anything.
    return { role: this.withoutPolicyUpdates(), logGroup: this.logGroup };
  }
}
