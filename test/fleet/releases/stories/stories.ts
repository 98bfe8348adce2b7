import { LabOptions } from '../../../../src/lab';
import { Privileges } from '../../../stories/privileges';
import { Played } from '../../../stories/story';
import { Fleet, Plain, idOf, templateOf } from '../world';

export const [ONE, TWO, THREE] = ['1', '2', '3'].map(version => templateOf(version));

/** Makes worlds for stories, and remembers what is visited in them. */
export class Stories {
  /** States of both documents that some story came to. */
  public readonly visited = new Set<string>();

  /** What roles may do, and what of it some story needed. */
  public readonly privileges = new Privileges();
  private fleets: Fleet[] = [];

  constructor(private readonly assembly: string) {}

  /** The test is over. */
  public close(): void {
    for (const { lab } of this.fleets) { this.privileges.add({ lab, entries: [] } as unknown as Played); }
    this.fleets = [];
  }


  public async fleet(options: LabOptions = {}, tenants = 20): Promise<Fleet> {
    const fleet = await Fleet.of(this.assembly, tenants, options);
    this.fleets.push(fleet);
    fleet.lab.cloud.journal.listen(entry => {
      if (entry.type === 'transition' && entry.event === 'entered') { this.visited.add(entry.state); }
    });
    return fleet;
  }

  /** A fleet on whose tenants the first version is. */
  public async fleetOn(template = ONE, options: LabOptions = {}, tenants = 20): Promise<Fleet> {
    const fleet = await this.fleet(options, tenants);
    expect(await fleet.release(template)).toMatchObject({ phase: 'done' });
    return fleet;
  }
}

export const stands = ({ phase, because }: Plain) => ({ phase, because });
export const logOf = ({ log }: Plain) => (log as string[]).map(entry => (JSON.parse(entry) as { what: string }).what);

/** The service is free, takes new tenants, and its stack set holds the good version. */
export function expectAtRest(fleet: Fleet, template: string): void {
  const service = fleet.serviceItem();
  expect(service).toMatchObject({ open: true, good: { version: idOf(template) }, held: { version: idOf(template) } });
  expect(service.running).toBeUndefined();
  for (const tenant of fleet.tenants) {
    expect([tenant, fleet.said(tenant).version]).toEqual([tenant, fleet.truth(tenant)]);
  }
}

/** Whoever is not pinned has it, the directory says so, and the service is at rest. */
export function expectEverywhere(fleet: Fleet, template: string): void {
  expect(fleet.truths()).toEqual({ [idOf(template)]: fleet.tenants.length });
  expectAtRest(fleet, template);
}
