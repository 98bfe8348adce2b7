import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CloudStory, PROBING, SECURED, STORIES } from './stories';
import { runExample } from '../../build-tools/examples';
import { MANAGEMENT, PLATFORM, synthesize } from '../../test/stories/platform';

/** A platform that is deployed to both clouds. */
export interface Deployable {
  readonly name: string;
  readonly management: string;
  readonly account: string;
  /** What the CDK's command line is told to deploy. Without it, all stacks of the first level. */
  readonly stacks?: readonly string[];
  /** Synthesizes it, and says where. */
  assembly(folder: string): Promise<string>;
}

/** Stories are played on it, each with tenants of its own. */
export interface Platform extends Deployable { readonly stories: readonly CloudStory[] }

/** In the order in which they are deployed. */
export const PLATFORMS: readonly Platform[] = [
  {
    name: 'examples/platform', management: MANAGEMENT.account, account: PLATFORM.account, stories: STORIES,
    assembly: folder => example('platform', folder),
  },
  {
    name: 'a platform with a readiness probe, in the management account', management: MANAGEMENT.account, account: MANAGEMENT.account, stories: PROBING,
    assembly: folder => {
      const outdir = join(folder, 'probing');
      renameSync(synthesize('probing'), outdir);
      return Promise.resolve(outdir);
    },
  },
  {
    name: 'examples/secured-platform', management: MANAGEMENT.account, account: PLATFORM.account, stories: SECURED,
    assembly: folder => example('secured-platform', folder),
  },
];

async function example(name: string, folder: string): Promise<string> {
  const outdir = join(folder, name);
  const run = await runExample(name, outdir, { validate: false });
  if (!run.ok) { throw new Error(`examples/${name} cannot be synthesized:\n${run.output}`); }
  return outdir;
}
