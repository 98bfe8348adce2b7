import { cli, failing, ME, MemoryFailures } from './memory';
import { redriveMachineName } from '../../../src/telemetry/contract';

const MACHINE = redriveMachineName('tenants');
const REDRIVE = ['redrive', '--tenant', 'acme', '--reason', 'mended'];
const REPLAY = ['replay', '--tenant', 'acme', '--reason', 'the bus was away'];

describe('what means nothing is refused before anything is started', () => {
  test.each<[string, string[], string[]]>([
    ['no tenant and no reason', ['redrive'], ["--tenant is missing: whose failures: the tenant's name, or its account id", '--reason is missing: why; it is kept with who asked for it']],
    ['too fast', [...REDRIVE, '--rate', '200'], ["--rate must be how many in a second, from 0.1 to 100, got '200'"]],
    ['a rate in words', [...REDRIVE, '--rate', 'slowly'], ["--rate must be how many in a second, from 0.1 to 100, got 'slowly'"]],
    ['too long a reason', ['redrive', '--tenant', 'acme', '--reason', 'x'.repeat(1001)], ['--reason must have at most 1,000 characters, got 1,001']],
    ['ids and a service', [...REDRIVE, '--id', 'a', '--service', 'orders'], ['--id and --service say the same twice; leave one of them out']],
    ['an id that is not there', [...REDRIVE, '--id', 'nope'], ["there is no failure 'nope' of 'acme'; 'dlq list --tenant acme' lists those that wait, with --state redriven those that were given back"]],
    ["another tenant's id", [...REDRIVE, '--id', 'f0000001-forged'], [expect.stringMatching(/^there is no failure 'f0000001-forged' of 'acme'/) as string]],
    ['one that was given back, and one that is not there', [...REDRIVE, '--id', '88bb0004-redriven', '--id', 'nope'],
      [expect.stringMatching(/^there is no failure 'nope'/) as string, "'88bb0004-redriven' was given back, and has not failed again so far"]],
    ['one that is forged, one that is busy, and an event', ['redrive', '--tenant', 'flux', '--reason', 'x', '--id', 'f0000001', '--id', 'f0000002', '--id', 'f0000003'], [
      "'f0000001-forged' says that it is of another account than the one that sent it, and is never given back",
      "'f0000002-own' is an event of your own, which cannot be given back", "'f0000003-busy' is being given back just now",
    ]],
    ['a tenant that is not there', ['redrive', '--tenant', 'acne', '--reason', 'x'], [expect.stringMatching(/knows no account of a tenant 'acne'/) as string]],
    ['a replay without its time', REPLAY, ['--from is missing: since when, such as 2026-03-31T18:00Z or 2d', '--to is missing: until when']],
    ['a replay the wrong way round', [...REPLAY, '--from', '1h', '--to', '2h'], ["--from must be before --to, got '1h' and '2h'"]],
    ['a replay of what is to come', [...REPLAY, '--from', '1h', '--to', '2026-04-01'], ["--to must be over by now, got '2026-04-01'; nothing is archived before it happens"]],
    ['a replay nowhere', [...REPLAY, '--from', '2h', '--to', '1h', '--tenant-region', 'Mars'], ["--tenant-region must be the name of a Region, such as 'eu-central-1', got 'Mars'"]],
  ])('%s', async (_, args, messages) => {
    const data = failing();
    const { code, out, err } = await cli(data, args);
    expect(err.split('\n  ')).toEqual(messages);
    expect({ code, out, started: data.started }).toEqual({ code: 2, out: '', started: [] });
  });
});

test('nothing is held: says so and starts nothing', async () => {
  const data = new MemoryFailures().put('acme', 'p', { state: 'parked' });
  expect(await cli(data, [...REDRIVE, '--service', 'orders'])).toEqual({
    code: 0, err: '', out: 'nothing is held of acme, orders; what is parked or in doubt has to be named with --id\n',
  });
  expect(data.started).toEqual([]);
});

test.each<[string, string[], object]>([
  ['all that is held', [], { perSecond: 5 }],
  ['of one service, slowly', ['--service', 'bills', '--rate', '0.5'], { service: 'bills', perSecond: 0.5 }],
  ['what is named, held or not, once', ['--id', '5f2c0002', '--id', '99cc0005-doubt', '--id', '5f2c0002-parked'], { ids: ['5f2c0002-parked', '99cc0005-doubt'], perSecond: 5 }],
])('redrive gives back %s, to the account of the tenant, with who asks and why', async (_, more, input) => {
  const data = failing();
  expect(await cli(data, [...REDRIVE, ...more])).toMatchObject({ code: 0, err: '' });
  expect(data.started).toEqual([{ machine: MACHINE, input: { accountId: '333333333333', by: ME, reason: 'mended', ...input } }]);
});

test("a tenant is named by its account's id as well, and --by says who asks", async () => {
  const data = failing();
  const { out } = await cli(data, ['redrive', '--tenant', '333333333333', '--reason', 'x', '--by', 'the night watch', '--json']);
  expect(data.started[0].input).toMatchObject({ accountId: '333333333333', by: 'the night watch' });
  expect(JSON.parse(out)).toEqual({ run: 'run-1' });
});

test('replay asks for a time in a Region of the account', async () => {
  const data = failing();
  await cli(data, [...REPLAY, '--from', '2d', '--to', '2026-03-02T10:00Z']);
  await cli(data, [...REPLAY, '--from', '2026-03-01', '--to', '1h', '--tenant-region', 'eu-central-1']);
  const asked = { action: 'replay', accountId: '333333333333', by: ME, reason: 'the bus was away' };
  expect(data.started).toEqual([
    { machine: MACHINE, input: { ...asked, region: 'us-east-1', from: '2026-02-28T12:00:00.000Z', to: '2026-03-02T10:00:00.000Z' } },
    { machine: MACHINE, input: { ...asked, region: 'eu-central-1', from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T11:00:00.000Z' } },
  ]);
});

describe('--wait', () => {
  const waiting = (output: object, args = REDRIVE) => {
    const data = failing();
    data.onStart = () => ({ status: 'RUNNING' });
    return cli(data, [...args, '--wait'], pauses => { if (pauses === 3) { data.ends('run-1', { status: 'SUCCEEDED', output: JSON.stringify(output) }); } });
  };

  test('all were given back: 0', async () => {
    expect(await waiting({ accountId: '333333333333', redriven: 2, kept: 0, doubtful: 0, parked: 0, refused: 0, passed: 1 })).toEqual({
      code: 0, err: '', out: '2 of acme, at 5 a second: about 1 s\n2 given back, 1 left alone\n',
    });
  });

  test.each(['kept', 'doubtful', 'refused'])('some were %s: 1, and where to look', async name => {
    const { code, out } = await waiting({ redriven: 1, [name]: 1 });
    expect(code).toBe(1);
    expect(out).toMatch(/\ndlq list --tenant acme says why\n$/);
  });

  test('of a replay: which replays were begun', async () => {
    const { code, out } = await waiting({ replays: ['run-1-bus', 'run-1-executions'] }, [...REPLAY, '--from', '2h', '--to', '1h']);
    expect(out).toMatch(/\nreplays begun: run-1-bus, run-1-executions\n$/);
    expect(code).toBe(0);
  });

  test('--json prints what became of it and nothing else', async () => {
    const { out } = await waiting({ redriven: 2 }, [...REDRIVE, '--json']);
    expect(JSON.parse(out)).toEqual({ run: 'run-1', redriven: 2 });
  });

  test.each<[string, object, string]>([
    ['what the workflow refuses', { status: 'FAILED', error: 'RedriveRejected', cause: "'by' must say who asks" }, "refused: 'by' must say who asks"],
    ['an account that lets nobody in', { status: 'FAILED', error: 'RedriveShutOut', cause: 'not authorized' }, 'RedriveShutOut: not authorized\n  run-1'],
    ['a run that was stopped', { status: 'ABORTED' }, 'ended ABORTED\n  run-1'],
  ])('%s is told', async (_, run, err) => {
    const data = failing();
    data.onStart = () => run as never;
    expect(await cli(data, [...REDRIVE, '--wait'])).toMatchObject({ code: 2, err });
  });
});
