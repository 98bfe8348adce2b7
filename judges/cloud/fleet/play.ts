import { join } from 'node:path';
import { synthesizeFleet } from './app';
import { releaseHere } from './here';
import { normalRelease, unmetRelease } from './normal';
import { FLEET, ReleaseStory, isRelease, tenantsUpTo } from './stories';
import { releaseThere } from './there';
import { Json } from '../../../src/lab';
import { MANAGEMENT, PLATFORM } from '../../../test/stories/platform';
import { differences } from '../compare';
import { Deployment } from '../deploy';
import { unmet } from '../expected';
import { MOTO } from '../known';
import { normal } from '../normal';
import { Deployable } from '../platforms';
import {
  PlayOptions, PlayedPlatform, PlayedStory, Stacks, complaintsAboutStacks, inCloud, onEmulator, seconds, typesSkipped,
  verdict,
} from '../play';
import { LabWorld } from '../play-here';
import { EmulatorWorld } from '../play-there';
import { Server } from '../server';
import { CloudStory } from '../stories';

/** Services are published by the CDK's command line: it names them as a user would. */
const SERVICES = 'Platform/Fleet/**';

const platformIn = (version: string): Deployable => ({
  name: 'a platform with services', management: MANAGEMENT.account, account: PLATFORM.account, stacks: ['Organization', 'Platform'],
  assembly: folder => Promise.resolve(synthesizeFleet(join(folder, `fleet-${version}`), version)),
});

/** A platform with services, in both clouds: tenants come, services are published, released and taken back. */
export async function playFleet(options: Omit<PlayOptions, 'stories'>): Promise<PlayedPlatform> {
  const { say, cloud = MOTO, stop } = options;
  const platform = platformIn('1');
  return onEmulator(platform, { ...options, stories: [] }, async (server, deployment, assembly) => {
    const publish = async (by: Deployment) => {
      const begun = Date.now();
      await by.deploy(SERVICES);
      say(`${platform.name}: services published by the CDK in ${seconds(begun)} s`);
    };
    await publish(deployment);
    const skipped = typesSkipped(assembly, await server.ask({ do: 'stacks' }) as Stacks);
    const [there, here] = [await EmulatorWorld.of(server, platform.account), await LabWorld.of(assembly, [])];
    const played: PlayedStory[] = [];
    for (const chapter of FLEET) {
      stop.throwIfAborted();
      const started = Date.now();
      let next: string | undefined;
      if (isRelease(chapter) && chapter.publish !== undefined) {
        next = await platformIn(chapter.publish).assembly(options.home);
        await publish(new Deployment(next, server.endpoint, options.home));
      }
      const found = isRelease(chapter)
        ? await playRelease(chapter, { here, server, next, cloud: cloud.name })
        : await playTenants(chapter, { here, there, cloud: cloud.name });
      const one = { name: chapter.name, seconds: seconds(started), ...found };
      say(`  ${verdict(one, cloud.known)}: ${chapter.name} (${one.seconds} s)`);
      played.push(one);
      // The next ones would wait for what has not come.
      if (one.complaints.length > 0) { break; }
    }
    await server.ask({ do: 'empty' });
    await deployment.destroy('**');
    say(`${platform.name}: destroyed`);
    return { stories: played, repairs: server.repairs, skipped, complaints: await complaintsAboutStacks(server) };
  });
}

type Found = Pick<PlayedStory, 'differences' | 'complaints' | 'tenants'>;

async function playTenants(
  story: CloudStory, { here, there, cloud }: { here: LabWorld; there: EmulatorWorld; cloud: string },
): Promise<Found> {
  const [lab, emulator] = [await here.play(story), await there.play(story)];
  return {
    tenants: Object.keys(story.ends).length,
    differences: differences(story.name, normal(lab, story), normal(emulator, story)),
    complaints: [...inCloud('the lab', unmet(story, lab)), ...inCloud(cloud, unmet(story, emulator))],
  };
}

async function playRelease(
  story: ReleaseStory, { here, server, next, cloud }: { here: LabWorld; server: Server; next?: string; cloud: string },
): Promise<Found> {
  const tenants = tenantsUpTo(story);
  const lab = await releaseHere(here, story, tenants, next);
  const emulator = await releaseThere(server, PLATFORM.account, story, tenants);
  return {
    tenants: tenants.length,
    differences: differences(story.name, normalRelease(lab, story) as Json, normalRelease(emulator, story) as Json),
    complaints: [...inCloud('the lab', unmetRelease(story, lab, tenants)), ...inCloud(cloud, unmetRelease(story, emulator, tenants))],
  };
}
