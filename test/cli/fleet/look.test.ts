import { rolling, stuck } from './fleets';
import { cli, hex, MemoryFleet } from './memory';
import { inWords } from '../../../src/cli/fleet/look';

const lines = (text: string) => text.trimEnd().split('\n');

describe('what cannot be run: one message with all complaints, exit code 2, and AWS is not asked', () => {
  const never = new Error('AWS was asked');
  test.each<[string, string[], RegExp[]]>([
    ['no command', [], [/^say what: status, tenants, .*; --help shows/]],
    ['an unknown command', ['dance'], [/^there is no 'dance': status, tenants, /]],
    ['a command that objects have by nature', ['toString'], [/^there is no 'toString'/]],
    ['an unknown option', ['status', '--all'], [/^there is no option '--all'; there are --service, --observability-profile, --platform, --profile, --region, --json$/]],
    ['a word too many', ['status', 'orders'], [/^'orders' is a word too many; it takes none$/]],
    ['words that are missing', ['pin', '--reason', 'x'], [/^TENANT is missing$/, /^ {2}SERVICE is missing$/]],
    ['a name that no platform has', ['status', '--platform', 'My Platform'], [/^--platform must be the name of a platform, such as 'tenants', got 'My Platform'$/]],
    ['a page without a file', ['page', 'orders'], [/^--html is missing: the file to write the page into$/]],
    ['a page into nowhere', ['page', 'orders', '--html', '/nowhere/at/all.html'], [/^--html \/nowhere\/at\/all\.html: cannot be written: ENOENT/]],
    ['an option without its value', ['halt', 'orders', '--reason'], [/^--reason needs a value$/]],
    ['all at once', ['halt', 'My', 'x', 'y', '--frob', '--platform', '!'], [/'y' is a word too many; it takes SERVICE RELEASE \(or not\)/, /no option '--frob'/, /--reason is missing/, /--platform must be/]],
  ])('%s', async (_, args, messages) => {
    const { code, out, err } = await cli(never, args);
    expect(lines(err)).toEqual(messages.map(message => expect.stringMatching(message)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

test.each([['tenants', '--service'], ['releases', '--service'], ['status', '--service'], ['show'], ['page', '--html=/dev/null']])(
  'an unknown service: %s says which there are', async (command, option = '') => {
    const args = option === '--service' ? [command, option, 'order'] : [command, 'order', ...option === '' ? [] : [option]];
    const { code, err } = await cli(rolling(), args);
    expect(err).toBe("there is no service 'order' on platform 'tenants'; there are users, orders");
    expect(code).toBe(2);
  });

test('a service that is published and was never released: what to do', async () => {
  const { err } = await cli(rolling().publish('bills', hex('d')), ['show', 'bills']);
  expect(err).toBe("'bills' is published and was never released; 'fleet release bills' does so");
});

test('an unknown release: the last ones are named', async () => {
  const { err } = await cli(rolling(), ['show', 'orders', '8']);
  expect(err).toBe("there is no release '8' of 'orders'; the last are 000007, 000006");
});

describe('status', () => {
  test('a platform without services is told how to come by one', async () => {
    const { code, out } = await cli(new MemoryFleet(), ['status']);
    expect(out).toBe("platform 'tenants' has no services; FleetStackSetPipeline.addService adds them\n");
    expect(code).toBe(0);
  });

  test('each service says its good version, what is under way, who has what, and what to look at, in the order of services', async () => {
    const { code, out } = await cli(rolling(), ['status']);
    expect(lines(out)).toEqual([
      'users',
      '  good      aaaaaaaaaaaaaaaa since Sun 01 Mar 09:00 UTC, by release 000001',
      '  under way nothing',
      '  tenants   5 ready, 5 on aaaaaaaaaaaaaaaa (good)',
      'orders',
      '  good      aaaaaaaaaaaaaaaa since Sun 01 Mar 09:00 UTC, by release 000001',
      '  under way release 000007 of bbbbbbbbbbbbbbbb: rolling, wave 2 of 3 (10 percent: rolling), since Mon 02 Mar 11:50 UTC',
      '  tenants   5 ready, 2 on aaaaaaaaaaaaaaaa (good), 1 on bbbbbbbbbbbbbbbb (000007), 1 on cccccccccccccccc, 1 without',
      '  look at   1 failed, 1 pinned: fleet tenants --behind --service orders',
    ]);
    expect(code).toBe(0);
  });

  test('what is published and not released is said, be the service new or old', async () => {
    const { out } = await cli(rolling().publish('users', hex('d')).publish('bills', hex('e')), ['status']);
    expect(out).toContain('  published dddddddddddddddd, not released: fleet release users\n');
    expect(out).toContain('bills\n  published, never released: fleet release bills\n');
  });

  test('a version that was taken back is not offered again, but said', async () => {
    const data = rolling().service('orders', { number: 8 }).release('orders', '000008', { version: hex('d'), phase: 'rolled back', because: 'the alarm' }).publish('orders', hex('d'));
    const { out } = await cli(data, ['status', '--service', 'orders']);
    expect(out).toContain(`  under way nothing\n  last      000008 of ${hex('d')}: rolled back: the alarm\n`);
    expect(out).not.toContain('not released');
  });

  test('a release that is stuck makes the exit code 1, and says what to do', async () => {
    const { code, out } = await cli(stuck(), ['status']);
    expect(out).toContain('npx cdk-account-per-tenant fleet resume orders --reason WHY');
    expect(code).toBe(1);
  });

  test('--json has the same figures', async () => {
    const { out } = await cli(rolling(), ['status', '--service', 'orders', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      platform: 'tenants', neverReleased: [],
      services: [{
        service: 'orders', good: { version: hex('a') }, published: hex('b'), open: true, tenants: 5, without: 1, failed: 1, stuck: 0, pinned: 1,
        running: { release: '000007', phase: 'rolling', wave: 2, waves: 3, waveName: '10 percent' },
        versions: [{ version: hex('a'), tenants: 2 }, { version: hex('b'), tenants: 1 }, { version: hex('c'), tenants: 1 }],
      }],
    });
  });
});

describe('tenants', () => {
  test('each tenant and service has a line; a pin that is over is not shown, and who is not ready is marked', async () => {
    const { out } = await cli(rolling(), ['tenants']);
    const rows = lines(out).slice(1).map(line => line.split(/ {2,}/));
    expect(rows.map(([tenant, , service, version, status]) => [tenant, service, version[0], status])).toEqual([
      ['acme', 'users', 'a', 'current'], ['bolt', 'users', 'a', 'current'], ['core', 'users', 'a', 'current'],
      ['dune', 'users', 'a', 'current'], ['edge', 'users', 'a', 'current'], ['flux', 'users', '9', 'behind, not ready'],
      ['acme', 'orders', 'b', 'new'], ['bolt', 'orders', 'a', 'failed'], ['core', 'orders', 'c', 'behind'],
      ['dune', 'orders', 'a', 'current'], ['edge', 'orders', '–', 'none'],
    ]);
    expect(out).toContain('until 2026-04-01 00:00, by jane: waits for a fix\n');
    expect(out).not.toContain('jane: over');
  });

  test('--behind leaves out who has what he should have, and who is not ready', async () => {
    const { out } = await cli(rolling(), ['tenants', '--behind', '--json']);
    expect((JSON.parse(out) as { tenantId: string; stand: string }[]).map(({ tenantId, stand }) => [tenantId, stand]))
      .toEqual([['bolt', 'failed'], ['core', 'behind'], ['edge', 'none']]);
  });

  test('--behind shows who has a version in some Regions only, whatever the others have', async () => {
    const partly = (version: string | undefined) => ({ orders: { version, status: 'partly' as const, reason: 'has it in us-east-1 only' } });
    const data = rolling().tenant('gold', '333333333007', partly(hex('a'))).tenant('hold', '333333333008', partly(undefined));
    const { out } = await cli(data, ['tenants', '--behind', '--service', 'orders']);
    expect(lines(out).filter(line => /partly.*has it in us-east-1 only/.test(line)).map(line => line.split(' ')[0])).toEqual(['gold', 'hold']);
  });

  test('--behind says so when nobody is', async () => {
    expect((await cli(rolling(), ['tenants', '--behind', '--service', 'users'])).out).toBe('nobody is behind\n');
  });
});

test('releases: all of a service, the last one first', async () => {
  const { out } = await cli(rolling(), ['releases', '--service', 'orders']);
  expect(lines(out).map(line => line.split(/ {2,}/).slice(1, 5))).toEqual([
    ['release', 'version', 'label', 'phase'], ['000007', hex('b'), 'commit 1a2b3c', 'rolling'], ['000006', hex('a'), 'commit 1a2b3c', 'done'],
  ]);
});

test('show without a release is of the one under way: its waves, what gates said, who did what, and what can be done', async () => {
  const { out } = await cli(rolling(), ['show', 'orders']);
  expect(out).toMatch(/^orders 000007: rolling\n/);
  expect(out).toMatch(/\n {2}canary +2 +passed +Mon 02 Mar 10:10 +2 +0\n {2}10 percent +10 +rolling /);
  expect(out).toContain('  canary: the alarm orders-errors is OK\n');
  expect(out).toContain('  Mon 02 Mar 10:00  jane@example.com: asked for: a fix\n  Mon 02 Mar 10:50  release: wave canary has passed\n');
  expect(out).toContain('npx cdk-account-per-tenant fleet halt orders --reason WHY\n');
});

test('show with a number is of that release, and of one that is over nothing can be done', async () => {
  const { out } = await cli(rolling(), ['show', 'orders', '6']);
  expect(out).toMatch(/^orders 000006: done\n/);
  expect(out).not.toContain('npx');
});


test('who is left out stands in a log in words, whoever wrote it as JSON', () => {
  expect(inWords('planned: canary 3; left out: {"not ready":2,"pinned":1200}')).toBe('planned: canary 3; left out: 2 not ready, 1,200 pinned');
  expect(inWords('halted: {"by":"jane"}')).toBe('halted: {"by":"jane"}');
});
