import { invalid, isTrue, parameterValues } from './inputs';
import { StackSet, Template } from './model';
import { StackSetsOptions } from './stack-sets-options';
import { capabilitiesOf, templateOf, TemplateSource, throwUnlessFitting } from './template';
import { isObject, Json, JsonObject } from '../../json';

const PROPERTIES = [
  'AutoDeployment', 'CallAs', 'Capabilities', 'Description', 'ManagedExecution', 'OperationPreferences', 'Parameters', 'PermissionModel',
  'StackInstancesGroup', 'StackSetName', 'Tags', 'TemplateBody', 'TemplateURL',
];

/** A stack set as a template declares it. */
export function makeStackSet(properties: JsonObject, region: string, uuid: string, source: TemplateSource): StackSet {
  const { cloud, assets } = source;
  throwIfNotModelled(properties);
  const name = properties.StackSetName;
  if (typeof name !== 'string' || !/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(name)) {
    throw invalid(`StackSetName must begin with a letter and have letters, digits and hyphens, 128 at most, got ${JSON.stringify(name)}`);
  }
  const tags = tagsOf(properties, source);
  const template = templateOf(properties, source);
  const parameters = parameterValues(properties.Parameters, cloud.quotas.value('cloudformation.parameterValueBytes'));
  throwUnlessFitting(template, parameters);
  const id = `${name}:${uuid}`;
  return {
    id,
    name,
    region,
    tags,
    assets,
    template,
    parameters,
    arn: `arn:${cloud.partition}:cloudformation:${region}:${cloud.managementAccount}:stackset/${id}`,
    capabilities: capabilitiesOf(properties, template),
    managed: isActive(properties.ManagedExecution),
    instances: new Map(),
    perRegion: new Map(),
    perUnit: new Map(),
    operations: new Map(),
    version: 1,
    ...(typeof properties.Description === 'string' && { description: properties.Description }),
  };
}

/** Checks what UpdateStackSet asks for, and gives the function that does it. */
export function updateDefinition(
  stackSet: StackSet, parameters: JsonObject, source: TemplateSource & Pick<StackSetsOptions, 'outdates'>,
): () => void {
  if (isObject(parameters.AutoDeployment)) { throwIfAutomatic(parameters.AutoDeployment); }
  if (parameters.PermissionModel !== undefined && parameters.PermissionModel !== 'SERVICE_MANAGED') {
    throw new Error('the lab does not model stack sets with self-managed permissions');
  }
  const template = templateForUpdate(stackSet, parameters, source);
  const values = parameterValues(parameters.Parameters, source.cloud.quotas.value('cloudformation.parameterValueBytes'), stackSet.parameters);
  throwUnlessFitting(template, values);
  const capabilities = capabilitiesOf(parameters, template);
  const tags = parameters.Tags === undefined ? undefined : tagsOf(parameters, source);
  const isGiven = ['TemplateBody', 'TemplateURL', 'Parameters'].some(name => parameters[name] !== undefined);
  const changes = (isGiven && source.outdates === 'given') || template.text !== stackSet.template.text
    || JSON.stringify(values) !== JSON.stringify(stackSet.parameters);
  return () => {
    Object.assign(stackSet, { template, parameters: values, capabilities, assets: source.assets });
    if (tags) { stackSet.tags = tags; }
    if (typeof parameters.Description === 'string') { stackSet.description = parameters.Description; }
    if (parameters.ManagedExecution !== undefined) { stackSet.managed = isActive(parameters.ManagedExecution); }
    if (!changes) { return; }
    stackSet.version++;
    // Every instance, whether it is among the targets or not.
    for (const instance of stackSet.instances.values()) {
      if (instance.status === 'CURRENT') { instance.status = 'OUTDATED'; }
    }
  };
}

function templateForUpdate(stackSet: StackSet, parameters: JsonObject, source: TemplateSource): Template {
  if (!isTrue(parameters.UsePreviousTemplate)) { return templateOf(parameters, source); }
  if (parameters.TemplateBody !== undefined || parameters.TemplateURL !== undefined) { throw invalid('UsePreviousTemplate goes without another template'); }
  return stackSet.template;
}

function tagsOf({ Tags: tags }: JsonObject, { cloud }: TemplateSource): JsonObject[] {
  const read = Array.isArray(tags) ? tags.filter(isObject) : [];
  if (read.length > cloud.quotas.value('cloudformation.tagsPerStackSet')) { throw invalid('a stack set can have at most 50 tags'); }
  return read;
}

/** What a template says of a stack set and the lab would pass over is refused instead. */
export function throwIfNotModelled(properties: JsonObject): void {
  const strange = Object.keys(properties).filter(name => !PROPERTIES.includes(name) && properties[name] !== undefined);
  if (strange.length > 0) { throw new Error(`the lab does not model ${strange.join(', ')} of AWS::CloudFormation::StackSet`); }
  if (properties.PermissionModel !== 'SERVICE_MANAGED') { throw new Error('the lab does not model stack sets with self-managed permissions'); }
  if (isObject(properties.AutoDeployment)) { throwIfAutomatic(properties.AutoDeployment); }
}

function throwIfAutomatic(autoDeployment: JsonObject): void {
  if (isTrue(autoDeployment.Enabled)) { throw new Error('the lab does not model the automatic deployment of stack sets'); }
}

function isActive(managedExecution: Json | undefined): boolean {
  return isObject(managedExecution) && isTrue(managedExecution.Active);
}
