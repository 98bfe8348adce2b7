import { Limits } from './model';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';

/**
 * CloudFormation answers invalid input with `ValidationError`, a code that its API model does not list. So Step
 * Functions shows it as `CloudFormation.CloudFormationException`, while a client of an SDK sees the code itself.
 */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true';
}

export function texts(value: Json | undefined, name: string): string[] {
  if (value === undefined || value === null) { return []; }
  if (!Array.isArray(value) || value.some(item => typeof item !== 'string')) { throw invalid(`${name} must be a list of strings`); }
  return value as string[];
}

export function operationId(parameters: JsonObject, made: () => string): string {
  const id = parameters.OperationId;
  if (id === undefined || id === null) { return made(); }
  if (typeof id !== 'string' || !/^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/.test(id)) {
    throw invalid(`OperationId must be letters, digits and hyphens, 128 at most, got ${JSON.stringify(id)}`);
  }
  return id;
}

/** `[{ ParameterKey, ParameterValue }]` as a record. `UsePreviousValue` takes what was there before. */
export function parameterValues(
  value: Json | undefined, longest: number, before: Record<string, string> = {},
): Record<string, string> {
  const read: Record<string, string> = {};
  for (const item of Array.isArray(value) ? value.filter(isObject) : []) {
    const key = item.ParameterKey;
    if (typeof key !== 'string') { throw invalid('each parameter needs a ParameterKey'); }
    if (isTrue(item.UsePreviousValue)) {
      if (!(key in before)) { throw invalid(`parameter ${key} has no previous value`); }
      read[key] = before[key];
      continue;
    }
    if (item.ParameterValue === undefined || item.ParameterValue === null || typeof item.ParameterValue === 'object') {
      throw invalid(`parameter ${key} needs a ParameterValue that is a string`);
    }
    read[key] = String(item.ParameterValue);
    if (Buffer.byteLength(read[key]) > longest) { throw invalid(`the value of parameter ${key} is longer than ${longest} bytes`); }
  }
  return read;
}

/**
 * What the operation preferences mean for so many accounts in each Region. Without any, one account at a time and no
 * failure.
 */
export function limitsOf(preferences: JsonObject, accounts: number): Limits {
  const { ConcurrencyMode: mode = 'STRICT_FAILURE_TOLERANCE', RegionConcurrencyType: regions = 'SEQUENTIAL' } = preferences;
  if (mode !== 'STRICT_FAILURE_TOLERANCE' && mode !== 'SOFT_FAILURE_TOLERANCE') { throw invalid(`ConcurrencyMode ${JSON.stringify(mode)} is unknown`); }
  if (regions !== 'SEQUENTIAL' && regions !== 'PARALLEL') { throw invalid(`RegionConcurrencyType ${JSON.stringify(regions)} is unknown`); }
  const tolerance = countOf(preferences, 'FailureTolerance', 0, accounts) ?? 0;
  // A percentage that comes to nothing still means one account at a time; a tolerance that comes to nothing means none.
  const atOnce = Math.max(1, countOf(preferences, 'MaxConcurrent', 1, accounts) ?? 1);
  return { atOnce, tolerance, strict: mode === 'STRICT_FAILURE_TOLERANCE', parallelRegions: regions === 'PARALLEL' };
}

/** A count that is given as such or as a percentage, which is rounded down. */
function countOf(preferences: JsonObject, knob: 'FailureTolerance' | 'MaxConcurrent', least: number, accounts: number): number | undefined {
  const count = wholeNumber(preferences, `${knob}Count`, least, Number.MAX_SAFE_INTEGER);
  const percentage = wholeNumber(preferences, `${knob}Percentage`, least, 100);
  if (count !== undefined && percentage !== undefined) { throw invalid(`give ${knob}Count or ${knob}Percentage, not both`); }
  return count ?? (percentage === undefined ? undefined : Math.floor(accounts * percentage / 100));
}

function wholeNumber(preferences: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = preferences[name];
  if (value === undefined || value === null) { return undefined; }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw invalid(`${name} must be a whole number of at least ${least}${most === 100 ? ' and at most 100' : ''}, got ${JSON.stringify(value)}`);
  }
  return value;
}
