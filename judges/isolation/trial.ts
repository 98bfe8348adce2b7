import { Hostile, isAllowed } from './decide';
import { World } from './world';

/** Something that must not come about, and does once its protection is taken out. */
export interface Trial {
  readonly says: string;
  readonly stoppedBy: readonly string[];
  isStopped(): Promise<boolean>;
  succeedsWithout(): Promise<boolean>;
  /** Those of its protections without which it is stopped no less than with them. */
  needless?(): Promise<string[]>;
}

export function trialOf(call: Hostile, world: World): Trial {
  const { stoppedBy } = call;
  const without = (protections: Hostile['stoppedBy']) => isAllowed(call, protections.reduce((left, { out }) => out(left), world));
  return {
    says: `${call.says} (${call.does} on ${call.to.arn})`,
    stoppedBy: stoppedBy.map(({ says }) => says),
    isStopped: async () => !await without([]),
    succeedsWithout: () => without(stoppedBy),
    needless: async () => {
      const found: string[] = [];
      for (const protection of stoppedBy) {
        if (await without(stoppedBy.filter(each => each !== protection))) { found.push(protection.says); }
      }
      return found;
    },
  };
}
