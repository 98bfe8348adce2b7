import { rolling } from './fleets';
import { cli, hex, ME, MemoryFleet } from './memory';
import { controlMachineName, PHASES, releaseMachineName, Wish } from '../../../src/fleet/contract';

const CONTROL = controlMachineName('tenants');
const RELEASE = releaseMachineName('tenants');

/** Waves are of no matter here. */
const BEFORE = { before: JSON.stringify({ version: hex('a'), template: 'https://a' }) };

/** The release of orders stands so from now on. */
function becomes(data: MemoryFleet, phase: typeof PHASES[keyof typeof PHASES], because?: string, wish?: Wish): void {
  data.release('orders', '000007', { ...BEFORE, phase, because, wish: wish && JSON.stringify(wish) });
}

const WISH: Wish = { action: 'resume', by: ME, reason: 'mended', at: '2026-03-02T12:00:00Z' };

describe('what means nothing is refused before anything is started', () => {
  const nothing = (data: MemoryFleet) => expect(data.started).toEqual([]);
  test.each<[string, string[], string]>([
    ['halt without a reason', ['halt', 'orders'], '--reason is missing: why; it is kept with who asked for it'],
    ['a service that is not there', ['halt', 'order', '--reason', 'x'], "there is no service 'order' on platform 'tenants'; there are users, orders"],
    ['a name that no service has', ['halt', 'Orders!', '--reason', 'x'], "SERVICE must be the name of a service, such as 'orders', got 'Orders!'"],
    ['nothing under way', ['rollback', 'users', '--reason', 'x'], "no release of 'users' is under way: the last one, 000001, is done. To bring another version, release it: fleet release users --version VERSION"],
    ['a release that is over', ['rollback', 'orders', '6', '--reason', 'x'], "release 000006 of 'orders' is over: done"],
    ['to resume what goes on', ['resume', 'orders', '--reason', 'x'], "release 000007 of 'orders' is rolling; resume is for one that is halted or stuck"],
    ['too long a reason', ['halt', 'orders', '--reason', 'x'.repeat(501)], '--reason must have at most 500 characters, got 501'],
    ['too long a name', ['unpin', 'acme', 'orders', '--reason', 'x', '--by', 'x'.repeat(201)], '--by must have at most 200 characters, got 201'],
    ['a pin for a service that is not there', ['pin', 'acme', 'order', '--reason', 'x'], "there is no service 'order' on platform 'tenants'; there are users, orders"],
    ['a pin until yesterday', ['pin', 'acme', 'orders', '--reason', 'x', '--until', '2026-03-01'], "--until must be to come, got '2026-03-01'"],
    ['a day that is none', ['pin', 'acme', 'orders', '--reason', 'x', '--until', '2027-02-30'], "--until must be a day, such as 2026-03-31, or a time, such as 2026-03-31T18:00Z, got '2027-02-30'"],
    ['a time without its zone', ['pin', 'acme', 'orders', '--reason', 'x', '--until', '2027-02-03T10:00'], "--until must be a day, such as 2026-03-31, or a time, such as 2026-03-31T18:00Z, got '2027-02-03T10:00'"],
    ['no name of a ring', ['ring', 'acme', 'Early Birds', '--reason', 'x'], "RING must be lower-case letters, digits and hyphens, such as 'canary', got 'Early Birds'"],
    ['a version that was never there', ['release', 'orders', '--version', hex('d')], `version ${hex('d')} of 'orders' was never released and is not the newest published one, ${hex('b')}; 'fleet releases --service orders' lists those that were`],
    ['no version', ['release', 'orders', '--version', 'v2'], "--version must be 16 hexadecimal digits, as 'fleet releases' shows them, got 'v2'"],
    ['a service without a published version', ['release', 'bills'], "there is no service 'bills' on platform 'tenants'; there are users, orders"],
  ])('%s', async (_, args, message) => {
    const data = rolling();
    expect(await cli(data, args)).toEqual({ code: 2, out: '', err: message });
    nothing(data);
  });
});

test.each<[string, string[], object]>([
  ['halt', ['halt', 'orders', '--reason', 'errors'], { action: 'halt', service: 'orders', release: '000007' }],
  ['promote', ['promote', 'orders', '--reason', 'errors'], { action: 'promote', service: 'orders', release: '000007' }],
  ['rollback', ['rollback', 'orders', '7', '--reason', 'errors'], { action: 'rollback', service: 'orders', release: '000007' }],
  ['pin', ['pin', 'acme', 'orders', '--reason', 'errors'], { action: 'pin', tenantId: 'acme', service: 'orders' }],
  ['pin until a day', ['pin', 'acme', 'orders', '--reason', 'errors', '--until', '2026-04-01'], { action: 'pin', tenantId: 'acme', service: 'orders', until: '2026-04-01T00:00:00.000Z' }],
  ['pin until a time', ['pin', 'acme', 'orders', '--reason', 'errors', '--until', '2026-04-01T10:00+02:00'], { action: 'pin', tenantId: 'acme', service: 'orders', until: '2026-04-01T08:00:00.000Z' }],
  ['unpin', ['unpin', 'acme', 'orders', '--reason', 'errors'], { action: 'unpin', tenantId: 'acme', service: 'orders' }],
  ['ring without a ring', ['ring', 'flux', '--reason', 'errors'], { action: 'ring', tenantId: 'flux', ring: '' }],
  ['ring', ['ring', 'flux', 'canary', '--reason', 'errors'], { action: 'ring', tenantId: 'flux', ring: 'canary' }],
])('%s starts the control workflow, with who asks and why', async (_, args, input) => {
  const data = rolling();
  expect(await cli(data, args)).toMatchObject({ code: 0, err: '' });
  expect(data.started).toEqual([{ machine: CONTROL, input: { ...input, by: ME, reason: 'errors' } }]);
});

test('--by says who asks', async () => {
  const data = rolling();
  await cli(data, ['halt', 'orders', '--reason', 'errors', '--by', 'the night watch']);
  expect(data.started[0].input.by).toBe('the night watch');
});

test('what the control workflow refuses is told, and so is what it fails of', async () => {
  const data = rolling();
  data.onStart = () => ({ status: 'FAILED', error: 'ControlRejected', cause: 'there is no tenant nobody' });
  expect(await cli(data, ['pin', 'nobody', 'orders', '--reason', 'x'])).toEqual({ code: 2, out: '', err: 'refused: there is no tenant nobody' });
  data.onStart = () => ({ status: 'SUCCEEDED', output: '{"outcome":"nothing to do","release":"000007","phase":"done"}' });
  expect(await cli(data, ['halt', 'orders', '--reason', 'x'])).toEqual({ code: 2, out: '', err: 'nothing to do: release 000007 is done by now' });
  data.onStart = () => ({ status: 'FAILED', error: 'DynamoDb.ProvisionedThroughputExceededException', cause: 'slow down' });
  expect((await cli(data, ['halt', 'orders', '--reason', 'x'])).err).toBe('DynamoDb.ProvisionedThroughputExceededException: slow down\n  execution-3');
});

describe('--wait', () => {
  test('of halt ends once it is halted', async () => {
    const data = rolling();
    const { code, out } = await cli(data, ['halt', 'orders', '--reason', 'x', '--wait'], pauses => { if (pauses === 3) { becomes(data, PHASES.halted); } });
    expect(out).toMatch(/^halt of 'orders' 000007 is asked for\n12:00 {2}orders 000007: rolling, wave 2 of 3 \(10 percent, 10 tenants\): rolling\n12:00 {2}orders 000007: halted\n/);
    expect(out).toContain('fleet resume orders --reason WHY');
    expect(code).toBe(0);
  });

  test('of halt is 1 when the release was over before', async () => {
    const data = rolling();
    expect((await cli(data, ['halt', 'orders', '--reason', 'x', '--wait'], () => becomes(data, PHASES.done))).code).toBe(1);
  });

  test('of rollback is 0 when all are back, and 1 when some are not', async () => {
    const data = rolling();
    const back = ['rollback', 'orders', '--reason', 'x', '--wait'];
    expect((await cli(data, back, pauses => becomes(data, pauses < 3 ? PHASES.back : PHASES.rolledBack))).code).toBe(0);
    becomes(data, PHASES.rolling);
    const { code, out } = await cli(data, back, pauses => becomes(data, pauses < 3 ? PHASES.back : PHASES.stuck, '2 of 9 did not come back'));
    expect(out).toContain('orders 000007: stuck: 2 of 9 did not come back\n');
    expect(out).toContain('choose Continue update rollback');
    expect(code).toBe(1);
  });

  test('of resume takes a release for stuck only once it has seen the wish', async () => {
    const data = rolling();
    becomes(data, PHASES.stuck, 'one did not come back', WISH);
    const { code } = await cli(data, ['resume', 'orders', '--reason', 'mended', '--wait'], pauses => {
      if (pauses === 3) { becomes(data, PHASES.back); }
      if (pauses === 5) { becomes(data, PHASES.rolledBack); }
    });
    expect(code).toBe(0);
  });
});

describe('release', () => {
  const asked = ['release', 'orders', '--reason', 'a fix'];

  /** A workflow that puts release 8 on record after a while. */
  function releasing(data: MemoryFleet) {
    data.onStart = (machine, input) => ({ status: machine === RELEASE && input.service === 'orders' ? 'RUNNING' : 'FAILED' });
    return (phase: typeof PHASES[keyof typeof PHASES], because?: string) => data.release('orders', '000008', { phase, because, run: 'execution-1' });
  }

  test('starts the release workflow, and says which release it is', async () => {
    const data = rolling();
    const become = releasing(data);
    const { code, out } = await cli(data, asked, pauses => { if (pauses === 2) { become(PHASES.queued); } });
    expect(data.started).toEqual([{ machine: RELEASE, input: { service: 'orders', reason: 'a fix', requestedBy: ME } }]);
    expect({ code, out }).toEqual({ code: 0, out: '12:00  orders 000008: queued\n' });
  });

  test('takes an earlier version, and what may be replaced', async () => {
    const data = rolling();
    const become = releasing(data);
    await cli(data, [...asked, '--version', hex('c'), '--may-replace', 'Orders7A1B, Queue2', '--by', 'jane'], () => { become(PHASES.queued); });
    expect(data.started[0].input).toEqual({ service: 'orders', version: hex('c'), mayReplace: ['Orders7A1B', 'Queue2'], reason: 'a fix', requestedBy: 'jane' });
  });

  test.each([[PHASES.done, 0], [PHASES.rolledBack, 1], [PHASES.refused, 1], [PHASES.superseded, 1], [PHASES.stuck, 1]])('--wait: %s is exit code %i', async (end, code) => {
    const data = rolling();
    const become = releasing(data);
    expect((await cli(data, [...asked, '--wait'], pauses => { become(pauses < 4 ? PHASES.rolling : end); })).code).toBe(code);
  });

  test('--wait --json prints the release and nothing else', async () => {
    const data = rolling();
    const become = releasing(data);
    const { out } = await cli(data, [...asked, '--wait', '--json'], pauses => { become(pauses < 4 ? PHASES.halted : PHASES.done); });
    expect(JSON.parse(out)).toMatchObject({ release: '000008', phase: 'done' });
  });

  test('a request that the workflow rejects is told with its reasons', async () => {
    const data = rolling();
    data.onStart = () => ({ status: 'FAILED', error: 'ReleaseRejected', cause: "'kind' must be release" });
    expect(await cli(data, asked)).toMatchObject({ code: 2, err: "refused: 'kind' must be release" });
  });

  test('a release that another run has taken up by then is followed all the same', async () => {
    const data = rolling().release('orders', '000008', { phase: PHASES.done, run: 'another' });
    data.onStart = () => ({ status: 'SUCCEEDED', output: '{"outcome":"another run has it","service":"orders","release":"000008"}' });
    expect(await cli(data, [...asked, '--wait'])).toMatchObject({ code: 0, out: '12:00  orders 000008: done\n' });
  });

  test('a workflow that fails before there is a release is told with its cause', async () => {
    const data = rolling();
    data.onStart = () => ({ status: 'FAILED', error: 'States.Runtime', cause: 'no role' });
    expect((await cli(data, asked)).err).toBe('States.Runtime: no role\n  execution-1');
  });
});
