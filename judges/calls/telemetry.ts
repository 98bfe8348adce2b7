import { rmSync } from 'fs';
import { type Recorded } from './functions';
import { Entry, Lab } from '../../src/lab';
import { redriveRoleName } from '../../src/telemetry/contract';
import { BIG_FUNCTION, MACHINE, NAME, QUICK_FUNCTION, synthesize } from '../../test/telemetry/failures/platform';
import { redrive } from '../../test/telemetry/failures/stories/stories';
import { World } from '../../test/telemetry/failures/world';
import { Fleet as Health } from '../../test/telemetry/health/a-fleet';
import { Fleet as Tiers } from '../../test/telemetry/tiers/world';

/** What functions of telemetry call: with their own roles, and with those that they take in other accounts. */
export async function telemetryCalls(): Promise<Recorded[]> {
  return [...await failures(), ...await tiers(), ...await health()];
}

/** Lambda itself writes a function's log, with the role of the function. */
const LAMBDAS_OWN = 'cloudwatchlogs';

/** With these, EventBridge starts workflows. */
const SCHEDULES = /EventsRole/;

const ORDER = { order: 1 };
const BIG = { order: 'x'.repeat(5000) };

/** Each kind of failure, given back until it is parked, and said again. */
async function failures(): Promise<Recorded[]> {
  const assembly = synthesize();
  try {
    // A function that dies leaves some in doubt.
    const world = await World.of(assembly, 2, { faults: [{ kind: 'crash', service: 'sts', action: 'assumeRole', mentions: redriveRoleName(NAME), times: 1 }] });
    const calls = recorder(world.lab);
    for (const work of [ORDER, BIG]) { await world.work(0, work); }
    await world.work(0, ORDER, QUICK_FUNCTION);
    await world.work(0, { order: 'x'.repeat(600_000) }, BIG_FUNCTION);
    world.lab.states.start(`arn:aws:states:us-east-1:${world.accountOf(0)}:stateMachine:${MACHINE}`, ORDER);
    await world.play();
    for (let times = 0; times < 5; times++) { await redrive(world); }
    await redrive(world, { ids: world.failures().map(({ id }) => id) });
    await redrive(world, { action: 'replay', region: 'us-east-1', from: '2026-01-05T00:00:00Z', to: '2026-01-07T00:00:00Z' });
    return calls();
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

/** Somebody sleeps and is woken, and somebody else is asked for by a person. */
async function tiers(): Promise<Recorded[]> {
  const fleet = await Tiers.of(3);
  const calls = recorder(fleet.lab);
  await fleet.run({ tenantId: 't0', tier: 'full', by: 'jane', reason: 'a customer calls' });
  await fleet.pass(24 * 8);
  fleet.observe('t1');
  await fleet.pass(3);
  await fleet.run({ tenantId: 't0', fixed: false, by: 'jane', reason: 'all is well' });
  return calls();
}

/** Somebody is ill, so that releases are looked at, and well again. */
async function health(): Promise<Recorded[]> {
  const fleet = await Health.of(3);
  const calls = recorder(fleet.lab);
  await fleet.put({ pk: { S: 'FLEET' }, sk: { S: 'SERVICE#orders' }, service: { S: 'orders' } });
  await fleet.census({ 1: { Invocations: 100, Errors: 20 } });
  for (let times = 0; times < 2; times++) { await fleet.census({ 1: { Invocations: 100 } }); }
  return calls();
}

/** Notes from now on who calls what, but for people and workflows. */
function recorder(lab: Lab): () => Recorded[] {
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  return () => {
    const roles = new Map(lab.all('AWS::IAM::Role').filter(({ logicalId }) => !SCHEDULES.test(logicalId)).map(({ logicalId, arn }) => [arn, logicalId]));
    const nameOf = (role: string) => roles.get(role) ?? (role.endsWith(`/${redriveRoleName(NAME)}`) ? 'RedriveInTenants' : undefined);
    return entries.flatMap(entry => {
      const name = entry.type === 'call' && entry.execution === undefined ? nameOf(entry.role) : undefined;
      if (name === undefined || entry.type !== 'call' || entry.service === LAMBDAS_OWN) { return []; }
      const { service, action, parameters } = entry;
      return [{ name, service, action, parameters }];
    });
  };
}
