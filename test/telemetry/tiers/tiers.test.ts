import { idle } from './stories/idle';
import { mishaps } from './stories/mishaps';
import { Stories } from './stories/stories';
import { wishes } from './stories/wishes';
import { tiersIn } from './world';
import { tiers } from '../../../src/telemetry/tiers/workflows/tiers.asl';

const stories = new Stories();

afterEach(() => { stories.close(); });

idle(stories);
wishes(stories);
mishaps(stories);

describe('Thousands who fall asleep at once', () => {
  it('take one operation for a thousand, and transitions for each operation only', async () => {
    const fleet = await stories.fleet(2_100, { regions: ['us-east-1'] });
    await fleet.nobodyForLong();
    const run = await fleet.run();
    expect(fleet.operations().sort()).toEqual([100, 1000, 1000]);
    expect(tiersIn(fleet)).toEqual({ dormant: 2_100 });
    expect(run.transitions).toBeLessThan(5 + 3 * 25);
    expect(fleet.events()).toHaveLength(2_100);
    // Each is put into the operation, moved, and told in its history.
    expect(JSON.parse(run.output!)).toMatchObject({ moved: 2_100, failed: 0 });
  });
});

describe('What roles of tiers may do', () => {
  it('is what some story needs', () => {
    expect(stories.privileges.idle().filter(entry => /^(Mover|cdk-account-per-tenant-tenants-(survey|metrics))/.test(entry))).toEqual([]);
  });
});

describe('Every state', () => {
  it('of the document is one that some story comes to', () => {
    const { States } = tiers({ partition: '', stackSetName: '', callAs: '', regions: [], survey: '', settle: '' });
    const inside = (States['Move them'].ItemProcessor as { States: object }).States;
    expect([...Object.keys(States), ...Object.keys(inside)].filter(state => !stories.visited.has(state))).toEqual([]);
  });
});
