import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { invalid, texts } from './inputs';
import { Template } from './model';
import { placeAt, readAt } from './s3-url';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { Caller } from '../../room';

/** Types that need the caller's consent, and those properties which make it the greater one. */
const NAMED: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};
const WITH_CONSENT = [...Object.keys(NAMED), 'AWS::IAM::AccessKey', 'AWS::IAM::Policy', 'AWS::IAM::UserToGroupAddition'];

export interface TemplateSource {
  readonly cloud: Cloud;
  readonly assets: (objectKey: string) => string | undefined;
  /** Reads the file of a `TemplateURL` that is no asset of the stack set's own stack. */
  readonly templateAt?: (url: string) => string;
  /** For whom a template in S3 is read. @default somebody who may read it */
  readonly caller?: Caller;
}

/** The template of `TemplateBody` or `TemplateURL`: exactly one of them. */
export function templateOf(parameters: JsonObject, from: TemplateSource): Template {
  const { TemplateBody: body, TemplateURL: url } = parameters;
  if ((body === undefined) === (url === undefined)) { throw invalid('give either TemplateBody or TemplateURL'); }
  if (body !== undefined && typeof body !== 'string') { throw invalid('TemplateBody must be a string'); }
  const text = typeof body === 'string' ? body : atUrl(String(url), from);
  const most = from.cloud.quotas.value(body === undefined ? 'cloudformation.templateUrlBytes' : 'cloudformation.templateBodyBytes');
  if (Buffer.byteLength(text) > most) { throw invalid(`the template has more than ${most} bytes`); }
  return parsed(text, from.cloud);
}

function parsed(text: string, cloud: Cloud): Template {
  if (!text.trimStart().startsWith('{')) { throw new Error('the lab does not model templates in YAML, only in JSON'); }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw invalid('Template format error: JSON not well-formed');
  }
  if (!isObject(content) || !isObject(content.Resources)) { throw invalid('Template format error: At least one Resources member must be defined.'); }
  const resources = Object.values(content.Resources).filter(isObject);
  if (resources.length > cloud.quotas.value('cloudformation.resourcesPerTemplate')) { throw invalid('the template has too many resources'); }
  const parameters = Object.keys(isObject(content.Parameters) ? content.Parameters : {});
  if (parameters.length > cloud.quotas.value('cloudformation.parametersPerTemplate')) { throw invalid('the template has too many parameters'); }
  return {
    content,
    text,
    types: [...new Set(resources.map(({ Type }) => String(Type)))],
    sha256: createHash('sha256').update(text).digest('hex'),
    resources: new Set(Object.keys(content.Resources)),
  };
}

/** From the assets of the stack, or out of S3. */
function atUrl(url: string, { cloud, assets, templateAt, caller }: TemplateSource): string {
  const file = assets(placeAt(url).key);
  if (file !== undefined) { return readFileSync(file, 'utf8'); }
  const text = templateAt ? templateAt(url) : readAt(url, cloud, caller);
  if (text === undefined) { throw new Error(`the lab finds no template at ${url}: it is no asset of the stack, and there is no S3`); }
  return text;
}

/** Values for parameters which the template has, and for each of those that have no default. */
export function throwUnlessFitting(template: Template, values: Record<string, string>): void {
  const known = parametersOf(template);
  const strange = Object.keys(values).filter(key => !(key in known));
  if (strange.length > 0) { throw invalid(`Parameters: [${strange.join(', ')}] do not exist in the template`); }
  const missing = Object.keys(known).filter(key => known[key].Default === undefined && !(key in values));
  if (missing.length > 0) { throw invalid(`Parameters: [${missing.join(', ')}] must have values`); }
}

/** Overrides may name only parameters which the template has. */
export function throwIfStrange(template: Template, overrides: Record<string, string>): void {
  const strange = Object.keys(overrides).filter(key => !(key in parametersOf(template)));
  if (strange.length > 0) { throw invalid(`Parameters: [${strange.join(', ')}] do not exist in the template`); }
}

function parametersOf(template: Template): Record<string, JsonObject> {
  return (isObject(template.content.Parameters) ? template.content.Parameters : {}) as Record<string, JsonObject>;
}

/** Templates that touch IAM need a word of consent; with names of one's own, the greater one. */
export function capabilitiesOf(parameters: JsonObject, template: Template): string[] {
  const given = texts(parameters.Capabilities, 'Capabilities');
  const needed = capabilityFor(template);
  if (needed && !given.includes(needed) && !given.includes('CAPABILITY_NAMED_IAM')) {
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
  }
  return given;
}

function capabilityFor(template: Template): string | undefined {
  const resources = Object.values(template.content.Resources as JsonObject).filter(isObject);
  const named = resources.some(({ Type, Properties }) => {
    const property = NAMED[String(Type)];
    return property !== undefined && isObject(Properties) && Properties[property] !== undefined;
  });
  if (named) { return 'CAPABILITY_NAMED_IAM'; }
  return resources.some(({ Type }) => WITH_CONSENT.includes(String(Type))) ? 'CAPABILITY_IAM' : undefined;
}

/** Why no service-managed stack set can deploy this template, if so: neither macros nor nested stacks are supported. */
export function obstacleIn(template: Template): string | undefined {
  const uses = JSON.stringify(template.content.Transform ?? '');
  if (template.content.Transform !== undefined || template.text.includes('"Fn::Transform"')) {
    return `stack sets with service-managed permissions do not support templates with transforms: ${uses}`;
  }
  return template.types.includes('AWS::CloudFormation::Stack')
    ? 'stack sets with service-managed permissions do not support nested stacks' : undefined;
}
