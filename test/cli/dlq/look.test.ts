import { execFileSync } from 'node:child_process';
import { cli, failing, MemoryFailures } from './memory';

const lines = (text: string) => text.trimEnd().split('\n');

describe('what cannot be run: one message with all complaints, exit code 2, and AWS is not asked', () => {
  const never = new Error('AWS was asked');
  test.each<[string, string[], RegExp[]]>([
    ['no command', [], [/^say what: list, show, redrive, replay; --help shows/]],
    ['an unknown command', ['purge'], [/^there is no 'purge': list, show, redrive, replay/]],
    ['an unknown state', ['list', '--state', 'lost'], [/^--state must be 'held', 'redriving', 'redriven', 'in doubt', 'parked', 'refused', got 'lost'$/]],
    ['no time', ['list', '--since', 'yesterday'], [/^--since must be a day, such as 2026-03-31, a time, such as 2026-03-31T18:00Z, or how long ago, such as 90m, 2h or 7d, got 'yesterday'$/]],
    ['a day that is none', ['list', '--since', '2026-02-30'], [/^--since must be a day/]],
    ['a time without its zone', ['list', '--since', '2026-02-03T10:00'], [/^--since must be a day/]],
    ['too many at once', ['list', '--most', '20000'], [/^--most must be a whole number from 1 to 10,000, got '20000'$/]],
    ['no name of a service', ['list', '--service', 'My Orders'], [/^--service must be the name of a service, such as 'orders', or 'unknown', got 'My Orders'$/]],
    ['words that are missing', ['show'], [/^TENANT is missing$/, /^ {2}ID is missing$/]],
    ['all at once', ['list', '--all', '--state', 'y', '--most', '0', '--platform', '!'], [/^there is no option '--all'/, /--state must be/, /--most must be/, /--platform must be/]],
  ])('%s', async (_, args, messages) => {
    const { code, out, err } = await cli(never, args);
    expect(lines(err)).toEqual(messages.map(message => expect.stringMatching(message)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

test('an unknown tenant: what to do', async () => {
  expect((await cli(failing(), ['list', '--tenant', 'acne'])).err).toBe(
    "the directory of platform 'tenants' knows no account of a tenant 'acne'; 'fleet tenants' lists those that are ready, and an account id, 12 digits, does as well");
});

describe('list', () => {
  test('nothing: says so, and of whom', async () => {
    expect(await cli(new MemoryFailures(), ['list'])).toMatchObject({ code: 0, out: 'nothing that waits for anybody\n' });
    expect((await cli(new MemoryFailures(), ['list', '--tenant', 'acme', '--state', 'parked'])).out).toBe('nothing that is parked, of acme\n');
  });

  test('shows what waits for somebody, the last first, and how many of each state there are', async () => {
    const { code, out } = await cli(failing(), ['list']);
    expect(lines(out).filter(line => /^\S/.test(line))).toEqual([
      'flux  orders  invocation  refused  2026-03-02 11:30 UTC',
      'acme  orders  invocation  held  2026-03-02 11:00 UTC',
      'acme  orders  invocation  parked  2026-03-02 10:00 UTC',
      'acme  orders  invocation  in doubt  2026-03-02 10:00 UTC',
      'flux  orders  invocation  redriving  2026-03-02 10:00 UTC',
      'acme  bills  invocation  held  2026-03-01 10:00 UTC',
      'flux  unknown  custom  held  2026-02-20 10:00 UTC',
      '3 held, 1 in doubt, 1 parked, 1 redriving, 1 refused',
    ]);
    expect(out).toContain('\n    5f2c0002-parked\n    us-east-1, failed again 3 of 3 times: Error: no such order\n');
    expect(code).toBe(0);
  });

  test('fits 100 columns, however long the reason', async () => {
    expect(lines((await cli(failing(), ['list'])).out).filter(line => line.length > 100)).toEqual([]);
  });

  test.each<[string, string[], string[]]>([
    ['of a tenant', ['--tenant', 'flux'], ['f0000001-forged', 'f0000003-busy', 'f0000002-own']],
    ["of a tenant by its account's id", ['--tenant', '333333333334'], ['f0000001-forged', 'f0000003-busy', 'f0000002-own']],
    ['of a service', ['--service', 'bills'], ['77aa0003-bills']],
    ['of a state', ['--state', 'redriven'], ['88bb0004-redriven']],
    ['of a state in two words', ['--state', 'in doubt'], ['99cc0005-doubt']],
    ['since a day', ['--state', 'held', '--since', '2026-03-01'], ['5f2c0001-held', '77aa0003-bills']],
    ['since a time', ['--state', 'held', '--since', '2026-03-02T12:00+02:00'], ['5f2c0001-held']],
    ['of the last hours', ['--since', '90m'], ['f0000001-forged', '5f2c0001-held']],
    ['of all that', ['--tenant', 'acme', '--service', 'orders', '--since', '2h', '--state', 'parked'], ['5f2c0002-parked']],
  ])('%s', async (_, args, ids) => {
    const { out } = await cli(failing(), ['list', ...args, '--json']);
    expect((JSON.parse(out) as { failures: { id: string }[] }).failures.map(({ id }) => id)).toEqual(ids);
  });

  test('says that there are more than it shows', async () => {
    const { out } = await cli(failing(), ['list', '--most', '2']);
    expect(lines(out).filter(line => /^\S/.test(line))).toHaveLength(3);
    expect(out).toMatch(/\n1 held, 1 refused; there are more: name a tenant, a service, --since, or --most\n$/);
  });

  test('names the account of a failure whose tenant the directory could not be asked for', async () => {
    const { out } = await cli(new MemoryFailures().put('acme', 'a', { tenantId: undefined }), ['list']);
    expect(out).toMatch(/^333333333333 {2}orders /);
  });

  test('holds no payloads', async () => {
    expect((await cli(failing(), ['list', '--json'])).out).not.toContain('"body"');
  });
});

describe('show', () => {
  test('an unknown id: where ids are', async () => {
    expect((await cli(failing(), ['show', 'acme', 'nope'])).err).toBe(
      "there is no failure 'nope' of 'acme'; 'dlq list --tenant acme' lists those that wait, with --state redriven those that were given back");
    expect((await cli(new MemoryFailures(), ['show', 'acme', 'nope'])).err).toBe("there is no failure 'nope' of 'acme'; there is none of it at all");
  });

  test("another tenant's id is none of this tenant", async () => {
    expect((await cli(failing(), ['show', 'flux', '5f2c0001-held'])).err).toMatch(/^there is no failure '5f2c0001-held' of 'flux'/);
  });

  test('a beginning that several share: what else to say', async () => {
    expect((await cli(failing(), ['show', 'acme', '5f2c'])).err).toBe("2 failures of 'acme' begin with '5f2c'; say more of it, such as '5f2c0001-held'");
  });

  test('says all that is known, the payload, and what can be done', async () => {
    const { code, out } = await cli(failing(), ['show', 'acme', '5f2c0002']);
    expect(out).toMatch(/^acme {2}orders {2}invocation {2}parked {2}2026-03-02 10:00 UTC\n/);
    expect(out).toMatch(/\n {2}failed +arn:aws:lambda:us-east-1:333333333333:function:orders_Worker\n/);
    expect(out).toMatch(/\n {2}version +bbbbbbbbbbbbbbbb\n {2}ring +canary\n/);
    expect(out).toMatch(/\n {2}forgotten +2026-03-16T10:00:00\.000Z\n/);
    expect(out).toContain('\n{\n  "order": 7\n}\n');
    expect(out).toContain('\n  npx cdk-account-per-tenant dlq redrive --tenant acme --id 5f2c0002-parked --reason WHY\n');
    expect(code).toBe(0);
  });

  test('a command to be pasted runs nothing that a tenant has named so', async () => {
    const id = "aws/lambda/async/f/2026/11/21/'; touch $(pwned) '";
    const { out } = await cli(new MemoryFailures().put('acme', id), ['show', 'acme', id]);
    const command = /npx cdk-account-per-tenant dlq redrive (.*)\n/.exec(out)![1];
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(words).toEqual(['--tenant', 'acme', '--id', id, '--reason', 'WHY']);
  });

  test('what a terminal would obey is made visible, wherever a tenant has written it, and left alone in JSON', async () => {
    const evil = 'a\u001b]0;owned\u0007\u009b2J\rb\u202e';
    const data = new MemoryFailures().put('acme', `id-1${evil}`, { reason: evil, body: `1 ${evil}\n2`, service: evil, what: evil }).put('acme', `id-2${evil}`);
    for (const args of [['list'], ['show', 'acme', 'id-1'], ['show', 'acme', 'id'], ['redrive', '--tenant', 'acme', '--id', 'id', '--reason', 'x']]) {
      const { out, err } = await cli(data, args);
      // eslint-disable-next-line no-control-regex
      expect(`${out}${err}`).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(`${out}${err}`).toContain('\\x1b]0;owned\\x07\\x9b2J');
    }
    expect(JSON.parse((await cli(data, ['show', 'acme', 'id-1', '--json'])).out)).toMatchObject({ reason: evil });
  });

  test('the tenant is named whom somebody asked for, where the directory did not know it when the failure came', async () => {
    const data = new MemoryFailures().put('acme', 'a', { tenantId: undefined });
    expect((await cli(data, ['show', 'acme', 'a'])).out).toMatch(/^acme {2}orders /);
    expect((await cli(data, ['list', '--tenant', 'acme'])).out).toMatch(/^acme {2}orders /);
  });

  test.each<[string, string, RegExp]>([
    ['held', '5f2c0001-held', /Once the cause is mended, give it back to its account:/],
    ['in doubt', '99cc0005-doubt', /Whether it was given back is not known\..*\n.*--id 99cc0005-doubt /],
    ['redriven', '88bb0004-redriven', /It was given back, and has not failed again so far\.\n$/],
    ['refused', 'f0000001-forged', /of another account than the one that sent it, and is never given back/],
    ['being redriven', 'f0000003-busy', /A run is at it\.\n$/],
    ['an event of their own', 'f0000002-own', /it is kept, and cannot be given back\.\n$/],
  ])('what can be done about one that is %s', async (_, id, words) => {
    expect((await cli(failing(), ['show', id.startsWith('f0') ? 'flux' : 'acme', id])).out).toMatch(words);
  });

  test('a big payload is read from the bucket; one that is gone, or lies in the tenant account, is told', async () => {
    const bodyAt = { bucket: 'bodies', key: '333333333333/a', bytes: 5000 };
    const data = new MemoryFailures().put('acme', 'big', { body: undefined, bodyAt }).put('acme', 'theirs', { body: undefined, bodyAt: { ...bodyAt, accountId: '333333333333' } })
      .put('acme', 'none', { body: undefined });
    expect((await cli(data, ['show', 'acme', 'big'])).out).toContain('\nits payload in s3://bodies/333333333333/a is gone, or not yours to read\n');
    data.files.set('333333333333/a', 'not JSON');
    expect((await cli(data, ['show', 'acme', 'big'])).out).toContain('\nnot JSON\n');
    expect(JSON.parse((await cli(data, ['show', 'acme', 'big', '--json'])).out)).toMatchObject({ id: 'big', body: 'not JSON' });
    expect((await cli(data, ['show', 'acme', 'theirs'])).out).toContain("\nits payload, 5,000 bytes, lies in the tenant's own account 333333333333: s3://bodies/333333333333/a\n");
    expect((await cli(data, ['show', 'acme', 'none'])).out).toContain('\nit has no payload\n');
  });
});
