import { catalogue } from './catalogue';
import { unheard } from './catalogue/crashes';
import { Coverage } from './coverage';
import { statesIn } from './document';
import { mishaps } from './every-call';
import { holds } from './invariants';
import { Shape, synthesize } from './platform';
import { play } from './play';
import { Privileges } from './privileges';
import { Story } from './story';
import { ACCESS_CALLS } from '../../src/organization/contract';
import { ENROL_CALLS, TENANT_CALLS } from '../../src/tenants/workflows/enrol.asl';
import { STAMP_CALLS } from '../../src/tenants/workflows/stamp.asl';

const assemblies: Record<Shape, string> = { plain: synthesize('plain'), probing: synthesize('probing'), serving: synthesize('serving') };
const states = statesIn(assemblies.probing);
const coverage = new Coverage();
const privileges = new Privileges();
const homes = new Map<string, Story>();

/** Who fails otherwise may become ready when its run has to be begun again. */
const asGoodAs = (ends: Story['ends'], outcomes: Story['ends']): Story['ends'] => Object.fromEntries(
  Object.entries(ends).map(([tenantId, end]) => [tenantId, end === 'failed' && outcomes[tenantId] === 'ready' ? 'ready' : end]));

describe.each(Object.entries(catalogue))('%s', (_, stories) => {
  test.each(stories.map(story => [story.name, story] as const))('%s', async (__, story) => {
    const played = await play(story, assemblies[story.shape ?? 'plain']);
    coverage.add(played.entries);
    privileges.add(played);
    for (const state of played.path()) { if (!homes.has(state)) { homes.set(state, story); } }
    expect(played.outcomes).toEqual(story.ends);
    holds(story, played);
    story.check?.(played);
  });
});

describe('every call of the document', () => {
  test.each(mishaps(states).map(mishap => [mishap.name, mishap] as const))('%s', async (_, { state, fault, passes, unswept, leavesInRoot }) => {
    const home = homes.get(state);
    if (!home) { throw new Error(`no story comes to the state '${state}'`); }
    // Where nobody hears that runs end, the sweeper has to look.
    const sweepHours = unswept && !home.faults?.includes(unheard) ? undefined : 1;
    const story: Story = { sweepHours, leavesInRoot, ...home, faults: [fault, ...home.faults ?? []] };
    const played = await play(story, assemblies[home.shape ?? 'plain']);
    coverage.add(played.entries);
    privileges.add(played);
    if (passes) { expect(played.outcomes).toEqual(asGoodAs(home.ends, played.outcomes)); }
    holds(story, played);
  });

  test('was visited, and every entry of Retry and Catch was taken', () => {
    expect(coverage.missing(states)).toEqual([]);
  });
});

describe('least privilege', () => {
  test('no call was refused by IAM', () => {
    expect([...privileges.refused]).toEqual([]);
  });

  test('every action and resource that a role was granted was needed', () => {
    expect(privileges.idle()).toEqual([]);
  });

  test.each([
    ['cdk-account-per-tenant-tenants-enrolment', ENROL_CALLS, STAMP_CALLS],
    ['cdk-account-per-tenant-tenants-access', ACCESS_CALLS],
    ['cdk-account-per-tenant-tenants-platform', TENANT_CALLS],
  ])('the calls that %s made are those that are listed', (role, ...listed) => {
    expect(privileges.calledBy(role)).toEqual([...new Set(listed.flatMap(each => Object.values(each).flat()))].sort());
  });
});
