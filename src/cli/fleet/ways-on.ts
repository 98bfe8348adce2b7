import { Release } from './fleet';
import { OVER, PHASES } from '../../fleet/contract';
import { DEFAULT_PLATFORM } from '../../organization/contract';

/** Something that a person can do now, and the command for it. */
export interface WayOn {
  readonly what: string;
  readonly command: string;
}

const OF = 'npx cdk-account-per-tenant fleet';

/** What can be done with a release as it stands, in words, and which commands do it. */
export function waysOn({ service, phase, kind }: Pick<Release, 'service' | 'phase' | 'kind'>, platform: string): WayOn[] {
  const way = (what: string, command: string) =>
    ({ what, command: `${OF} ${command} ${service} --reason WHY${platform === DEFAULT_PLATFORM ? '' : ` --platform ${platform}`}` });
  const back = way(kind === 'repair' ? 'Stop it; accounts it touched get the last good version' : 'Bring every touched account back to the last good version', 'rollback');
  switch (phase) {
    case PHASES.rolling: return [way('Stop what runs and wait', 'halt'), back, way('Go on to the next wave at once, whatever bake and gates say', 'promote')];
    case PHASES.planning: return [way('Stop before anything changes', 'halt'), back];
    case PHASES.halted: return [way('Go on where it was', 'resume'), back, way('Go on to the next wave, and count this one as healthy', 'promote')];
    case PHASES.stuck: return [way('Once the accounts are mended: try the rest of the way back again', 'resume')];
    default: return [];
  }
}

/** What has to be done in an account whose stack is in neither version. */
export const MEND_STUCK: readonly string[] = [
  'In each account of the list, in the Region that the reason names, open the stack StackSet-… of the service in CloudFormation. Its events say which resource could not be brought back.',
  'Mend that resource (recreate what was deleted by hand, lift what forbids the change), then choose Continue update rollback; skip a resource only if you bring it to its old state yourself.',
  'An instance that is INOPERABLE has lost its stack, or its account cannot be reached: delete the instance with Retain stacks, and let the next repair make it anew.',
  'Then resume the release. Only those who are left are tried again.',
];

export const isOver = ({ phase }: Pick<Release, 'phase'>): boolean => OVER.includes(phase);

/** Whether nothing more comes by itself. */
export const isAtRest = (release: Pick<Release, 'phase'>): boolean => isOver(release) || release.phase === PHASES.stuck;
