import fc from 'fast-check';
import { TierItem } from '../../../src/telemetry/contract';
import { Result, Settler, TierChange, World } from '../../../src/telemetry/tiers/handlers/settle';

const REGIONS = ['us-east-1', 'eu-central-1'];
const accountOf = (each: number) => String(300_000_000_000 + each);

class Memory implements World {
  public readonly told: TierChange[][] = [];
  public readonly moves: string[] = [];
  public readonly failures = new Map<string, string>();
  public counted = 0;
  public refusesEvents = false;

  constructor(
    private readonly tenants: number, private readonly said: readonly Result[],
    private readonly there: readonly Result[] = [],
  ) {}

  public now() { return Date.parse('2026-03-02T12:30:00Z'); }
  public inOperation(): Promise<TierItem[]> {
    return Promise.resolve(Array.from({ length: this.tenants }, (_, each) =>
      ({ tenantId: `t${each}`, accountId: accountOf(each), tier: 'dormant', applied: 'priority', by: 'survey', reason: 'a reason' } as const)));
  }
  public async *results() { for (const each of this.said) { yield [each]; } }
  public async *instances() { yield this.there; }
  public tell(changes: readonly TierChange[]) {
    if (this.refusesEvents) { return Promise.reject(new Error('the bus did not take 1 of 10 events')); }
    this.told.push([...changes]);
    return Promise.resolve();
  }
  public moved({ tenantId }: TierChange) { this.moves.push(tenantId); return Promise.resolve(); }
  public failed(tenantId: string, _: string, reason: string) {
    this.failures.set(tenantId, reason);
    return Promise.resolve();
  }
  public count(moved: number) { this.counted += moved; return Promise.resolve(); }
}

const status = fc.constantFrom('SUCCEEDED', 'FAILED', 'CANCELLED', 'none');

describe('Settling an operation', () => {
  it('counts a tenant as moved when StackSets says so of each Region, and else lets go of it with a reason', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(status, status), { maxLength: 40 }), async outcomes => {
      const said = outcomes.flatMap((regions, each) => regions.map((its, at): Result =>
        ({ account: accountOf(each), region: REGIONS[at], status: its, reason: 'no such luck' }))).filter(({ status: its }) => its !== 'none');
      const world = new Memory(outcomes.length, said);
      const answer = await new Settler(world, REGIONS).settle({ operation: 'run-1-dormant', tier: 'dormant', stackSetOperation: 'run-1-dormant' });
      const good = outcomes.flatMap((regions, each) => regions.every(its => its === 'SUCCEEDED') ? [`t${each}`] : []);
      expect(world.moves.sort()).toEqual(good.sort());
      expect([...world.failures.keys()].length).toBe(outcomes.length - good.length);
      expect([...world.failures.values()].every(reason => /no such luck|before its turn came|did nothing there/.test(reason))).toBe(true);
      expect(answer).toEqual({ moved: good.length, failed: outcomes.length - good.length });
      expect(world.counted).toBe(good.length);
      expect(world.told.flat().map(({ tenantId }) => tenantId).sort()).toEqual(good.sort());
      expect(world.told.every(part => part.length <= 10)).toBe(true);
    }));
  });

  it('writes nothing down that the bus did not take', async () => {
    const said = REGIONS.map((region): Result => ({ account: accountOf(0), region, status: 'SUCCEEDED' }));
    const world = new Memory(1, said);
    world.refusesEvents = true;
    await expect(new Settler(world, REGIONS).settle({ operation: 'o', tier: 'dormant', stackSetOperation: 'o' })).rejects.toThrow(/bus did not take/);
    expect(world.moves).toEqual([]);
  });

  it('that was refused lets go of all with the reason, shortened', async () => {
    const world = new Memory(3, []);
    expect(await new Settler(world, REGIONS).settle({ operation: 'o', tier: 'dormant', refused: 'x'.repeat(3000) })).toEqual({ moved: 0, failed: 3 });
    expect([...world.failures.values()].map(({ length }) => length)).toEqual([500, 500, 500]);
  });

  it('whose accounts are sorted goes on with those that have a stack instance in each Region', async () => {
    const there = [[0, 0], [0, 1], [1, 0]].map(([each, at]): Result => ({ account: accountOf(each), region: REGIONS[at], status: '' }));
    const world = new Memory(3, [], there);
    const answer = await new Settler(world, REGIONS).sort({ operation: 'o', accounts: [0, 1, 2].map(accountOf), sort: true });
    expect(answer).toEqual({ accounts: [accountOf(0)] });
    expect([...world.failures]).toEqual([
      ['t1', 'the baseline has no stack instance in eu-central-1'], ['t2', 'the baseline has no stack instance in us-east-1, eu-central-1'],
    ]);
  });
});
