import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contrast, luminance } from './colours';
import { onScreens } from './screens';
import { rolling, stuck, withHealth } from '../cli/fleet/fleets';
import { cli, MemoryFleet } from '../cli/fleet/memory';

const folder = mkdtempSync(join(tmpdir(), 'release-page-'));

/** The page of a fleet's release, in a file. */
async function written(name: string, data: MemoryFleet): Promise<{ file: string; url: string; html: string }> {
  const file = join(folder, `${name}.html`);
  const { code, err } = await cli(data, ['page', 'orders', '--html', file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return { file, url: pathToFileURL(file).href, html: readFileSync(file, 'utf8') };
}

test('the page loads nothing from anywhere, runs no script, and what users wrote is text', async () => {
  const { html } = await written('stuck', stuck());
  expect(html).not.toMatch(/<script|<link rel="stylesheet|@import|\bon\w+=|https?:|<quota>|<b>now/);
  expect(html).toContain("default-src 'none'");
  expect(html).toContain('&#60;quota&#62; exceeded');
});

test('of 30,000 tenants the page is as large as a reader can take, and says where the rest is', async () => {
  const { html } = await written('large', stuck(30_000));
  expect(html.length).toBeLessThan(200_000);
  expect(html).toContain('Failures: 1,502');
  expect(html).toContain('200 of 1,502 are shown. All: npx cdk-account-per-tenant fleet tenants --behind --service orders');
  expect(html.match(/<tr[ >]/g)!.length).toBeLessThan(250);
});

onScreens([
  ['stuck release', 1100, 'light'], ['stuck release', 320, 'light'], ['stuck release', 1100, 'dark'], ['stuck release', 320, 'dark'],
  ['rolling release', 320, 'light'], ['rolling release', 1100, 'dark'],
], async name => (await written(name, name === 'stuck release' ? withHealth(stuck()) : rolling())).url, ({ name, width, scheme, evaluate, print }) => {
  test('it has its landmarks, one heading of the first level, and no level is left out', async () => {
    expect(await evaluate('["header", "main", "footer"].map(each => document.querySelectorAll(each).length)')).toEqual([1, 1, 1]);
    const levels = await evaluate<number[]>('[...document.querySelectorAll("h1, h2, h3")].map(({ tagName }) => Number(tagName[1]))');
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => expect(level - levels[index]).toBeLessThanOrEqual(1));
    expect(await evaluate('document.documentElement.lang')).toBe('en');
  });

  test('each section is named by its heading, and each id is there once', async () => {
    const names = await evaluate<string[]>('[...document.querySelectorAll("section")].map(each => document.getElementById(each.getAttribute("aria-labelledby"))?.textContent)');
    expect(names).toEqual(name === 'stuck release'
      ? ['How it stands', 'What can be done', 'Waves', 'Failures: 5', 'Health: 1 unhealthy', 'What tenants have', 'What change sets said', 'Who did what']
      : ['How it stands', 'What can be done', 'Waves', 'What tenants have', 'Who did what']);
    const ids = await evaluate<string[]>('[...document.querySelectorAll("[id]")].map(({ id }) => id)');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('each table has a caption, and its headings say of what they are', async () => {
    const tables = await evaluate<{ caption: string; heads: string[]; rows: string[] }[]>(`
      [...document.querySelectorAll('table')].map(table => ({
        caption: table.caption.textContent, heads: [...table.tHead.rows[0].cells].map(({ scope }) => scope), rows: [...table.tBodies[0].rows].map(row => row.cells[0].scope) }))`);
    expect(tables.map(({ caption }) => caption)).toEqual(name === 'stuck release'
      ? ['By reason', 'By tenant', 'Unhealthy tenants, those first whom this release is likely to have made so', '60 tenants by version', 'Changes by resource'] : ['5 tenants by version']);
    for (const { heads, rows } of tables) {
      expect(new Set(heads)).toEqual(new Set(['col']));
      expect(new Set(rows)).toEqual(new Set(['row']));
    }
  });

  test('what is wider than the screen can be scrolled by keyboard, and says what it is', async () => {
    const wide = await evaluate<{ tabIndex: number; role: string; label: string }[]>(`
      [...document.querySelectorAll('*')].filter(each => each.scrollWidth > each.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
        .map(each => ({ tabIndex: each.tabIndex, role: each.getAttribute('role'), label: each.getAttribute('aria-label') }))`);
    if (name === 'stuck release' && width === 320) { expect(wide.length).toBeGreaterThan(0); }
    for (const each of wide) { expect(each).toEqual({ tabIndex: 0, role: 'region', label: expect.stringMatching(/\w/) as string }); }
  });

  test('each bar says in words what it shows, and is as long as it says', async () => {
    const bars = await evaluate<{ label: string; parts: number[]; whole: number }[]>(`
      [...document.querySelectorAll('svg')].map(svg => ({ label: svg.getAttribute('aria-label'), whole: svg.getBoundingClientRect().width,
        parts: [...svg.querySelectorAll('rect')].map(rect => rect.width.baseVal.value / 1000) }))`);
    expect(bars.map(({ label }) => label)).toEqual(name === 'stuck release' ? [
      '2 succeeded, of 2 tenants', '57 succeeded, 3 failed, of 60 tenants', '540 not begun, of 540 tenants', '60 accounts have come back, 2 have not',
      '58 on aaaaaaaaaaaaaaaa (before it), 2 on bbbbbbbbbbbbbbbb (of this release)',
    ] : [
      '2 succeeded, of 2 tenants', '10 under way, of 10 tenants', '20 not begun, of 20 tenants',
      '2 on aaaaaaaaaaaaaaaa (before it), 1 on bbbbbbbbbbbbbbbb (of this release), 1 on cccccccccccccccc (an older one), 1 on none (without the service)',
    ]);
    for (const { label, parts, whole } of bars) {
      const counts = [...label.replace(/, of .*/, '').matchAll(/(?:^|, )(\d+) /g)].map(([, count]) => Number(count));
      const sum = counts.reduce((total, count) => total + count, 0);
      counts.forEach((count, index) => expect(parts[index]).toBeCloseTo(count / sum, 3));
      expect(whole).toBeGreaterThan(width * 0.7);
    }
  });

  test('words stand out from what is behind them, and so do bars', async () => {
    const { words, bars, back } = await evaluate<{ words: [string, string, string][]; bars: string[]; back: string }>(`(() => {
      const behind = each => { for (let at = each; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (colour !== 'rgba(0, 0, 0, 0)') { return colour; } } };
      const texts = [...document.querySelectorAll('body *')].filter(each => [...each.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== ''));
      return {
        words: texts.map(each => [each.textContent.slice(0, 30), getComputedStyle(each).color, behind(each)]),
        bars: [...document.querySelectorAll('.bar rect, .legend li')].map(each => each.tagName === 'rect' ? getComputedStyle(each).fill : getComputedStyle(each, '::before').backgroundColor),
        back: getComputedStyle(document.body).backgroundColor };
    })()`);
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter(([, colour, behind]) => contrast(colour, behind) < 4.5)).toEqual([]);
    expect(bars.filter(colour => contrast(colour, back) < 3)).toEqual([]);
    expect(luminance(back) < 0.5).toBe(scheme === 'dark');
  });

  test('words are large enough to be read', async () => {
    expect(await evaluate<number>('Math.min(...[...document.querySelectorAll("body *")].map(each => parseFloat(getComputedStyle(each).fontSize)))')).toBeGreaterThanOrEqual(12);
  });

  test('why it stands still, and what to do, come before one scrolls far', async () => {
    if (name !== 'stuck release') {
      expect(await evaluate('document.querySelector("h1").textContent')).toBe('orders 000007: rolling, wave 2 of 3');
      expect(await evaluate('document.querySelector("[aria-current=step] h3").textContent')).toBe('10 percent rolling');
      expect(await evaluate('[...document.querySelectorAll(".facts div")].pop().textContent')).toBe('Time leftabout 2 h 5 min, until Mon 02 Mar 14:05, at the pace so far');
      return;
    }
    const [because, next] = await evaluate<{ words: string; top: number }[]>(`
      ['.first', '#next'].map(each => document.querySelector(each)).map(each => ({ words: each.textContent, top: each.getBoundingClientRect().top }))`);
    expect(because.words).toMatch(/^wave 10 percent: 3 of 60 failed, .* and 2 of 60 did not come back$/);
    expect(because.top).toBeLessThan(200);
    expect(next.top).toBeLessThan(1200);
    expect(await evaluate('document.querySelector("code").textContent')).toBe('npx cdk-account-per-tenant fleet resume orders --reason WHY');
    expect(await evaluate('[...document.querySelectorAll("#failed tbody tr")].map(row => row.cells[0].textContent + " " + row.cells[3].textContent).join()'))
      .toBe('tenant-00001 stuck,tenant-00002 stuck,tenant-00001 failed,tenant-00002 failed,tenant-00003 failed');
  });

  test('on paper it is dark on white, and nothing is cut off', async () => {
    await print();
    const { back, front, cut } = await evaluate<{ back: string; front: string; cut: string[] }>(`({
      back: getComputedStyle(document.body).backgroundColor, front: getComputedStyle(document.body).color,
      cut: [...document.querySelectorAll('.scroll')].map(each => getComputedStyle(each).overflowX) })`);
    expect(contrast(front, back)).toBeGreaterThan(15);
    expect(luminance(back)).toBe(1);
    expect(new Set(cut)).toEqual(new Set(['visible']));
  });
});
