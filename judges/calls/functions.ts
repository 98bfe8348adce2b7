import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Assembly, example, releasing, story, templatesOf } from './documents';
import { fromJson } from './known';
import { Call } from './tasks';
import { telemetryCalls } from './telemetry';
import { ROOT } from '../../build-tools/processes';
import { tenantPreviewRoleName } from '../../src/fleet/contract';
import { Entry, JsonObject, Lab } from '../../src/lab';
import { Fleet, templateOf } from '../../test/fleet/releases/world';
import { catalogue } from '../../test/stories/catalogue';
import { Shape } from '../../test/stories/platform';
import { view } from '../../test/stories/play';
import { Story, tenant } from '../../test/stories/story';

/** A call that a function or custom resource made in the lab. */
export interface Recorded {
  /** The function. */
  readonly name: string;
  readonly service: string;
  readonly action: string;
  readonly parameters: JsonObject;
}

/** What was called, each form once, and what of the handlers no story came to. */
export interface Played { readonly calls: readonly Recorded[]; readonly unplayed: readonly string[] }

/** Lambda itself writes a function's log, with the role of the function. */
const LAMBDAS_OWN = 'cloudwatchlogs';

/** The stories do without this one: handlers need not be played to their last line there, but here. */
const STRANDED: Story = {
  name: 'who fails in line and cannot leave it is taken off by the sweeper', asks: [tenant('acme')], sweepHours: 1, ends: { acme: 'failed' },
  faults: [
    { kind: 'error', service: 'dynamodb', action: 'updateItem', inState: 'Take a place', error: 'AccessDeniedException', times: 1000 },
    { kind: 'error', service: 'dynamodb', action: 'deleteItem', inState: 'Leave the line', error: 'AccessDeniedException', times: 1000 },
  ],
};

/** What is called when a platform is deployed, and nobody asks for anything. */
const DEPLOYMENT: Story = { name: 'a deployment', asks: [], ends: {} };

/** Plays the stories in which handlers have something to do. */
export async function playedCalls(): Promise<Played> {
  const shapes: Readonly<Record<Shape, Assembly>> = { plain: story('plain'), probing: story('probing'), serving: story('serving') };
  const stories = [...catalogue['wrong requests'], ...Object.values(catalogue).flat().filter(({ sweepHours }) => sweepHours), STRANDED];
  const calls = new Map<string, Recorded>();
  const secured = await example('secured-platform');
  const released = releasing();
  const plays: readonly [Story, Assembly][] = [
    ...stories.map((each): [Story, Assembly] => [each, shapes[each.shape ?? 'plain']]), [DEPLOYMENT, secured],
  ];
  try {
    for (const [told, assembly] of plays) {
      for (const call of await play(told, assembly)) { calls.set(JSON.stringify(call), call); }
    }
    const others = [...await release(released), ...await telemetryCalls()];
    for (const call of others) { calls.set(JSON.stringify(call), call); }
  } finally {
    [...Object.values(shapes), secured, released].forEach(assembly => assembly.remove());
  }
  return { calls: [...calls.values()], unplayed: unplayed([...calls.values()]) };
}

/** As the judge gets it. */
export const callOf = ({ name, service, action, parameters }: Recorded, task: number, document = 'functions'): Call => ({
  document, task, state: name, by: 'function', service, action, pattern: '', parameters: fromJson(parameters),
  errors: [], reads: [], comparisons: [],
});

/** From the deployment on, as custom resources call then. */
async function play(told: Story, assembly: Assembly): Promise<Recorded[]> {
  const { asks, deeds, faults, sweepHours, lab: options } = told;
  const lab = new Lab({ accountQuota: 1000, ...options, faults });
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  await lab.deploy(assembly.folder);
  const start = lab.cloud.clock.now();
  const machineArn = lab.only('AWS::StepFunctions::StateMachine', 'Enrolment').ref;
  const watched = view(lab, entries, machineArn);
  for (const { after = 0, detail, direct } of asks) {
    lab.cloud.clock.at(start + after * 1000, () => {
      if (direct) { lab.states.start(machineArn, detail); return; }
      void lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'test', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }]);
    });
  }
  for (const { after, what } of deeds ?? []) {
    lab.cloud.clock.at(start + after * 1000, () => { what(lab, watched); });
  }
  if (sweepHours) { lab.events.startSchedules(start + sweepHours * 3_600_000); }
  await lab.play();
  return madeBy(assembly, lab, entries);
}

/** So many that the first is kept no longer for a way back, and a month later nobody needs it. */
const VERSIONS = 8;
const LONG_AFTER_MS = 40 * 86_400_000;

/** One version after the other, with previews; long after, what is not needed is collected. */
async function release(assembly: Assembly): Promise<Recorded[]> {
  const fleet = await Fleet.of(assembly.folder, 6);
  const { lab } = fleet;
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  for (let version = 1; version <= VERSIONS; version++) { await fleet.release(templateOf(String(version))); }
  await fleet.enrolling('new');
  fleet.at(60, () => { void fleet.enrolled('new'); });
  await fleet.release(templateOf('last'));
  await lab.cloud.clock.run(lab.cloud.clock.now() + LONG_AFTER_MS);
  fleet.schedules(24);
  await lab.play();
  return madeBy(assembly, lab, entries);
}

/** What functions and custom resources have called. */
function madeBy(assembly: Assembly, lab: Lab, entries: readonly Entry[]): Recorded[] {
  const names = functionsByRole(assembly, lab);
  return entries.flatMap(entry => {
    const name = entry.type === 'call' && entry.execution === undefined ? names.get(entry.role) ?? inTenants(entry.role) : undefined;
    if (name === undefined || entry.type !== 'call' || entry.service === LAMBDAS_OWN) { return []; }
    const { service, action, parameters } = entry;
    return [{ name, service, action, parameters }];
  });
}

/** Change sets are made with a role of the tenant's account. */
const inTenants = (role: string) => role.endsWith(`/${tenantPreviewRoleName('tenants')}`) ? 'Preview' : undefined;

/** A function calls with its role, and each has its own. */
function functionsByRole(assembly: Assembly, lab: Lab): ReadonlyMap<string, string> {
  const roles = new Map(lab.all('AWS::IAM::Role').map(({ logicalId, arn }) => [logicalId, arn ?? '']));
  return new Map(templatesOf(assembly).flatMap(resources => Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, { Properties }]): [string, string] => {
      const role = (Properties as { Role?: { 'Fn::GetAtt'?: string[] } }).Role?.['Fn::GetAtt']?.[0];
      return [roles.get(role ?? '') ?? '', id];
    })));
}

/** What handlers can call by their text, and have not called. */
function unplayed(calls: readonly Recorded[]): string[] {
  const made = new Set(calls.map(({ action }) => action));
  const folder = join(ROOT, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /handlers\/.*\.ts$/.test(file)).sort().flatMap(file =>
    [...new Set([...readFileSync(join(folder, file), 'utf8').matchAll(/new (\w+)Command\(/g)].map(([, name]) => name))]
      .filter(name => !made.has(name[0].toLowerCase() + name.slice(1)))
      .map(name => `src/${file}: ${name} was called in no story, so nothing judges it`));
}
