import * as path from 'node:path';
import { ArnFormat, Aws, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ACCOUNT_PRINCIPAL, CONFIG_PRINCIPALS, GUARDDUTY_PRINCIPAL, STACKSETS_PRINCIPAL } from './contract';

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

/** What is called to delegate security, and what GuardDuty calls in turn with the rights of whoever asks it. */
const securityPolicy = (regions: readonly string[]) => [{
  Effect: 'Allow',
  Action: ['guardduty:EnableOrganizationAdminAccount', 'guardduty:ListOrganizationAdminAccounts'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
}, {
  Effect: 'Allow',
  Action: ['organizations:ListDelegatedAdministrators', 'organizations:RegisterDelegatedAdministrator'],
  Resource: '*',
  Condition: { StringEquals: { 'organizations:ServicePrincipal': [...CONFIG_PRINCIPALS, GUARDDUTY_PRINCIPAL] } },
}, {
  // https://docs.aws.amazon.com/guardduty/latest/ug/organizations_permissions.html
  Effect: 'Allow',
  Action: [
    'organizations:DescribeAccount', 'organizations:DescribeOrganization', 'organizations:DescribeOrganizationalUnit',
    'organizations:ListAccounts',
  ],
  Resource: '*',
}];

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

/** Makes an account the administrator of AWS Config and, in these Regions, of GuardDuty. */
export function delegateSecurity(
  scope: Construct, SecurityAccount: string, SecurityRegions: readonly string[],
): CustomResource {
  const shared = provider(scope);
  securityPolicy(SecurityRegions).forEach(statement => withPermission(shared, statement));
  const properties = { SecurityAccount, SecurityRegions, SecurityServices: CONFIG_PRINCIPALS };
  return new CustomResource(scope, 'DelegateSecurity', { serviceToken: shared.serviceToken, resourceType: TYPE, properties });
}

/** Starts a workflow when its input changes. A reference to it would close a circle by way of the function's role. */
export function startOnChange(scope: Construct, workflow: string, Input: string): CustomResource {
  const Workflow = Stack.of(scope).formatArn({
    service: 'states', resource: 'stateMachine', resourceName: workflow, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const { serviceToken } = withPermission(provider(scope), { Effect: 'Allow', Action: ['states:StartExecution'], Resource: Workflow });
  const properties = { Workflow, Input };
  return new CustomResource(scope, `StartOnChange${workflow}`, { serviceToken, resourceType: TYPE, properties });
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
