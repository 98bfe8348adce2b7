import { AwsError } from '../aws-error';
import { Cloud } from '../cloud';
import { Json } from '../json';
import { references } from './graph';
import { STAND_IN, StackRequest, Template, TemplateParameter } from './template';

/** The values of a stack's parameters: given ones, else defaults; checked as CloudFormation checks them. */
export async function parameterValues(
  cloud: Cloud, request: StackRequest, template: Template,
): Promise<Record<string, Json>> {
  const values: Record<string, Json> = {};
  const declared = template.Parameters ?? {};
  for (const name of Object.keys(request.parameters ?? {})) {
    if (!Object.hasOwn(declared, name)) { throw new Error(`Parameters: [${name}] do not exist in the template`); }
  }
  const missing = Object.keys(declared)
    .filter(name => request.parameters?.[name] === undefined && declared[name].Default === undefined);
  if (missing.length > 0) { throw new Error(`Parameters: [${missing.join(', ')}] must have values`); }

  let used: Set<string> | undefined;
  for (const [name, parameter] of Object.entries(declared)) {
    const given = request.parameters?.[name] ?? parameter.Default!;
    if (parameter.Type.startsWith('AWS::SSM::Parameter::Value')) {
      used ??= references([template.Resources, template.Outputs, template.Conditions] as unknown as Json);
      values[name] = used.has(name) ? await storedValue(cloud, request, String(given)) : STAND_IN + name;
    } else {
      values[name] = checked(cloud, name, parameter, given);
    }
  }
  return values;
}

function checked(cloud: Cloud, name: string, parameter: TemplateParameter, given: Json): Json {
  const { Type, AllowedValues, AllowedPattern, MinLength = 0, MaxLength = Infinity } = parameter;
  const text = Array.isArray(given) ? given.map(String).join(',') : String(given);
  const complain = (why: string) => { throw new Error(`Parameter '${name}' ${why}`); };
  if (Buffer.byteLength(text) > cloud.quotas.value('cloudformation.parameterValueBytes')) { complain('is longer than 4096 bytes'); }
  if (AllowedValues && !AllowedValues.map(String).includes(text)) { complain(`must be one of AllowedValues, got '${text}'`); }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(text)) { complain(`must match pattern ${AllowedPattern}`); }
  if (Type === 'String' && (text.length < MinLength || text.length > MaxLength)) { complain(`must be ${MinLength} to ${MaxLength} characters long`); }
  if (Type === 'Number' && (text === '' || Number.isNaN(Number(text)))) { complain(`must be a number, got '${text}'`); }
  return /^(CommaDelimitedList|List<)/.test(Type) ? (text === '' ? [] : text.split(',').map(part => part.trim())) : text;
}

/**
 * What lies in the parameter store under this name; a stand-in where the lab has no such store or no such parameter.
 */
async function storedValue(cloud: Cloud, { account, region }: StackRequest, name: string): Promise<Json> {
  if (!cloud.roomIfAny('ssm')) { return STAND_IN + name; }
  try {
    const answer = await cloud.call({ principal: 'cloudformation.amazonaws.com', account, region, trusted: true }, 'ssm', 'getParameter', { Name: name });
    return (answer.Parameter as { Value: string }).Value;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ParameterNotFound') { return STAND_IN + name; }
    throw error;
  }
}
