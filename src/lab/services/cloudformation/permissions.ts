import { StackSet } from './model';
import { placeAt } from './s3-url';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Call, Permission } from '../../room';

/**
 * Actions on a stack set that touch accounts: IAM is asked about the targets and about the types of the template too.
 */
const ON_TARGETS = ['createStackInstances', 'deleteStackInstances', 'updateStackInstances', 'updateStackSet'];
const WITHOUT_RESOURCE = ['activateOrganizationsAccess', 'createStackSet', 'describeOrganizationsAccess'];

/**
 * What IAM is asked, after "Actions, resources, and condition keys for AWS CloudFormation" in the Service
 * Authorization Reference.
 *
 * The reference leaves two forms open, and public policies that are in use fill them in; both are unverified. A
 * target is `stackset-target/NAME:ID/TARGET`, where a target is an OU or an account of the call. A public type
 * belongs to no account: `arn:…:cloudformation:REGION::type/resource/AWS-S3-Bucket`.
 */
export function permissionsOf(call: Call, cloud: Cloud, stackSet?: StackSet): Permission[] {
  const { parameters, caller } = call;
  const action = `cloudformation:${call.action[0].toUpperCase()}${call.action.slice(1)}`;
  const asDelegate: Permission[] = parameters.CallAs === 'DELEGATED_ADMIN'
    ? [{ action: 'organizations:ListDelegatedAdministrators', resource: '*' }] : [];
  const regions = textsIn(parameters.Regions);
  const context: Record<string, string | string[]> = {
    ...(regions.length > 0 && { 'cloudformation:TargetRegion': regions }),
    ...(typeof parameters.TemplateURL === 'string' && { 'cloudformation:TemplateUrl': parameters.TemplateURL }),
  };
  const files = filesIn(parameters, cloud);
  if (WITHOUT_RESOURCE.includes(call.action)) {
    return [
      { action, resource: '*', context }, ...files, ...asDelegate,
      ...(call.action === 'activateOrganizationsAccess' ? serviceLinkedRole(cloud) : []),
    ];
  }
  const arn = (account: string, rest: string) => `arn:${cloud.partition}:cloudformation:${caller.region}:${account}:${rest}`;
  const owner = cloud.managementAccount;
  const id = stackSet?.id ?? `${nameOf(parameters.StackSetName)}:*`;
  const resources = [arn(owner, `stackset/${id}`)];
  if (ON_TARGETS.includes(call.action)) {
    const targets = isObject(parameters.DeploymentTargets) ? parameters.DeploymentTargets : {};
    for (const target of [...textsIn(targets.OrganizationalUnitIds), ...textsIn(targets.Accounts)]) {
      resources.push(arn(owner, `stackset-target/${id}/${target}`));
    }
    // Custom resources are types of the user's own, without an ARN that a policy could name.
    const types = stackSet?.template.types.filter(type => !type.startsWith('Custom::')) ?? [];
    types.forEach(type => resources.push(arn('', `type/resource/${type.replace(/::/g, '-')}`)));
  }
  return [...resources.map(resource => ({ action, resource, context })), ...files, ...asDelegate];
}

/**
 * A file of accounts and a template are read for the caller; that the caller needs leave for the first is unverified.
 */
export function filesIn({ DeploymentTargets: targets, TemplateURL }: JsonObject, cloud: Cloud): Permission[] {
  const urls = [isObject(targets) ? targets.AccountsUrl : undefined, TemplateURL];
  return urls.filter(url => typeof url === 'string').map(url => {
    const { bucket, key } = placeAt(url);
    return { action: 's3:GetObject', resource: `arn:${cloud.partition}:s3:::${bucket}/${key}` };
  });
}

/** The name in a name, an id (`NAME:UUID`) or an ARN. */
export function nameOf(value: Json | undefined): string {
  return String(value).replace(/^arn:.*:stackset\//, '').split(':')[0];
}

function serviceLinkedRole(cloud: Cloud): Permission[] {
  const resource = `arn:${cloud.partition}:iam::${cloud.managementAccount}:role/aws-service-role/`
    + 'stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin';
  return [
    { action: 'iam:CreateServiceLinkedRole', resource, context: { 'iam:AWSServiceName': 'stacksets.cloudformation.amazonaws.com' } },
    { action: 'iam:GetRole', resource },
  ];
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
