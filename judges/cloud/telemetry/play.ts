import { join } from 'node:path';
import { synthesizeTelemetry } from './app';
import { WorkHere } from './here';
import { normalFailure, unmetFailure } from './normal';
import { FAILURES, OBSERVED } from './stories';
import { failureThere } from './there';
import { MANAGEMENT, PLATFORM } from '../../../test/stories/platform';
import { differences } from '../compare';
import { unmet } from '../expected';
import { MOTO } from '../known';
import { normal } from '../normal';
import { Deployable } from '../platforms';
import {
  PlayOptions, PlayedPlatform, PlayedStory, Stacks, inCloud, onEmulator, seconds, typesSkipped, verdict,
} from '../play';
import { LabWorld } from '../play-here';
import { EmulatorWorld } from '../play-there';

const OBSERVED_PLATFORM: Deployable = {
  name: 'a platform that sees its tenants', management: MANAGEMENT.account, account: PLATFORM.account,
  assembly: folder => Promise.resolve(synthesizeTelemetry(join(folder, 'telemetry'))),
};

/** A platform with telemetry, in both clouds: tenants come, their work fails, and is given back. */
export async function playTelemetry(options: Omit<PlayOptions, 'stories'>): Promise<PlayedPlatform> {
  const { say, cloud = MOTO, stop } = options;
  return onEmulator(OBSERVED_PLATFORM, { ...options, stories: [] }, async (server, _, assembly) => {
    const skipped = typesSkipped(assembly, await server.ask({ do: 'stacks' }) as Stacks);
    const [there, here] = [await EmulatorWorld.of(server, PLATFORM.account), await LabWorld.of(assembly, [])];
    const played: PlayedStory[] = [];
    const tell = (story: Omit<PlayedStory, 'seconds'>, started: number) => {
      const one = { ...story, seconds: seconds(started) };
      say(`  ${verdict(one, cloud.known)}: ${one.name} (${one.seconds} s)`);
      played.push(one);
    };
    const begun = Date.now();
    const [lab, emulator] = [await here.play(OBSERVED), await there.play(OBSERVED)];
    tell({
      name: OBSERVED.name, tenants: Object.keys(OBSERVED.ends).length,
      differences: differences(OBSERVED.name, normal(lab, OBSERVED), normal(emulator, OBSERVED)),
      complaints: [...inCloud('the lab', unmet(OBSERVED, lab)), ...inCloud(cloud.name, unmet(OBSERVED, emulator))],
    }, begun);
    const work = new WorkHere(here);
    for (const story of FAILURES) {
      stop.throwIfAborted();
      const started = Date.now();
      const [mine, theirs] = [await work.play(story), await failureThere(server, story)];
      tell({
        name: story.name, tenants: 0,
        differences: differences(story.name, normalFailure(mine), normalFailure(theirs)),
        complaints: [...inCloud('the lab', unmetFailure(story, mine)), ...inCloud(cloud.name, unmetFailure(story, theirs))],
      }, started);
    }
    return { stories: played, repairs: server.repairs, skipped, complaints: [] };
  });
}
