import { cliIn } from './memory';
import { labDlqWorld } from '../../../src/cli/dlq/lab';
import { Lab } from '../../../src/lab';
import { synthesize } from '../../telemetry/failures/platform';
import { World } from '../../telemetry/failures/world';

const assembly = synthesize();
const cli = (lab: Lab, ...args: string[]) => cliIn(labDlqWorld(lab), args);

test('a lab without a central place, or with another one, says so', async () => {
  expect((await cli(new Lab(), 'list')).err).toMatch(/^there is no central place for failures of a platform 'tenants' on the lab/);
  expect((await cli((await World.of(assembly, 1)).lab, 'list', '--platform', 'acme')).err).toMatch(/^there is no central place for failures of a platform 'acme'/);
});

test('what fails in tenant accounts is listed with the tenant, and given back to its own account only', async () => {
  const world = await World.of(assembly, 2);
  for (const tenant of [0, 1]) { await world.work(tenant, { order: 7, of: tenant }); }
  await world.lab.play();
  const { out } = await cli(world.lab, 'list');
  expect(out.split('\n').filter(line => /^t\d/.test(line)).sort()).toEqual([
    expect.stringMatching(/^t0 {2}orders {2}invocation {2}held {2}\d{4}-/), expect.stringMatching(/^t1 {2}orders {2}invocation {2}held {2}\d{4}-/),
  ]);
  const [{ id }] = world.failures(1);
  const shown = await cli(world.lab, 'show', 't1', id.slice(0, 12));
  expect(shown.out).toMatch(/\n {2}version +v1\n/);
  expect(shown.out).toContain('\n{\n  "order": 7,\n  "of": 1\n}\n');

  world.fails = () => false;
  expect((await cli(world.lab, 'redrive', '--tenant', 't0', '--id', id, '--reason', 'x')).err).toMatch(/^there is no failure '.*' of 't0'/);
  const redriven = await cli(world.lab, 'redrive', '--tenant', 't1', '--reason', 'the shelf is full', '--wait');
  expect(redriven).toMatchObject({ code: 0, out: '1 of t1, at 5 a second: about 1 s\n1 given back\n' });
  expect(world.deeds).toMatchObject([{ account: world.accountOf(1), payload: { order: 7, of: 1 } }]);
  expect((await cli(world.lab, 'list', '--tenant', 't1')).out).toBe('nothing that waits for anybody, of t1\n');
  expect((await cli(world.lab, 'redrive', '--tenant', 't1', '--reason', 'again', '--wait')).out).toMatch(/^nothing is held of t1;/);
  expect(world.deeds).toHaveLength(1);
});

test('what fails again and again is parked, and is given back by its name', async () => {
  const world = await World.of(assembly, 1);
  await world.work(0, { order: 7 });
  await world.lab.play();
  for (let time = 0; time < 3; time++) {
    await cli(world.lab, 'redrive', '--tenant', 't0', '--reason', 'perhaps now', '--wait');
    await world.lab.play();
  }
  expect((await cli(world.lab, 'list', '--state', 'parked')).out).toMatch(/^t0 {2}orders {2}invocation {2}parked .*\n.*\n.*failed again 3 of 3 times: NoStock: the shelf is empty\n/);
  expect((await cli(world.lab, 'redrive', '--tenant', 't0', '--reason', 'x')).out).toMatch(/^nothing is held of t0; what is parked or in doubt has to be named with --id\n/);
  world.fails = () => false;
  const [{ id }] = world.failures(0);
  expect(await cli(world.lab, 'redrive', '--tenant', 't0', '--id', id, '--reason', 'it is mended', '--wait')).toMatchObject({ code: 0, out: expect.stringMatching(/\n1 given back\n$/) as string });
  expect(world.deeds).toHaveLength(1);
});

test('what an account could not hand over is said again', async () => {
  const world = await World.of(assembly, 1);
  await world.work(0, { order: 7 });
  await world.lab.play();
  const { code, out, err } = await cli(world.lab, 'replay', '--tenant', 't0', '--from', '1d', '--to', '1m', '--reason', 'the bus was away', '--wait');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/\nreplays begun: .*-bus, .*-executions\n$/);
  await world.lab.play();
  expect(world.failures()).toHaveLength(1);
});
