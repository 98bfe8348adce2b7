import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CloudStory, PROBING, STORIES } from './stories';
import { runExample } from '../../build-tools/examples';
import { MANAGEMENT, PLATFORM, synthesize } from '../../test/stories/platform';

/** A platform that is deployed to both clouds, and the stories that are played on it. */
export interface Platform {
  readonly name: string;
  readonly management: string;
  readonly account: string;
  readonly stories: readonly CloudStory[];
  /** Synthesizes it, and says where. */
  assembly(folder: string): Promise<string>;
}

/** In the order in which they are deployed. */
export const PLATFORMS: readonly Platform[] = [
  {
    name: 'examples/platform', management: MANAGEMENT.account, account: PLATFORM.account, stories: STORIES,
    assembly: async folder => {
      const outdir = join(folder, 'platform');
      const run = await runExample('platform', outdir, { validate: false });
      if (!run.ok) { throw new Error(`examples/platform cannot be synthesized:\n${run.output}`); }
      return outdir;
    },
  },
  {
    name: 'a platform with a readiness probe, in the management account', management: MANAGEMENT.account, account: MANAGEMENT.account, stories: PROBING,
    assembly: folder => {
      const outdir = join(folder, 'probing');
      renameSync(synthesize('probing'), outdir);
      return Promise.resolve(outdir);
    },
  },
];
