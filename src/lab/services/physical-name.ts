import { generatedName } from '../assembly/generated-name';
import { Json } from '../json';
import { Random } from '../random';
import { ResourceRequest } from '../room';

/** What a resource was before an update. */
export interface Former {
  /** The name that its template gave it, if it did. */
  readonly given: Json | undefined;
  /** The name it has. */
  readonly name: string;
}

/** The name of a resource: as the template gives it, as it was, or as CloudFormation makes one up. */
export function physicalName(
  request: ResourceRequest, given: Json | undefined, random: Random, longest = 128, former?: Former,
): string {
  if (given !== undefined && given !== null) { return String(given); }
  if (former && former.given === undefined) { return former.name; }
  return generatedName(request.stack, request.logicalId, random, longest);
}
