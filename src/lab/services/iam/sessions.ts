import { parsePolicy } from './policy';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Quotas } from '../../quotas';
import { Session } from '../../room';

/**
 * What an AssumeRole gives its session beside the role, or AWS's complaint about it. How much of it fits into a token
 * ("packed size") AWS does not document.
 */
export function sessionOf({ Policy: policy, Tags, SourceIdentity }: JsonObject, quotas: Quotas): Session | undefined {
  if (policy !== undefined) { checkPolicy(policy, quotas.value('sts.sessionPolicyCharacters')); }
  const tags = tagsIn(Tags);
  if (tags.size > quotas.value('sts.sessionTags')) { throw invalid('tags', `at most ${quotas.value('sts.sessionTags')} members`); }
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128 || value.length > 256) { throw invalid('tags', 'keys of 1 to 128 characters, values of at most 256'); }
  }
  if (SourceIdentity !== undefined && !/^[\w+=,.@-]{2,64}$/.test(String(SourceIdentity))) {
    throw invalid('sourceIdentity', '[\\w+=,.@-]{2,64}');
  }
  if (policy === undefined && tags.size === 0 && SourceIdentity === undefined) { return undefined; }
  return {
    ...(policy !== undefined && { policy: String(policy) }),
    ...(tags.size > 0 && { tags }),
    ...(SourceIdentity !== undefined && { sourceIdentity: String(SourceIdentity) }),
  };
}

export function tagsIn(tags: Json | undefined): Map<string, string> {
  const given = (Array.isArray(tags) ? tags : []).filter(isObject);
  return new Map(given.map(({ Key, Value }) => [String(Key), String(Value)]));
}

function checkPolicy(policy: Json, longest: number): void {
  if (typeof policy !== 'string' || policy === '' || policy.length > longest) { throw invalid('policy', `a text of 1 to ${longest} characters`); }
  let document: Json;
  try {
    document = JSON.parse(policy) as Json;
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  parsePolicy(document);
}

function invalid(member: string, must: string): AwsError {
  return new AwsError('ValidationError', `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${must}`);
}
