import { AwsError } from '../../aws-error';
import { Json } from '../../json';
import { Quotas } from '../../quotas';

export type Tier = 'Standard' | 'Advanced';
export type ParameterType = 'String' | 'StringList';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly tier: Tier;
  readonly arn: string;
  readonly dataType: string;
  readonly allowedPattern?: string;
  readonly versions: readonly { readonly number: number; readonly value: string; readonly at: number }[];
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

export function checkName(name: string): void {
  if (!/^[\w.\-/]+$/.test(name)) {
    throw validation(`Parameter name '${name}': only letters, digits and the symbols .-_ are allowed, and / between the levels.`);
  }
  if (name.length > 1011) { throw validation('Parameter name is longer than 1011 characters.'); }
  if (name.includes('/') && !name.startsWith('/')) {
    throw validation(`Parameter name '${name}' must be a fully qualified name.`);
  }
  if (name.endsWith('/') || name.includes('//')) { throw validation(`Parameter name '${name}' has an empty level.`); }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw validation(`Parameter name '${name}': can't be prefixed with "aws" or "ssm" (case-insensitive).`);
  }
  if (name.split('/').length - 1 > 15) {
    throw new AwsError('HierarchyLevelLimitExceededException', 'A hierarchy can have a maximum of 15 levels.');
  }
}

/** A new parameter needs a type; an existing one keeps its own. */
export function typeOf(type: Json | undefined, known: Parameter | undefined): ParameterType {
  if (type === undefined && known) { return known.type; }
  if (type === undefined) { throw validation('A parameter type is required when you create a parameter.'); }
  if (type === 'SecureString') { throw new Error('the lab does not model parameters of type SecureString'); }
  if (type !== 'String' && type !== 'StringList') {
    throw new AwsError('UnsupportedParameterType', `The parameter type ${String(type)} isn't supported.`);
  }
  if (known && type !== known.type) {
    throw new AwsError('HierarchyTypeMismatchException', `${known.name} is a ${known.type}; its type cannot be changed.`);
  }
  return type;
}

export function tierOf(asked: Json | undefined, value: string, known: Parameter | undefined, quotas: Quotas): Tier {
  switch (asked) {
    case undefined: return known?.tier ?? 'Standard';
    case 'Advanced': return 'Advanced';
    case 'Standard':
      if (known?.tier === 'Advanced') {
        throw validation("This parameter uses the advanced-parameter tier. You can't downgrade a parameter to the standard-parameter tier.");
      }
      return 'Standard';
    case 'Intelligent-Tiering':
      return known?.tier === 'Advanced' || Buffer.byteLength(value) > quotas.value('ssm.standardBytes') ? 'Advanced' : 'Standard';
    default: throw validation(`Tier '${String(asked)}' is unknown.`);
  }
}

export function checkValue(value: string, tier: Tier, pattern: string | undefined, quotas: Quotas): void {
  const most = quotas.value(tier === 'Standard' ? 'ssm.standardBytes' : 'ssm.advancedBytes');
  if (value === '') { throw validation('Value of a parameter must have a length of at least 1.'); }
  if (Buffer.byteLength(value) > most) {
    throw validation(`${tier} tier parameters support a maximum parameter value of ${most} characters.${tier === 'Standard' ? ' To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.' : ''}`);
  }
  if (/\{\{.*\}\}/.test(value)) {
    throw validation('Parameter value: nested parameters in double brackets are not supported.');
  }
  if (pattern !== undefined && !new RegExp(pattern).test(value)) {
    throw new AwsError('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`);
  }
}
