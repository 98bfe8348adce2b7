import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { assetBucketName, previewFunctionRoleName, serviceStackSets, tenantPreviewRoleName } from '../contract';
import { IExtensibleTenantBaseline } from '../i-extensible-tenant-baseline';
import { AssetPlace } from '../services/fleet-services';

/**
 * In each tenant account, the role with which releases ask what a version would change there. It makes change sets that
 * it cannot execute, of stacks that bring services, and reads the templates for it.
 */
export function definePreviewRole(
  { stack, inHomeRegion }: IExtensibleTenantBaseline, { platformName, account, home }: AssetPlace,
): void {
  const preview = `arn:${Aws.PARTITION}:iam::${account}:role/${previewFunctionRoleName(platformName)}`;
  const role = new iam.Role(stack, 'PreviewRole', {
    roleName: tenantPreviewRoleName(platformName),
    description: 'Lets releases ask what they would change, and change nothing',
    assumedBy: new iam.AccountPrincipal(account).withConditions({ ArnEquals: { 'aws:PrincipalArn': preview } }),
  });
  const stacks = `arn:${Aws.PARTITION}:cloudformation:*:${Aws.ACCOUNT_ID}:stack/StackSet-${serviceStackSets(platformName)}/*`;
  const templates = `arn:${Aws.PARTITION}:s3:::${assetBucketName(platformName, account, home)}/*.json`;
  role.addToPolicy(new iam.PolicyStatement({
    actions: ['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet'], resources: [stacks],
  }));
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [templates] }));
  acknowledge(role, {
    [wildcard(stacks)]: 'The stacks of all services of this platform, in all Regions.',
    [wildcard(templates)]: 'The templates of all services of this platform.',
  });
  for (const child of role.node.findAll()) {
    if (child instanceof iam.CfnRole || child instanceof iam.CfnPolicy) { child.cfnOptions.condition = inHomeRegion; }
  }
}
