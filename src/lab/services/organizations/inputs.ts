import { constraint, invalidInput } from './errors';
import { isObject, JsonObject } from '../../json';

/** What an e-mail address's local part may not hold, as CreateAccount documents it. */
const FORBIDDEN_IN_LOCAL_PART = /[\s"'()<>[\]:;,\\|%&]/;
const DOMAIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;
const ACCOUNT_NAME = /^[\u0020-\u007E]+$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Text that reads like script. AWS documents that free text is checked for patterns of cross-site scripting, and not
 * for which: these are the lab's guess, and unverified.
 */
const SCRIPT = /<\s*\/?\s*(?:script|iframe|object|embed|svg|img)\b|javascript\s*:|\bon(?:error|load|click|mouseover|focus)\s*=/i;

/** A parameter that has to be a string of such a length. */
export function text(parameters: JsonObject, name: string, shortest: number, longest: number): string {
  const value = parameters[name];
  if (value === undefined || value === null) { throw invalidInput('INPUT_REQUIRED', `${name} is required`); }
  if (typeof value !== 'string') { throw invalidInput('INVALID_PATTERN', `${name} must be a string`); }
  if (value.length < shortest) { throw invalidInput('MIN_LENGTH_EXCEEDED', `${name} must have at least ${shortest} characters`); }
  if (value.length > longest) { throw invalidInput('MAX_LENGTH_EXCEEDED', `${name} must have at most ${longest} characters`); }
  return value;
}

/** A parameter that has to match a pattern of the API model. */
export function matching(parameters: JsonObject, name: string, pattern: RegExp): string {
  const value = text(parameters, name, 1, 130);
  if (!pattern.test(value)) { throw invalidInput('INVALID_PATTERN', `${name} must match ${pattern.source}, got '${value}'`); }
  return value;
}

export function oneOf(parameters: JsonObject, name: string, choices: readonly string[]): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) { return undefined; }
  if (typeof value !== 'string' || !choices.includes(value)) {
    throw invalidInput('INVALID_ENUM', `${name} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return value;
}

export function email(parameters: JsonObject): string {
  const value = text(parameters, 'Email', 6, 64);
  const parts = value.split('@');
  const [local, domain] = parts;
  // eslint-disable-next-line no-control-regex
  const fits = /^[\u0000-\u007F]*$/.test(value) && parts.length === 2 && local.length > 0
    && !local.startsWith('.') && !FORBIDDEN_IN_LOCAL_PART.test(local) && domain.includes('.') && DOMAIN.test(domain);
  if (!fits) { throw invalidInput('INVALID_PATTERN', `Email is not a valid address: '${value}'`); }
  return value;
}

/** A display name: printable ASCII, and nothing that reads like script. */
export function accountName(value: string): string {
  if (!ACCOUNT_NAME.test(value)) { throw invalidInput('INVALID_PATTERN', 'AccountName must be printable ASCII'); }
  return harmless('AccountName', value);
}

export function harmless(name: string, value: string): string {
  if (SCRIPT.test(value)) { throw invalidInput('INVALID_PATTERN', `${name} has text that is not accepted`); }
  return value;
}

export function roleName(parameters: JsonObject): string {
  const value = parameters.RoleName ?? 'OrganizationAccountAccessRole';
  if (typeof value !== 'string' || !ROLE_NAME.test(value) || value.startsWith('AWSServiceRoleFor')) {
    throw invalidInput('INVALID_ROLE_NAME', `RoleName ${JSON.stringify(value)} is not a valid role name`);
  }
  return value;
}

/** Tags of a request. One that is wrong refuses all of them. */
export function tags(
  value: unknown, most: number, already: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const read = new Map<string, string>();
  if (value === undefined || value === null) { return read; }
  if (!Array.isArray(value)) { throw invalidInput('INVALID_LIST_MEMBER', 'Tags must be a list'); }
  for (const tag of value) {
    const { Key: key, Value: content } = isObject(tag) ? tag : {};
    if (typeof key !== 'string' || typeof content !== 'string') {
      throw invalidInput('INPUT_REQUIRED', 'each tag needs a Key and a Value; a value may be empty but not null');
    }
    if (key.length < 1) { throw invalidInput('MIN_LENGTH_EXCEEDED', 'a tag key must have at least 1 character'); }
    if (key.length > 128 || content.length > 256) {
      throw invalidInput('MAX_LENGTH_EXCEEDED', 'a tag key must have at most 128 characters, a value 256');
    }
    if (!TAG.test(key) || !TAG.test(content)) { throw invalidInput('INVALID_PATTERN', `tag '${key}' has characters that tags may not have`); }
    if (key.toLowerCase().startsWith('aws:')) { throw invalidInput('INVALID_SYSTEM_TAGS_PARAMETER', `tag key '${key}' is reserved`); }
    if (read.has(key)) { throw invalidInput('DUPLICATE_TAG_KEY', `tag key '${key}' is given twice`); }
    harmless('Tags', content);
    read.set(key, content);
  }
  const together = new Set([...already.keys(), ...read.keys()]).size;
  if (together > most) { throw constraint('MAX_TAG_LIMIT_EXCEEDED', `a resource can have at most ${most} tags`); }
  return read;
}

/** How many items of a list the caller wants: 1 to the most that a page holds. */
export function checkPageSize(parameters: JsonObject, largest: number): void {
  const size = parameters.MaxResults;
  if (size === undefined || size === null) { return; }
  if (typeof size !== 'number' || size < 1) { throw invalidInput('MIN_VALUE_EXCEEDED', 'MaxResults must be at least 1'); }
  if (size > largest) { throw invalidInput('MAX_VALUE_EXCEEDED', `MaxResults must be at most ${largest}`); }
}
