import { PublishedService, WaveSpec } from '../src/fleet/contract';
import { WaveItem } from '../src/fleet/items';
import { concurrencyOf } from '../src/fleet/waves/rounding';
import { Entry } from '../src/lab';
import { EventBridgeRoom } from '../src/lab/services/eventbridge/eventbridge-room';
import { Fleet, idOf, templateOf, wave } from '../test/fleet/releases/world';

/** How long a stack takes. */
const STACK_SECONDS = 180;
const USD_PER_TRANSITION = 0.025 / 1000;

/** As a plan that names no waves has it. */
const DEFAULTS: Partial<WaveSpec> = {
  concurrency: { percent: 10 }, tolerance: { percent: 1, orNone: true }, bakeSeconds: 1800, alarms: [],
};
const PLAN = [
  wave('1 percent', { by: 'percent', percent: 1 }, { ...DEFAULTS, concurrency: { percent: 50 } }),
  wave('10 percent', { by: 'percent', percent: 10 }, { ...DEFAULTS, concurrency: { percent: 25 } }),
  wave('everyone', { by: 'everyone' }, DEFAULTS),
];

export interface ReleaseFigures {
  /** From the request to the end of the last release, over what no release can be quicker than. */
  readonly makespan: number;
  readonly hours: number;
  /** Of one release, of the workflow. */
  readonly transitions: number;
  readonly usd: number;
  readonly longestHistory: number;
  readonly largestPayload: number;
  readonly mostAtOnce: number;
  /** Of one look of the reconciliation that finds nothing: calls, and units that DynamoDB reads. */
  readonly reconcileCalls: number;
  readonly reconcileReads: number;
  readonly setUpSeconds: number;
  readonly realSeconds: number;
  readonly megabytes: number;
}

/** Brings the second version of some services to so many tenants, all services at once. */
export async function playReleases(
  assembly: string, tenants: number, services: readonly string[],
): Promise<ReleaseFigures> {
  const began = Date.now();
  const fleet = await Fleet.of(assembly, tenants, {
    stackSets: { stackDuration: { kind: 'fixed', seconds: STACK_SECONDS } }, accountQuota: tenants + 100,
  });
  const { lab } = fleet;
  const versions = (version: string) => services.map(service => ({ service, template: templateFor(service, version) }));
  const quick = [{ ...PLAN[2], concurrency: { percent: 50 }, bakeSeconds: 0 }];
  await all(fleet, versions('1'), { waves: quick });
  const setUpSeconds = (Date.now() - began) / 1000;
  const watch = new Watch();
  lab.cloud.journal.listen(entry => watch.hear(entry));
  const since = lab.cloud.clock.now();
  const real = Date.now();
  const runs = new Set(lab.states.executions().map(({ arn }) => arn));
  await all(fleet, versions('2'), { waves: PLAN });
  const hours = (watch.endedAt - since) / 3_600_000;
  const realSeconds = (Date.now() - real) / 1000;
  for (const { service, template } of versions('2')) {
    const behind = fleet.tenants.filter(tenant => fleet.truth(tenant, service) !== idOf(template)).length;
    if (behind > 0) { throw new Error(`${behind} tenants have not got ${service}: ${JSON.stringify(fleet.releases(service).at(-1)).slice(0, 2000)}`); }
  }
  const waves = JSON.parse(String(fleet.releases(services[0]).at(-1)!.waves)) as WaveItem[];
  const bound = waves.reduce((sum, { tenants: count }, at) =>
    sum + Math.ceil(count / concurrencyOf(PLAN[at].concurrency, count)) * STACK_SECONDS + PLAN[at].bakeSeconds, 0);
  const executions = lab.states.executions().filter(({ arn }) => !runs.has(arn));
  const transitions = executions.reduce((sum, each) => sum + each.transitions, 0) / services.length;
  const atOnce = Math.max(...waves.map((each, at) => concurrencyOf(PLAN[at].concurrency, each.tenants)));
  const looked = await reconcile(fleet, watch);
  return {
    makespan: hours * 3600 / bound,
    hours,
    transitions,
    usd: transitions * USD_PER_TRANSITION,
    longestHistory: Math.max(...executions.map(({ events }) => events)),
    largestPayload: watch.largestPayload,
    mostAtOnce: services.length * atOnce,
    ...looked,
    setUpSeconds,
    realSeconds,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

async function all(
  fleet: Fleet, versions: readonly { service: string; template: string }[], over: Partial<PublishedService>,
): Promise<void> {
  for (const [at, { service, template }] of versions.entries()) {
    await fleet.publish(template, { ...over, service, order: at + 1 });
  }
  for (const { service } of versions) { fleet.start({ service }); }
  await fleet.lab.play();
}

/** One look in which nobody is behind. */
async function reconcile({ lab }: Fleet, watch: Watch): Promise<Pick<ReleaseFigures, 'reconcileCalls' | 'reconcileReads'>> {
  const [calls, { reads }] = [watch.calls, lab.capacity()];
  const until = lab.cloud.clock.now() + 6 * 3_600_000;
  lab.cloud.room<EventBridgeRoom>('eventbridge').startSchedules(until);
  await lab.play();
  return { reconcileCalls: watch.calls - calls, reconcileReads: lab.capacity().reads - reads };
}

/** Each service has names of its own. */
const templateFor = (service: string, version: string) => templateOf(version, {
  Version: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/${service}/version`, Type: 'String', Value: version } },
});

class Watch {
  public endedAt = 0;
  public largestPayload = 0;
  public calls = 0;

  public hear(entry: Entry): void {
    if (entry.type === 'event' && entry.detailType === 'FleetReleaseChanged') { this.endedAt = Date.parse(entry.at); }
    if (entry.type !== 'call') { return; }
    this.calls++;
    // What functions are answered is no payload of Step Functions.
    if (entry.execution !== undefined && !entry.role.includes('Functions')) {
      const sizes = [entry.parameters, entry.result ?? ''].map(value => JSON.stringify(value).length);
      this.largestPayload = Math.max(this.largestPayload, ...sizes);
    }
  }
}
