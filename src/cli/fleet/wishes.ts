import { Release } from './fleet';
import { WISHED_WHEN } from '../../fleet/contract';

/** How one sees that a wish has come true. */
export interface LabelledWish {
  /** The phase in which it has, before the release is over. */
  readonly until?: string;
  /** How the release should be over then. */
  readonly meant: readonly string[];
}

/** Why a wish means nothing as the release stands; undefined where it does. */
export function wished(action: string, { service, release, phase }: Release): string | undefined {
  const when = WISHED_WHEN[action];
  return when.includes(phase) ? undefined
    : `release ${release} of '${service}' is ${phase}; ${action} is for one that is ${when.join(' or ')}`;
}
