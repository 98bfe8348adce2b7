import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contrast, luminance } from './colours';
import { onScreens } from './screens';
import { run } from '../../src/cli/run';
import { SimulationReport } from '../../src/cli/simulate/report';
import { synthesize } from '../stories/platform';

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
const file = join(folder, 'page.html');

/** Two batches, one of them spread. */
const ARRIVALS = '[{"time": "2026-03-02T09:00Z", "tenants": 12}, {"time": "+1 h", "tenants": "3", "over": "30 min"}]';

let report: SimulationReport;

beforeAll(async () => {
  const arrivals = join(folder, 'arrivals.json');
  writeFileSync(arrivals, ARRIVALS);
  let out = '';
  await run(['simulate', '--app', synthesize('plain'), '--arrivals', arrivals, '--html', file, '--json'], {
    stdout: { write: text => { out += text; } }, stderr: { write: text => { out += text; } },
  });
  report = JSON.parse(out) as SimulationReport;
}, 60_000);

test('the page loads nothing from anywhere, and runs no script', () => {
  const html = readFileSync(file, 'utf8');
  expect(html).not.toMatch(/<script|<link rel="stylesheet|@import|\bon\w+=|https?:/);
  expect(html).toContain("default-src 'none'");
});

onScreens([
  ['simulation', 1100, 'light'], ['simulation', 360, 'light'], ['simulation', 1100, 'dark'], ['simulation', 360, 'dark'],
], () => Promise.resolve(pathToFileURL(file).href), ({ width, scheme, evaluate }) => {
  test('each picture is as large as it should be, and has areas that can be told from what is behind them', async () => {
    const pictures = await evaluate<{ width: number; height: number; fills: string[]; back: string }[]>(`
      [...document.querySelectorAll('svg')].map(svg => ({
        width: svg.getBoundingClientRect().width, height: svg.getBoundingClientRect().height,
        fills: [...svg.querySelectorAll('.area')].map(area => getComputedStyle(area).fill),
        back: getComputedStyle(document.body).backgroundColor,
      }))`);
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) {
      expect(picture.width).toBeGreaterThan(width * 0.7);
      expect(picture.height).toBeGreaterThan(150);
      expect(new Set([...picture.fills, picture.back]).size).toBe(picture.fills.length + 1);
    }
  });

  test('words stand out from what is behind them', async () => {
    const [front, soft, back] = await evaluate<string[]>(`
      [getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.note')).color, getComputedStyle(document.body).backgroundColor]`);
    expect(contrast(front, back)).toBeGreaterThan(7);
    expect(contrast(soft, back)).toBeGreaterThan(4.5);
    expect(luminance(back) < 0.5).toBe(scheme === 'dark');
  });

  test('what has to be raised stands on top, before one scrolls, and is coloured in its table', async () => {
    const { first, bottom, colour, back } = await evaluate<{ first: string; bottom: number; colour: string; back: string }>(`({
      first: document.querySelector('.first').textContent, bottom: document.querySelector('.first').getBoundingClientRect().bottom,
      colour: getComputedStyle(document.querySelector('#needs .marked td')).color, back: getComputedStyle(document.body).backgroundColor })`);
    expect(first).toMatch(/^Raise the account quota to 17 first/);
    expect(bottom).toBeLessThan(400);
    expect(contrast(colour, back)).toBeGreaterThan(4.5);
    expect(await evaluate('[...document.querySelectorAll("table")].map(({ id }) => id)')).toEqual(['needs', 'batches', 'course', 'cost']);
  });

  test('each picture has a name and a description', async () => {
    const names = await evaluate<(string | undefined)[][]>(`
      [...document.querySelectorAll('svg[role=img]')].map(svg => svg.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id)?.textContent))`);
    expect(names.map(([title]) => title)).toEqual(['Where the tenants are', 'In line', 'Places for accounts being made']);
    for (const [, description] of names) { expect(description).toMatch(/\d/); }
  });

  test('labels on the axes are large enough to be read and do not cover each other', async () => {
    const boxes = await evaluate<{ left: number; right: number; size: number; words: string }[][]>(`
      [...document.querySelectorAll('.x')].map(axis => [...axis.children].filter(each => each.offsetWidth > 0).map(each => ({
        left: each.getBoundingClientRect().left, right: each.getBoundingClientRect().right,
        size: parseFloat(getComputedStyle(each).fontSize), words: each.textContent })))`);
    for (const axis of boxes) {
      expect(axis.length).toBeGreaterThan(1);
      axis.slice(1).forEach((each, index) => expect(each.left).toBeGreaterThan(axis[index].right));
      for (const { size } of axis) { expect(size).toBeGreaterThanOrEqual(12); }
    }
  });

  test('the figures of the tables, of the labels and of the areas are those of the report', async () => {
    const table = await evaluate<string[][]>(`
      [...document.querySelectorAll('#course tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))`);
    const { standings } = report;
    expect(table.map(([, ...cells]) => cells.map(Number))).toEqual(standings.map(each =>
      [each.requested, each.inLine, each.creating, each.onboarding, each.ready, each.notReady, each.places]));

    const labels = await evaluate<string[]>(`
      [...document.querySelectorAll('#tenants .hit title')].map(title => title.textContent)`);
    expect(labels.map(label => label.replace(/^.*?: /, '').match(/\d+/g)!.map(Number)))
      .toEqual(standings.map(each =>
        [each.requested, each.inLine, each.creating, each.onboarding, each.ready, each.places]));

    // The upper edge of each area, in tenants: its corners from left to right, measured against the topmost mark.
    const edges = await evaluate<Record<string, number[]>>(`(() => {
      const top = Number([...document.querySelectorAll('#tenants .y span')].pop().textContent);
      const corners = area => area.getAttribute('d').slice(1, -1).split('L').map(corner => Number(corner.split(' ')[1]));
      return Object.fromEntries([...document.querySelectorAll('#tenants .area')].map(area => [area.classList[1],
        corners(area).slice(0, ${standings.length}).map(y => Math.round((300 - y) / 300 * top * 10) / 10)]));
    })()`);
    expect(edges.ready).toEqual(standings.map(({ ready }) => ready));
    expect(edges.onboarding).toEqual(standings.map(each => each.ready + each.notReady + each.onboarding));
    expect(edges.waiting).toEqual(standings.map(({ requested }) => requested));
  });

  test('a pointer over the picture is told of the moment below it', async () => {
    const label = await evaluate<string>(`(() => {
      const svg = document.querySelector('#tenants svg');
      svg.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = svg.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2).querySelector('title').textContent;
    })()`);
    expect(label).toMatch(/^Mon 02 Mar \d\d:\d\d: 1[25] asked, /);
  });
});
