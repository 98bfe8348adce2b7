import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { MONDAY, readArrivals } from '../../../src/cli/simulate/arrivals';

const folder = mkdtempSync(join(tmpdir(), 'arrivals-'));

function written(content: string, name = 'arrivals.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const csv = (...lines: string[]) => readArrivals(written(['time,tenants,over', ...lines].join('\n')));
const json = (content: unknown) => readArrivals(written(JSON.stringify(content), 'arrivals.json'));

test.each<[string, string, RegExp]>([
  ['no file and no short form', '50 in 8 hours', /^--arrivals 50 in 8 hours: is no file, nor written like '2000', '500 over 8 hours' or /],
  ['nobody', '0', /'tenants' must be a whole number from 1 on, or a rate such as 40\/day or 5\/hour, got '0'$/],
  ['a rate without an end', '40/day', /a rate such as '40\/day' needs 'over', such as '30 days'$/],
  ['a rate per blink', '40/blink over 2 days', /'tenants' must be .*, got '40\/blink'$/],
  ['an unknown length of time', '40 over a while', /'over' must be a length of time such as '8 hours' or '30 days', got 'a while'$/],
  ['no time at all', '40 over 0 days', /'over' must be a length of time .*, got '0 days'$/],
  ['more than can be played', '100001', /100,001 tenants are more than the 100,000 that can be played; take a part of them$/],
  ['a rate that is more than can be played', '1000000/s over 52 weeks', /tenants are more than the 100,000 that can be played/],
])('%s is refused', (_, text, complaint) => {
  expect(readArrivals(text)).toEqual({ batches: [], complaints: [expect.stringMatching(complaint)] });
});

test.each<[string, string, RegExp]>([
  ['an empty file', '', /the first line must be 'time,tenants' or 'time,tenants,over', got ''$/],
  ['a file without a head', '2026-01-05,2000', /the first line must be 'time,tenants' .*, got '2026-01-05,2000'$/],
  ['a head alone', 'time,tenants\n', /nobody asks; write a line such as/],
  ['a column too many', 'time,tenants,over\n2026-01-05,1,1 day,x', /line 2: has 4 columns; there are time, tenants, over$/],
  ['a time that is none', 'time,tenants\nMonday,1', /line 2: 'time' must be a date such as 2026-01-05, .*, got 'Monday'$/],
  ['a date that is none', 'time,tenants\n2026-13-05,1', /line 2: 'time' must be .*, got '2026-13-05'$/],
  ['broken JSON', '[{', /cannot be read as JSON: /],
  ['JSON that is no list', '{"time": 1}', /must hold an array: /],
  ['a list of numbers', '[5]', /\[0\]: must be an object, got 5$/],
  ['an unknown field', '[{"time": "2026-01-05", "tenants": 1, "tenant": 2}]', /\[0\]: the field 'tenant' is unknown; there are time, tenants, over$/],
])('%s is refused', (_, content, complaint) => {
  expect(readArrivals(written(content)).complaints).toEqual([expect.stringMatching(complaint)]);
});

test('all complaints about a file come at once, each with its line', () => {
  const { complaints } = csv('# who signed', 'Monday,many', '', '2026-01-05,1', '2026-01-06,5/day', '1,2,3,4');
  expect(complaints.map(complaint => /line \d+: '?\w+/.exec(complaint)?.[0]))
    .toEqual(["line 3: 'time", "line 3: 'tenants", 'line 6: a', 'line 7: has']);
  expect(csv('foo,bar,baz').complaints)
    .toEqual([/'time' .*'foo'$/, /'tenants' .*'bar'$/, /'over' .*'baz'$/].map(each => expect.stringMatching(each)));
  expect(json([5, { tenants: 1 }, { time: '2026-01-05', tenants: 1, tenant: 1 }]).complaints)
    .toEqual([/\[0\]: must/, /\[1\]: 'time'/, /\[2\]: the field/].map(each => expect.stringMatching(each)));
});

test('who asks at once asks one after the other, from Monday morning on', () => {
  const { batches: [batch] } = readArrivals('3');
  expect(batch).toEqual({ label: '3', at: MONDAY, after: [0, 10, 20] });
});

test('lines are taken in the order of time, and a time without a zone is UTC', () => {
  const { batches } = csv('2026-03-02T09:00,2', '2026-03-01,1', '2026-03-02T09:00+02:00,1');
  expect(batches.map(({ at }) => new Date(at).toISOString()))
    .toEqual(['2026-03-01T00:00:00.000Z', '2026-03-02T07:00:00.000Z', '2026-03-02T09:00:00.000Z']);
});

test('a time without a zone is UTC wherever the machine stands', () => {
  const file = written('time,tenants\n2026-03-02T09:00,1\n2026-03-02,1\n');
  const script = `require('./src/cli/simulate/arrivals').readArrivals(${JSON.stringify(file)}).batches.forEach(({ at }) => console.log(new Date(at).toISOString()))`;
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
    encoding: 'utf8', env: { ...process.env, TZ: 'Asia/Tokyo', TSX_TSCONFIG_PATH: 'tsconfig.dev.json' },
  });
  expect(stdout).toBe('2026-03-02T00:00:00.000Z\n2026-03-02T09:00:00.000Z\n');
}, 30_000);

test('what passes before a batch is counted from the first date of the file, or from Monday morning', () => {
  expect(csv('+2 days,1', '2026-03-01,1').batches.map(({ at }) => new Date(at).toISOString().slice(0, 10)))
    .toEqual(['2026-03-01', '2026-03-03']);
  expect(csv('+90 min,1').batches[0].at).toBe(MONDAY + 90 * 60_000);
});

test('CSV and JSON say the same, with quotes and a byte order mark as spreadsheets write them', () => {
  const rows = [{ time: '2026-03-01', tenants: 7 }, { time: '2026-03-02', tenants: '2/hour', over: '3 hours' }];
  const sheet = readArrivals(written('\uFEFF"time","tenants","over"\r\n"2026-03-01","7",\r\n2026-03-02,2/hour,3 hours\r\n'));
  expect(sheet.complaints).toEqual([]);
  expect(json(rows)).toEqual(sheet);
});

test('tenants over a time are all there, evenly, and before it is over', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 72 }), (tenants, hours) => {
    const { after } = readArrivals(`${tenants} over ${hours} hours`).batches[0];
    const apart = hours * 3600_000 / tenants;
    expect(after).toHaveLength(tenants);
    after.forEach((each, index) => expect(Math.abs(each - index * apart)).toBeLessThanOrEqual(0.5));
  }));
});

test('a rate over a time makes as many as it says', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 30 }), (rate, days) => {
    expect(readArrivals(`${rate}/day over ${days} days`).batches[0].after).toHaveLength(rate * days);
  }));
});

test('the files and short forms of docs/simulate.md are taken', () => {
  const page = readFileSync('docs/simulate.md', 'utf8');
  const files = [...page.matchAll(/```(?:csv|json)\n([\s\S]*?)```/g)].map(([, content]) => content);
  const short = [...page.matchAll(/--arrivals '([^']+)'/g)].map(([, text]) => text);
  expect([files.length, short.length]).toEqual([2, 4]);
  for (const text of [...files.map(content => written(content)), ...short]) {
    expect(readArrivals(text).complaints).toEqual([]);
  }
});
