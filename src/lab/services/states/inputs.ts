import { textExceeds } from '../../asl/size';
import { AwsError } from '../../aws-error';
import { Json, JsonObject } from '../../json';

/** Whether AWS takes this as the name of a machine or an execution. */
export function isName(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  return name.length >= 1 && name.length <= 80 && !/[\s?*<>{}[\]"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name);
}

/**
 * The parameters with names in Pascal case, as workflows write them. The API itself, and so a handler's SDK, begins
 * them with a small letter.
 */
export function inPascalCase(parameters: JsonObject): JsonObject {
  return withFirstLetter(parameters, letter => letter.toUpperCase());
}

/** The answer in the case in which the question was asked. */
export function inCaseOf(parameters: JsonObject, answer: JsonObject): JsonObject {
  const small = Object.keys(parameters).some(name => /^[a-z]/.test(name));
  if (!small) { return answer; }
  const lower = (letter: string) => letter.toLowerCase();
  const list = answer.Executions;
  if (!Array.isArray(list)) { return withFirstLetter(answer, lower); }
  const executions = list.map(entry => withFirstLetter(entry as JsonObject, lower));
  return withFirstLetter({ ...answer, Executions: executions }, lower);
}

function withFirstLetter(object: JsonObject, change: (letter: string) => string): JsonObject {
  const copy: JsonObject = {};
  for (const [name, value] of Object.entries(object)) { copy[change(name.charAt(0)) + name.slice(1)] = value; }
  return copy;
}

/** Refuses parameters that the action does not have. */
export function only(
  parameters: JsonObject, action: string, known: readonly string[], required: readonly string[],
): void {
  for (const name of Object.keys(parameters)) {
    if (!known.includes(name)) { throw new AwsError('ValidationException', `the action ${action} has no parameter '${name}'`); }
  }
  for (const name of required) {
    if (typeof parameters[name] !== 'string') { throw new AwsError('ValidationException', `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`); }
  }
}

/** A text that holds JSON, read. */
export function jsonOf(text: Json | undefined, name: string, limit: number, error: 'InvalidExecutionInput' | 'InvalidOutput'): Json {
  if (typeof text !== 'string' || textExceeds(text, limit)) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (problem) {
    throw new AwsError(error, `Invalid ${error === 'InvalidOutput' ? 'Output' : 'State Machine Execution Input'}: '${(problem as Error).message}'`);
  }
}

export function textOf(value: Json | undefined, name: string, limit: number): string | undefined {
  if (value === undefined || value === null) { return undefined; }
  if (typeof value !== 'string' || value.length > limit) {
    throw new AwsError('ValidationException', `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must be a text of at most ${limit} characters`);
  }
  return value;
}
