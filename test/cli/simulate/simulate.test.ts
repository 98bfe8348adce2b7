import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { run } from '../../../src/cli/run';
import * as limits from '../../../src/cli/simulate/limits.json';
import { bottleneckOf, needsOf } from '../../../src/cli/simulate/needs';
import { Phases, PHASES } from '../../../src/cli/simulate/phases';
import { SimulationReport } from '../../../src/cli/simulate/report';
import { Watch } from '../../../src/cli/simulate/watch';
import { share } from '../../../src/cli/words';
import { Lab } from '../../../src/lab';
import { synthesize } from '../../stories/platform';
import { said } from '../command-line';
import { TenantAccountFactory, TenantBaseline, TenantOrganization } from 'cdk-account-per-tenant';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const assembly = synthesize('plain');
const inFolder = (name: string) => join(folder, name);

async function simulate(...args: string[]): Promise<{ code: number; out: string; err: string[] }> {
  const { code, out, err } = await said(terminal => run(['simulate', ...args], terminal));
  return { code, out, err: err.trimEnd().split('\n') };
}

async function reportOf(...args: string[]): Promise<SimulationReport & { code: number }> {
  const { code, out } = await simulate('--app', assembly, '--json', ...args);
  return { ...JSON.parse(out) as SimulationReport, code };
}

describe('what cannot be played', () => {
  test.each<[string, string[], RegExp]>([
    ['no arrivals', [], /^cdk-account-per-tenant simulate: --arrivals is missing: a file \(docs\/simulate\.md\), or '2000'/],
    ['an unknown option', ['--arrivals', '1', '--tenant', '5'], /there is no option '--tenant'; there are --arrivals, --app, /],
    ['too many accounts', ['--arrivals', '1', '--tenants', '50001'], /--tenants must be a whole number from 0 to 50000, got '50001'$/],
    ['no time to make an account', ['--arrivals', '1', '--creation-seconds', '0'], /--creation-seconds must be a whole number from 1 to 86400, got '0'$/],
    ['a quota that is full twice over', ['--arrivals', '1', '--tenants', '9', '--account-quota', '8'], /--account-quota 8 is less than the accounts of --tenants 9; /],
    ['a page that cannot be written', ['--arrivals', '1', '--html', inFolder('none/page.html')], /--html .*page\.html: cannot be written: ENOENT/],
    ['a bus that is not there', ['--arrivals', '1', '--bus', 'school'], /--bus school: no such bus of the app has a rule for TenantRequested; there is cdk-account-per-tenant-tenants$/],
  ])('%s: one clear message, and exit code 2', async (_, args, message) => {
    const { code, out, err } = await simulate('--app', assembly, ...args);
    expect(err).toEqual([expect.stringMatching(message)]);
    expect(code).toBe(2);
    expect(out).not.toMatch(/ready/);
  });

  test('all complaints come at once', async () => {
    const { err, code } = await simulate('--app', folder, '--arrivals', '5/day', '--seed', 'x', '--tenants', '-1');
    expect(err).toEqual([/needs 'over'/, /--tenants/, /--seed/, /no cloud assembly/].map(each => expect.stringMatching(each)));
    expect(code).toBe(2);
  });

  test('an app without a factory', async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'no-factory-'));
    const app = new App({ outdir, analyticsReporting: false });
    new EventBus(new Stack(app, 'Stack'), 'Bus');
    app.synth();
    const { err, code } = await simulate('--app', outdir, '--arrivals', '1');
    expect(err).toEqual([expect.stringMatching(/no bus of the app has a rule for TenantRequested; does it define a TenantAccountFactory/)]);
    expect(code).toBe(2);
  });

  test('an app with two factories is asked which', async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'two-'));
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    for (const eventBusName of ['north', 'south']) {
      const eventBus = new EventBus(stack, eventBusName, { eventBusName });
      new Rule(stack, `Rule-${eventBusName}`, { eventBus, eventPattern: { detailType: ['TenantRequested'] } });
    }
    app.synth();
    const { err } = await simulate('--app', outdir, '--arrivals', '1');
    expect(err).toEqual([expect.stringMatching(/several buses with a rule for TenantRequested; name one with --bus: north, south$/)]);
  });
});

describe('12 tenants at once and 3 an hour later', () => {
  let report: SimulationReport & { code: number };

  beforeAll(async () => {
    const arrivals = inFolder('arrivals.csv');
    writeFileSync(arrivals, 'time,tenants,over\n2026-03-02T09:00Z,12\n+1 h,3,30 min\n');
    report = await reportOf('--arrivals', arrivals, '--tenants', '40', '--creation-seconds', '120', '--html', inFolder('page.html'));
  }, 300_000);

  test('all become ready, and it says when the last one is', () => {
    expect(report).toMatchObject({ code: 0, tenants: 15, outcomes: { ready: 15 }, reasons: {} });
    expect(report).toMatchObject({ existing: 40, accountsMade: 15 });
    expect(report.firstAsksAt).toMatch(/^2026-03-02T09:00:00\.0/);
    expect(report.lastReadyAt).toBe(report.batches.map(({ lastReadyAt }) => lastReadyAt!).sort().pop());
  });

  test('each batch has its own times', () => {
    const [monday, later] = report.batches;
    expect(report.batches.map(({ label, tenants, ready }) => [label, tenants, ready])).toEqual([
      ['12 at 2026-03-02T09:00Z', 12, 12], ['3 over 30 min after 1 h', 3, 3],
    ]);
    // Twelve share five places; three with ten minutes between them do not meet.
    expect(monday.secondsToReady!.max).toBeGreaterThan(later.secondsToReady!.max);
    expect(report.secondsToReady!.max).toBe(monday.secondsToReady!.max);
  });

  test('AWS takes as long as it was told to', () => {
    expect(report.meanSeconds.creating).toBeCloseTo(120, 0);
  });

  test('at each moment everybody who asked is somewhere, and no more places are taken than there are', () => {
    for (const standing of report.standings) {
      expect(PHASES.reduce((sum, phase) => sum + standing[phase], 0)).toBe(standing.requested);
      expect(standing.places).toBeLessThanOrEqual(5);
    }
    const last = report.standings[report.standings.length - 1];
    expect(last).toMatchObject({ requested: 15, ready: 15, inLine: 0 });
    expect(Math.max(...report.standings.map(({ inLine }) => inLine))).toBe(report.longestLine.tenants);
  });

  test('the account quota counts the accounts that were there, the platform and the management account among them', () => {
    const accounts = report.needs.find(({ id }) => id === 'accounts')!;
    expect(accounts).toMatchObject({ needed: 40 + 2 + 15, limit: 10, advice: expect.stringMatching(/^raise it to at least 57 before Mon 02 Mar 09:00/) });
    expect(report.needs.find(({ id }) => id === 'instances')).toMatchObject({ needed: 57, limit: 100_000 });
  });

  test('the cost is the sum of its lines', () => {
    expect(report.usdTotal).toBeCloseTo(report.usd.reduce((sum, { usd }) => sum + usd, 0), 10);
    expect(report.usdPerTenant).toBeCloseTo(report.usdTotal / 15, 10);
    expect(report.usd.find(({ what }) => what === 'EventBridge event')!.units).toBe(30);
  });

  test('the bottleneck are the places, in one sentence', () => {
    expect(report.bottleneck).toMatch(/^AWS's 5 places for accounts being made: \d+(\.\d)? % of them are taken .* on average\.$/);
  });

  test('the page is written', () => {
    expect(readFileSync(inFolder('page.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*15 tenants ask: 15 ready/);
  });

  test('the page says first what has to be raised, and what AWS has to allow before the course of things', () => {
    const page = readFileSync(inFolder('page.html'), 'utf8');
    const places = [
      '15 ready</h1>', '<p class="first lost">Raise the account quota to 57 first (AWS begins with 10; yours may be higher)</p>', report.bottleneck.slice(6),
      '<caption>What AWS has to allow', '<tr class="marked"><th scope="row">accounts in the organization', '<caption>The course of things',
    ].map(text => page.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(page.match(/class="marked"/g)).toHaveLength(1);
  });
});

test('a quota that is full: who got no account, and why, and exit code 1', async () => {
  const report = await reportOf('--arrivals', '4', '--account-quota', '4', '--creation-seconds', '60');
  expect(report).toMatchObject({ code: 1, outcomes: { ready: 2, failed: 2 }, accountsMade: 2 });
  expect(report.needs.find(({ id }) => id === 'accounts')).toMatchObject({ needed: 6, limit: 4, advice: expect.stringMatching(/^raise it to at least 6 before Mon 05 Jan 09:0/) });
  expect(report.bottleneck).toBe('The account quota of 4: it is full after 2 tenants, and 2 do not become ready.');
  expect(report.reasons).toEqual({ [Object.keys(report.reasons)[0]]: 2 });
  expect(Object.keys(report.refused)).toContain('organizations:createAccount ConstraintViolationException');
}, 300_000);

test('where nobody becomes ready, nothing is said of times to it, of the last one or of its cost', async () => {
  const args = ['--arrivals', '2', '--account-quota', '2', '--html', inFolder('nobody.html')];
  const report = await reportOf(...args);
  expect(report).toMatchObject({ code: 1, outcomes: { failed: 2 } });
  expect(Object.keys({ ...report, ...report.batches[0] })).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(secondsToReady|lastReadyAt|usdPerTenant)$/)]));
  const { out } = await simulate('--app', assembly, ...args);
  expect(out).toContain('2 tenants ask from Mon 05 Jan 09:00 on: 2 failed. Raise the account quota to 4 first\n');
  const page = readFileSync(inFolder('nobody.html'), 'utf8');
  for (const text of [out, page]) { expect(text).not.toMatch(/never|NaN|undefined|each tenant that became|p50 0 s|>0 s</); }
  expect(page).toContain('<dt>The last one is ready</dt><dd>–</dd>');
}, 60_000);

test('one tenant alone has to wait for nothing but AWS', async () => {
  const { bottleneck, meanSeconds } = await reportOf('--arrivals', '1', '--creation-seconds', '300');
  expect(bottleneck).toMatch(/^Nothing but AWS's own time: 5 min 0 s to make an account and \d+ min \d+ s until it is ready, on average/);
  expect(meanSeconds.inLine).toBeLessThan(2);
}, 300_000);

test('where tenants fail, the bottleneck is what they fail of, and what AWS refuses', () => {
  const refused = new Map([['sqs:sendMessage Throttled', 3], ['ssm:getParameter ThrottlingException', 1200]]);
  const watch = { refused, made: 5 };
  const use = { stretch: { from: 0, to: 0 }, shareOfRate: 0, shareOfPlaces: 0, secondsInPlace: 0, mostInPlaces: 0 };
  const reasons = { 'a lost bus': 1, 'no unit': 7 };
  expect(bottleneckOf({ lab: new Lab(), accountsBefore: 2, watch }, new Phases([]), use, reasons, 100))
    .toBe('8 tenants do not become ready, most of them for this: no unit; what AWS refused most often is ssm:getParameter ThrottlingException, 1,200 times.');
});

test('each limit that is too low is named with what it has to be', () => {
  const lab = new Lab();
  lab.cloud.quotas.set('sfn.openExecutions', 3);
  const watch = new Watch(lab);
  watch.mostExecutions = 1200;
  watch.peaks.writes.add(0, 4001);
  const use = { stretch: { from: 0, to: 0 }, shareOfRate: 1, shareOfPlaces: 1, secondsInPlace: 0, mostInPlaces: 5 };
  const firsts = (quota: number, accountsBefore: number) => {
    const needs = needsOf({ lab, watch, accountsBefore, tenants: [] }, new Phases([]), use, quota);
    return needs.flatMap(({ first }) => first ?? []);
  };
  const others = [
    'Raise the limit of executions open at once to 1,200 first', 'Warm the tables for 4,001 write units a second first',
  ];
  expect(firsts(10, 10)).toEqual(others);
  expect(firsts(50_000, 50_001)).toEqual(['Plan a second organization first: 50,001 accounts are needed, and AWS grants 50,000 at most', ...others]);
});

test('a part is told in percent, and from ten times on in times', () => {
  expect([0.0012, 0.8, 1.5, 10, 11.6, 800.2, 12_345].map(share))
    .toEqual(['0.12 %', '80 %', '150 %', '1000 %', '×12', '×800', '×12,345']);
});

test('where accounts are made faster than calls are taken, the rate is the bottleneck', () => {
  const hour = { from: 0, to: 3600_000 };
  const phases = new Phases([{ askedAt: 0, takenAt: 3600_000, bornAt: 3601_000, endedAt: 3602_000, ready: true }]);
  const use = { stretch: hour, shareOfRate: 0.97, shareOfPlaces: 0.4, secondsInPlace: 20, mostInPlaces: 2 };
  const watch = { refused: new Map<string, number>(), made: 1 };
  expect(bottleneckOf({ lab: new Lab(), accountsBefore: 2, watch }, phases, use, {}, undefined))
    .toBe("AWS's rate of CreateAccount, one each 10 seconds: 97 % of it is used while the line is there; a tenant stands in line for 1 h 0 min on average.");
});

test('the same seed says the same, another one something else', async () => {
  const playedWith = (seed: string) => reportOf('--arrivals', '3', '--seed', seed);
  const [one, again, other] = [await playedWith('1'), await playedWith('1'), await playedWith('2')];
  expect(again).toEqual(one);
  expect(other.secondsToReady).not.toEqual(one.secondsToReady);
}, 300_000);

test('an organization in other accounts than the lab assumes is found in the app', async () => {
  const other = inFolder('elsewhere');
  const app = new App({ outdir: other, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: { account: '999999999999', region: 'us-east-1' } });
  const platform = new Stack(app, 'Platform', { env: { account: '888888888888', region: 'us-east-1' } });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: '888888888888' });
  const baseline = new TenantBaseline(platform, 'Baseline', { organization });
  new TenantAccountFactory(platform, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
  platform.addStackDependency(land);
  app.synth();
  const { code, out } = await simulate('--app', other, '--arrivals', '1', '--json');
  const { outcomes } = JSON.parse(out) as SimulationReport;
  expect({ code, outcomes }).toEqual({ code: 0, outcomes: { ready: 1 } });
}, 300_000);

test('people are told the same as programs', async () => {
  const args = ['--arrivals', '2 over 1 hour', '--account-quota', '10'];
  const report = await reportOf(...args);
  const { out } = await simulate('--app', assembly, ...args);
  expect(out).toContain('2 tenants ask from Mon 05 Jan 09:00 on: 2 ready\n');
  expect(out).toContain(`bottleneck: ${report.bottleneck}`);
  for (const need of report.needs) { expect(out).toContain(need.what); }
  expect(out).toMatch(/Cost: 0\.00 USD once, 0\.00\d+ for each tenant/);
}, 300_000);

test('help says what there is', async () => {
  const { code, out } = await simulate('--help');
  expect(out).toMatch(/^Usage: cdk-account-per-tenant simulate --arrivals WHAT \[options\]\n/);
  const page = readFileSync('docs/simulate.md', 'utf8');
  const documented = [...page.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option);
  expect([...new Set(documented)].filter(option => !out.includes(option))).toEqual([]);
  expect([...out.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option).filter(option => !documented.includes(option))).toEqual([]);
  expect(code).toBe(0);
});

test.each(Object.entries(limits.values))('the limit %s has a value, a unit and a source', (_, limit) => {
  expect(limit).toEqual({ value: expect.any(Number), unit: expect.stringMatching(/./), source: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/\S+$/) });
});

test('nothing is left of the apps that were synthesized for a simulation', async () => {
  const where = inFolder('outdir');
  const script = inFolder('app.js');
  writeFileSync(script, `const fs = require('node:fs');
    fs.writeFileSync(${JSON.stringify(where)}, process.env.CDK_OUTDIR);
    fs.cpSync(${JSON.stringify(assembly)}, process.env.CDK_OUTDIR, { recursive: true });`);
  const { code } = await simulate('--app', `node ${script}`, '--arrivals', '1');
  expect(code).toBe(0);
  expect(existsSync(readFileSync(where, 'utf8'))).toBe(false);
}, 300_000);
