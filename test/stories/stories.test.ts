import { catalogue } from './catalogue';
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

const assemblies: Record<Shape, string> = { plain: synthesize('plain'), probing: synthesize('probing') };
const states = statesIn(assemblies.probing);
const coverage = new Coverage();
const privileges = new Privileges();
const homes = new Map<string, Story>();

describe.each(Object.entries(catalogue))('%s', (_, stories) => {
  test.each(stories.map(story => [story.name, story] as const))('%s', async (__, story) => {
    const played = await play(story, assemblies[story.shape ?? 'plain']);
    coverage.add(played.entries);
    privileges.add(played);
    for (const state of played.path()) { if (!homes.has(state)) { homes.set(state, story); } }
    holds(story, played);
    story.check?.(played);
  });
});

describe('every call of the document', () => {
  // How the tenant ends is for the invariants to judge: nobody is lost, doubled or left waiting.
  test.each(mishaps(states).map(mishap => [mishap.name, mishap] as const))('%s', async (_, { state, fault }) => {
    const home = homes.get(state);
    if (!home) { throw new Error(`no story comes to the state '${state}'`); }
    const played = await play({ sweepHours: 1, ...home, faults: [fault, ...home.faults ?? []] }, assemblies[home.shape ?? 'plain']);
    coverage.add(played.entries);
    privileges.add(played);
    holds({ ...home, ends: played.outcomes }, played);
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
    ['cdk-account-per-tenant-tenants-enrolment', ENROL_CALLS],
    ['cdk-account-per-tenant-tenants-access', ACCESS_CALLS],
    ['cdk-account-per-tenant-tenants-platform', TENANT_CALLS],
  ])('the calls that %s made are those that are listed', (role, listed) => {
    expect(privileges.calledBy(role)).toEqual([...new Set(Object.values(listed).flat())].sort());
  });
});
