import { Execution, JsonObject, LabOptions } from '../../../../src/lab';
import { Privileges } from '../../../stories/privileges';
import { Played } from '../../../stories/story';
import { World } from '../world';

/** Makes worlds for stories, and remembers what is visited in them and what roles need. */
export class Stories {
  public readonly visited = new Set<string>();
  public readonly privileges = new Privileges();
  private worlds: World[] = [];

  constructor(private readonly assembly: string) {}

  /** The test is over. */
  public close(): void {
    for (const { lab, entries } of this.worlds) { this.privileges.add({ lab, entries } as unknown as Played); }
    this.worlds = [];
  }

  public async world(options: LabOptions = {}, tenants = 2): Promise<World> {
    const world = await World.of(this.assembly, tenants, options);
    this.worlds.push(world);
    world.lab.cloud.journal.listen(entry => {
      if (entry.type === 'transition' && entry.event === 'entered') { this.visited.add(entry.state); }
    });
    return world;
  }

  /** A world in which the first tenant's work has failed, and is mended. */
  public async mended(options: LabOptions = {}, payloads: readonly object[] = [{ order: 1 }]): Promise<World> {
    const world = await this.world(options);
    for (const payload of payloads) { await world.work(0, { ...payload }); }
    await world.play();
    world.fails = () => false;
    return world;
  }
}

export const ORDER = { order: 1 };

export const outputOf = ({ output }: Execution) => JSON.parse(output ?? '{}') as Record<string, number>;

/** Redrives what the first tenant has, and plays to the end. */
export async function redrive(world: World, request: JsonObject = {}): Promise<Execution> {
  const run = world.redrive({ accountId: world.accountOf(0), ...request });
  await world.play();
  return run;
}
