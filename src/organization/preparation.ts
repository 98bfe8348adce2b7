import * as path from 'node:path';
import { Aws, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ACCOUNT_PRINCIPAL, STACKSETS_PRINCIPAL } from './contract';

/** What the preparation finds out. */
export interface OrganizationIds {
  readonly organization: string;
  readonly root: string;
}

/** Organizations and StackSets know no resources for these. */
const PREPARATION_POLICY = [{
  Effect: 'Allow',
  Action: [
    'cloudformation:ActivateOrganizationsAccess', 'organizations:EnableAWSServiceAccess',
    'organizations:ListAWSServiceAccessForOrganization', 'organizations:ListRoots',
  ],
  Resource: '*',
}, {
  // StackSets makes its own service-linked role when it is trusted for the first time.
  Effect: 'Allow',
  Action: ['iam:CreateServiceLinkedRole'],
  Resource: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/*`,
  Condition: { StringEquals: { 'iam:AWSServiceName': 'stacksets.cloudformation.amazonaws.com' } },
}, {
  Effect: 'Allow',
  Action: ['iam:GetRole'],
  Resource: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/stacksets.cloudformation.amazonaws.com/*`,
}];

const DELEGATION_POLICY = {
  Effect: 'Allow',
  Action: ['organizations:ListDelegatedAdministrators', 'organizations:RegisterDelegatedAdministrator'],
  Resource: '*',
};

/** What has to be so before a platform can work: trusted access, and delegation unless the platform is at home. */
export function definePreparation(scope: Construct, administrator?: string): OrganizationIds {
  const type = 'Custom::CdkAccountPerTenantOrganization';
  const provider = CustomResourceProvider.getOrCreateProvider(scope, type, {
    codeDirectory: path.join(__dirname, '..', '..', 'assets', 'organization', 'handlers', 'prepare-organization.lambda'),
    runtime: CustomResourceProviderRuntime.NODEJS_24_X,
    description: 'Prepares the organization for tenant accounts: trusted access, delegated administration. Takes nothing away.',
    policyStatements: [...PREPARATION_POLICY],
  });
  if (administrator) {
    // The platforms of one stack share the provider, so this cannot be said where it is made.
    provider.addToRolePolicy(DELEGATION_POLICY);
  }
  const preparation = new CustomResource(scope, 'Preparation', {
    serviceToken: provider.serviceToken,
    resourceType: type,
    properties: {
      TrustedServices: [ACCOUNT_PRINCIPAL],
      DelegatedService: STACKSETS_PRINCIPAL,
      DelegatedAdministrator: administrator,
    },
  });
  return { organization: preparation.getAttString('OrganizationId'), root: preparation.getAttString('RootId') };
}
