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

const POLICY_TYPES_POLICY = { Effect: 'Allow', Action: ['organizations:EnablePolicyType'], Resource: '*' };

const DELEGATION_POLICY = {
  Effect: 'Allow',
  Action: ['organizations:ListDelegatedAdministrators', 'organizations:RegisterDelegatedAdministrator'],
  Resource: '*',
};

const TYPE = 'Custom::CdkAccountPerTenantOrganization';

/** All that CloudFormation cannot do in an organization is done by one function in each stack. */
const provider = (scope: Construct) => CustomResourceProvider.getOrCreateProvider(scope, TYPE, {
  codeDirectory: path.join(__dirname, '..', '..', 'assets', 'organization', 'handlers', 'prepare-organization.lambda'),
  runtime: CustomResourceProviderRuntime.NODEJS_24_X,
  description: 'Prepares the organization for tenants: trusted access, delegation, policy types. Takes nothing away.',
  policyStatements: [...PREPARATION_POLICY],
});

/** Lets policies of a type be attached. */
export function enablePolicyType(scope: Construct, PolicyType: string): CustomResource {
  const { serviceToken } = withPermission(provider(scope), POLICY_TYPES_POLICY);
  const properties = { PolicyType };
  return new CustomResource(scope, `Enable${PolicyType}`, { serviceToken, resourceType: TYPE, properties });
}

/** The constructs of one stack share the provider, so what only some of them need cannot be said where it is made. */
function withPermission(shared: CustomResourceProvider, statement: object): CustomResourceProvider {
  shared.addToRolePolicy(statement);
  return shared;
}

/** What has to be so before a platform can work: trusted access, and delegation unless the platform is at home. */
export function definePreparation(scope: Construct, administrator?: string): OrganizationIds {
  const shared = provider(scope);
  if (administrator) { withPermission(shared, DELEGATION_POLICY); }
  const preparation = new CustomResource(scope, 'Preparation', {
    serviceToken: shared.serviceToken,
    resourceType: TYPE,
    properties: {
      TrustedServices: [ACCOUNT_PRINCIPAL],
      DelegatedService: STACKSETS_PRINCIPAL,
      DelegatedAdministrator: administrator,
    },
  });
  return { organization: preparation.getAttString('OrganizationId'), root: preparation.getAttString('RootId') };
}
