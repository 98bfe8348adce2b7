import { Cloud } from '../cloud';
import { isObject } from '../json';
import { StackRequest, Template } from './template';

/** The rule by which the CDK asks for its bootstrap stack. Bootstrapping is nothing that the lab plays. */
const BOOTSTRAP_RULE = 'CheckBootstrapVersion';

/** What CloudFormation refuses before it begins, and what the lab cannot play. */
export function checkTemplate(cloud: Cloud, { name, template: given }: StackRequest): void {
  const refuse = (why: string) => { throw new Error(`stack ${name} failed at template: ${why}`); };
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) { refuse('a stack name has letters, digits and hyphens, begins with a letter and has at most 128 characters'); }
  if (!isObject(given) || !isObject(given.Resources) || Object.keys(given.Resources).length === 0) {
    refuse('Template format error: At least one Resources member must be defined.');
  }
  const template = given as unknown as Template;
  const { Resources, Parameters, Outputs, Mappings } = template;
  const sections = { Resources, Parameters, Outputs, Mappings };
  for (const [section, content] of Object.entries(sections)) {
    const [count, most] = [Object.keys(content ?? {}).length, cloud.quotas.value(`cloudformation.template${section}`)];
    if (count > most) { refuse(`Template format error: Number of ${section.toLowerCase()}, ${count}, is greater than maximum allowed, ${most}`); }
  }
  const transforms = [template.Transform ?? []].flat();
  for (const transform of transforms) {
    if (transform !== 'AWS::LanguageExtensions') { refuse(`the lab does not model the transform ${JSON.stringify(transform)}`); }
  }
  for (const rule of Object.keys(template.Rules ?? {})) {
    if (rule !== BOOTSTRAP_RULE) { refuse(`the lab does not model Rules: ${rule}`); }
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.CreationPolicy !== undefined) { refuse(`the lab does not model the CreationPolicy of ${logicalId}`); }
    if (logicalId.startsWith('Fn::')) { refuse(`the lab does not model ${logicalId}`); }
  }
}
