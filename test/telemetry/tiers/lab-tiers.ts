import { Fleet, plain } from './world';
import { Item, Run } from '../../../src/cli/fleet/data';
import { TierData, TierEntry } from '../../../src/cli/telemetry/tier-data';
import { TierWorld } from '../../../src/cli/telemetry/tier-request';
import { JsonObject } from '../../../src/lab';
import { SurveyItem, Tier, TierItem } from '../../../src/telemetry/contract';

/** Tiers of a fleet on the lab, as the command line asks for them. */
export class LabTiers implements TierData {
  public readonly platform = 'tenants';
  public readonly tierOfNewTenants: Tier = 'priority';

  constructor(private readonly fleet: Fleet) {}

  public async ready(): Promise<string[]> {
    return this.items_(({ sk, state }) => sk === 'RECORD' && state === 'ready').map(({ tenantId }) => String(tenantId));
  }
  public async items(): Promise<TierItem[]> { return as(this.items_(({ pk, sk }) => pk === 'TELEMETRY' && sk !== 'SURVEY')); }
  public async tier(id: string): Promise<TierItem | undefined> { return as(this.items_(({ pk, sk }) => pk === 'TELEMETRY' && sk === `TENANT#${id}`)[0]); }
  public async state(id: string): Promise<string | undefined> { return as(this.items_(({ pk, sk }) => pk === `TENANT#${id}` && sk === 'RECORD')[0]?.state); }
  public async history(id: string): Promise<TierEntry[]> { return as(this.fleet.history(id)); }
  public async survey(): Promise<SurveyItem | undefined> { return as(this.items_(({ sk }) => sk === 'SURVEY')[0]); }
  public async start(machine: string, input: object): Promise<string> {
    expect(this.fleet.machine.endsWith(`:${machine}`)).toBe(true);
    return this.fleet.lab.states.start(this.fleet.machine, JSON.parse(JSON.stringify(input)) as JsonObject).arn;
  }
  public async run(execution: string): Promise<Run> { return this.fleet.lab.states.execution(execution); }
  public async me(): Promise<string> { return 'arn:aws:sts::222222222222:assumed-role/Operator/jane'; }

  private items_(isWanted: (item: Item) => boolean): Item[] {
    return this.fleet.lab.items(this.fleet.table).map(plain).filter(isWanted);
  }
}

export const labWorld = (fleet: Fleet): TierWorld => ({
  connect: async () => new LabTiers(fleet),
  now: () => fleet.now,
  pause: milliseconds => fleet.lab.play(fleet.now + milliseconds),
});

const as = <T>(found: unknown): T => found as T;
