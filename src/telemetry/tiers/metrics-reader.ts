import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { metricsRoleName, surveyRoleName } from '../contract';
import { letListLinks } from '../sink/metric-links';

/** What a `MetricsReader` is told. */
export interface MetricsReaderProps {
  readonly platformName: string;
  readonly platformAccount: string;
}

/** In the observability account, the role by which the survey in the platform account sees who is active. */
export class MetricsReader extends Construct {
  constructor(scope: Construct, id: string, { platformName, platformAccount }: MetricsReaderProps) {
    super(scope, id);
    const survey = `arn:${Aws.PARTITION}:iam::${platformAccount}:role/${surveyRoleName(platformName)}`;
    const role = new iam.Role(this, 'Role', {
      roleName: metricsRoleName(platformName),
      description: 'Lets the survey see which tenants are active',
      assumedBy: new iam.AccountPrincipal(platformAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': survey } }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['cloudwatch:ListMetrics'], resources: ['*'] }));
    letListLinks(role);
    acknowledge(role, { [wildcard('*')]: 'Lists of metrics and of sinks know no resources.' });
  }
}
