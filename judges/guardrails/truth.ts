import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Deployed, isAllowed } from './decide';
import { BaselineGuardrails, Guardrail, TenantOrganization } from '../../src';
import { Case } from '../../src/guardrails/case';

/** The policies that hold all tenants of a platform with these rules, as they are synthesized. */
export function deployed(guardrails: Guardrail[]): Deployed[] {
  const stack = new Stack(new App(), 'Organization', { env: { account: '111111111111', region: 'us-east-1' } });
  const organization = new TenantOrganization(stack, 'Land', { platformAccount: '222222222222' });
  new BaselineGuardrails(stack, 'Guardrails', {
    organization, guardrails, breakGlassRoles: ['BreakGlass'], securityAccount: '444444444444', securityRegions: ['eu-central-1', 'eu-west-1'],
  });
  return Object.values(Template.fromStack(stack).findResources('AWS::Organizations::Policy'))
    // Those of suspended and quarantined accounts are on one unit each.
    .filter(({ Properties: { TargetIds: units } }) => units.length > 1)
    .map(({ Properties: { Name: name, Type: type, Content: content } }) => ({ name, type, content } as Deployed));
}

/** What is otherwise than it has to be. */
export async function wrongs(cases: readonly Case[], policies: readonly Deployed[]): Promise<string[]> {
  const wrong: string[] = [];
  for await (const line of eachWrong(cases, policies)) { wrong.push(line); }
  return wrong;
}

/** Whether anything is otherwise than it has to be. */
export async function isWrong(cases: readonly Case[], policies: readonly Deployed[]): Promise<boolean> {
  return (await eachWrong(cases, policies).next()).done !== true;
}

async function* eachWrong(cases: readonly Case[], policies: readonly Deployed[]): AsyncGenerator<string, undefined> {
  for (const each of cases) {
    const is = await isAllowed(each, policies) ? 'allowed' : 'denied';
    if (is !== each.is) { yield `${each.says} (${each.does}): ${is}, not ${each.is}`; }
  }
}
