import { Privileges } from '../../../stories/privileges';
import { Played } from '../../../stories/story';
import { Fleet, FleetOptions } from '../world';

/** Makes worlds for stories, and remembers what is visited in them. */
export class Stories {
  /** States of the document that some story came to. */
  public readonly visited = new Set<string>();
  /** What roles may do, and what of it some story needed. */
  public readonly privileges = new Privileges();
  private fleets: Fleet[] = [];

  public async fleet(tenants: number, options: FleetOptions = {}): Promise<Fleet> {
    const fleet = await Fleet.of(tenants, options);
    this.fleets.push(fleet);
    fleet.lab.cloud.journal.listen(entry => {
      if (entry.type === 'transition' && entry.event === 'entered') { this.visited.add(entry.state); }
    });
    return fleet;
  }

  /** The test is over. */
  public close(): void {
    for (const { lab } of this.fleets) { this.privileges.add({ lab, entries: [] } as unknown as Played); }
    this.fleets = [];
  }
}

/** Idle for longer than a week. */
export const LONG = 24 * 8;

/** Hours until who is idle from the beginning has been moved: a week after the first survey, and the next one. */
export const FIRST_SLEEP = 24 * 7 + 1.9;

/** Everybody is where the directory says, and nobody is on the way. */
export function expectAtRest(fleet: Fleet): void {
  for (const tenant of fleet.tenants) {
    const { applied = 'priority', operation } = fleet.item(tenant);
    const said = fleet.regions.map(() => applied);
    expect([tenant, operation, fleet.truth(tenant).map(each => each === 'none' ? applied : each)]).toEqual([tenant, undefined, said]);
  }
}
