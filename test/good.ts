import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  TenantAccountFactory, TenantAccountFactoryProps, TenantBaseline, TenantBaselineProps, TenantOrganization,
  TenantOrganizationProps,
} from '../src';

/** Constructs as one would write them, each in an app of its own; a test changes the one thing that it is about. */

export const MANAGEMENT = '111111111111';
export const PLATFORM = '222222222222';

/** An organization as other apps see it. */
export const ORGANIZATION = TenantOrganization.fromManagementAccount(MANAGEMENT);

export const managementStack = () => new Stack(new App(), 'Organization', { env: { account: MANAGEMENT, region: 'us-east-1' } });

export const platformStack = () => new Stack(new App(), 'Platform', { env: { account: PLATFORM, region: 'us-east-1' } });

/** Known to CloudFormation only. */
export const token = (stack: Stack, id = 'Later') => new CfnParameter(stack, id).valueAsString;

export function organization(props?: TenantOrganizationProps, stack = managementStack()) {
  const made = new TenantOrganization(stack, 'Land', props);
  return { organization: made, stack, template: () => Template.fromStack(stack) };
}

export function baseline(props: Partial<TenantBaselineProps> = {}, stack = platformStack()) {
  const made = new TenantBaseline(stack, 'Baseline', { organization: ORGANIZATION, ...props });
  return { baseline: made, stack, template: () => Template.fromStack(stack) };
}

export function factory(props: Partial<TenantAccountFactoryProps> = {}, stack = platformStack()) {
  const made = new TenantAccountFactory(stack, 'Tenants', {
    organization: ORGANIZATION,
    baseline: props.baseline ?? new TenantBaseline(stack, 'Baseline', { organization: ORGANIZATION }),
    emailTemplate: 'aws+{id}@example.com',
    ...props,
  });
  return { factory: made, stack, template: () => Template.fromStack(stack) };
}

export interface Resource {
  readonly id: string;
  readonly DependsOn?: string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The resources of a type with their logical ids, in the order of the template. */
export function resourcesOf(template: Template, type: string): Resource[] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({ ...resource as Resource, id }));
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Every statement of every policy of a template, those of custom resource providers included. */
export function statements(template: Template): Statement[] {
  const policies = template.findResources('AWS::IAM::Policy');
  const roles = template.findResources('AWS::IAM::Role');
  const documents = [
    ...Object.values(policies).map(policy => policy.Properties.PolicyDocument),
    ...Object.values(roles).flatMap(role => role.Properties.Policies ?? []).map(policy => policy.PolicyDocument),
  ] as { Statement: Statement[] }[];
  return documents.flatMap(document => document.Statement);
}

export const actionsOf = (statement: Statement): string[] => [statement.Action].flat();
