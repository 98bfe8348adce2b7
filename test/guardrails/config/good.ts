import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  TenantBaseline, TenantBaselineProps, TenantConfigRecorder, TenantConfigRecorderProps, TenantConfigRules,
  TenantConfigRulesProps,
} from '../../../src';
import { ORGANIZATION, PLATFORM, platformStack } from '../../good';

export const SECURITY = '444444444444';
export const ORGANIZATION_ID = 'o-abcde12345';

export const securityStack = (region = 'us-east-1') => new Stack(new App(), 'Security', { env: { account: SECURITY, region } });

export function rules(props: Partial<TenantConfigRulesProps> = {}, stack = securityStack()) {
  const made = new TenantConfigRules(stack, 'Config', {
    organization: { ...ORGANIZATION, platformAccount: PLATFORM }, organizationId: ORGANIZATION_ID, ...props,
  });
  return { rules: made, stack, template: () => Template.fromStack(stack), said: () => said(stack) };
}

export function recorder(
  props: Partial<TenantConfigRecorderProps> = {}, of: Partial<TenantBaselineProps> = {}, stack = platformStack(),
) {
  const baseline = new TenantBaseline(stack, 'Baseline', { organization: ORGANIZATION, ...of });
  const made = new TenantConfigRecorder(stack, 'Recorder', { baseline, securityAccount: SECURITY, ...props });
  return { recorder: made, baseline, stack, tenant: () => tenant(stack), said: () => said(stack) };
}

/** What a tenant's account gets, as CloudFormation reads it. */
export function tenant(stack: Stack): Template {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudFormation::StackSet'));
  return Template.fromJSON(JSON.parse(Properties.TemplateBody as string));
}

/** What the CDK prints when it synthesizes the app. */
function said(stack: Stack): string[] {
  const all = Annotations.fromStack(stack);
  return [...all.findInfo('*', Match.anyValue()), ...all.findWarning('*', Match.anyValue())].map(({ entry }) => String(entry.data));
}
