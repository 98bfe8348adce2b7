import { Random } from '../random';
import { ResourceRequest } from '../room';

/** The name that CloudFormation makes up for a resource which the template leaves without one. */
export function physicalName(request: ResourceRequest, given: unknown, random: Random, longest = 128): string {
  if (given !== undefined && given !== null) { return String(given); }
  const suffix = random.text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
  return `${`${request.stack}-${request.logicalId}`.slice(0, longest - suffix.length - 1)}-${suffix}`;
}
