import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliIn } from './memory';
import { labWorld } from '../../../src/cli/fleet/lab';
import { Lab } from '../../../src/lab';
import { ALARM, synthesize } from '../../fleet/releases/platform';
import { Fleet, idOf, templateOf } from '../../fleet/releases/world';

const assembly = synthesize();
const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
const [ONE, TWO, THREE] = ['one', 'two', 'three'].map(version => templateOf(version));

const cli = (lab: Lab, ...args: string[]) => cliIn(labWorld(lab), args);

/** Twenty tenants that have the first version. */
async function fleetOn(template = ONE): Promise<Fleet> {
  const fleet = await Fleet.of(assembly, 20);
  await fleet.publish(template);
  expect(await cli(fleet.lab, 'release', 'orders', '--wait')).toMatchObject({ code: 0, err: '' });
  return fleet;
}

test('a lab without a fleet, or with another one, says so', async () => {
  expect((await cli(new Lab(), 'status')).err).toMatch(/^there is no fleet of a platform 'tenants' on the lab/);
  expect((await cli((await Fleet.of(assembly, 1)).lab, 'status', '--platform', 'acme')).err).toMatch(/^there is no fleet of a platform 'acme'/);
});

test('a first release goes to everybody, wave by wave, and status says so', async () => {
  const fleet = await Fleet.of(assembly, 20);
  await fleet.publish(ONE);
  expect((await cli(fleet.lab, 'status')).out).toBe('orders\n  published, never released: fleet release orders\n');
  const { code, out } = await cli(fleet.lab, 'release', 'orders', '--reason', 'the first', '--wait');
  expect(out).toMatch(/orders 000001: rolling, wave 1 of 3 \(canary, 5 tenants\): rolling\n[^]*wave 2 of 3 \(some, 5 tenants\): baking\n[^]*wave 3 of 3[^]*orders 000001: done\n$/);
  expect(code).toBe(0);
  expect((await cli(fleet.lab, 'status')).out).toContain(`tenants   20 ready, 20 on ${idOf(ONE)} (good)\n`);
  expect((await cli(fleet.lab, 'tenants', '--behind')).out).toBe('nobody is behind\n');
});

test('a bad release that only the alarm shows ends with exit code 1, and its page says why', async () => {
  const fleet = await fleetOn();
  await fleet.publish(THREE);
  fleet.at(400, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
  const { code, out } = await cli(fleet.lab, 'release', 'orders', '--wait');
  expect(out).toMatch(new RegExp(`orders 000002: rolled back: wave canary: the alarm ${ALARM} is ALARM\n$`));
  expect(code).toBe(1);
  const html = join(folder, 'bad.html');
  await cli(fleet.lab, 'page', 'orders', '--html', html);
  const text = readFileSync(html, 'utf8');
  expect(text).toContain(`<p class="first lost">wave canary: the alarm ${ALARM} is ALARM</p>`);
  expect(text).toContain(`<ul class="readings"><li>the alarm ${ALARM} is ALARM</li></ul>`);
  expect(text).toContain('5 accounts have come back');
  expect(text).toContain(`20 on ${idOf(ONE)} (before it)`);
});

test('a halt waits, a resume goes on, and a pinned tenant keeps what it has', async () => {
  const fleet = await fleetOn();
  await fleet.publish(TWO);
  expect(await cli(fleet.lab, 'pin', 't19', 'orders', '--reason', 'not before June', '--until', '2099-06-01')).toMatchObject({ code: 0, out: 't19 keeps what it has of orders until 2099-06-01\n' });
  expect(await cli(fleet.lab, 'pin', 't99', 'orders', '--reason', 'x')).toMatchObject({ code: 2, err: 'refused: there is no tenant t99' });
  expect((await cli(fleet.lab, 'release', 'orders')).out).toMatch(/orders 000002: /);
  expect((await cli(fleet.lab, 'halt', 'orders', '--reason', 'a look', '--wait')).out).toMatch(/orders 000002: halted\n/);
  expect((await cli(fleet.lab, 'halt', 'orders', '--reason', 'again')).err).toBe("release 000002 of 'orders' is halted; halt is for one that is planning or rolling");
  expect(await cli(fleet.lab, 'resume', 'orders', '--reason', 'it is well', '--wait')).toMatchObject({ code: 0 });
  expect((await cli(fleet.lab, 'tenants', '--behind')).out).toMatch(new RegExp(`\nt19 .* ${idOf(ONE)}  behind .* until 2099-06-01 00:00, by lab: not before June\n$`));
  expect(fleet.truth('t19')).toBe(idOf(ONE));
});

test('a rollback brings everybody back, and an earlier version can be released again', async () => {
  const fleet = await fleetOn();
  await fleet.publish(TWO);
  await cli(fleet.lab, 'release', 'orders');
  await fleet.lab.play(fleet.lab.cloud.clock.now() + 900_000);
  expect(await cli(fleet.lab, 'rollback', 'orders', '--reason', 'customers complain', '--wait')).toMatchObject({ code: 0 });
  expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
  expect(await cli(fleet.lab, 'release', 'orders', '--wait')).toMatchObject({ code: 0 });
  expect(await cli(fleet.lab, 'release', 'orders', '--version', idOf(ONE), '--wait')).toMatchObject({ code: 0 });
  expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
  expect((await cli(fleet.lab, 'show', 'orders', '2')).out).toContain('customers complain');
});

test('a page can be drawn at any moment of a release', async () => {
  const fleet = await fleetOn();
  await fleet.publish(TWO);
  await cli(fleet.lab, 'release', 'orders');
  const html = join(folder, 'each.html');
  for (let minute = 0; minute < 40; minute++) {
    await fleet.lab.play(fleet.lab.cloud.clock.now() + 60_000);
    expect(await cli(fleet.lab, 'page', 'orders', '--html', html)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(html, 'utf8')).not.toMatch(/NaN|undefined|Infinity|Invalid/);
  }
  expect(existsSync(html)).toBe(true);
});
