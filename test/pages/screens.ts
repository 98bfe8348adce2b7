import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, findBrowser, Page } from './browser';

export type Screen = readonly [name: string, width: number, scheme: 'light' | 'dark'];

/** What tests of a page work with. */
export interface Seen {
  readonly name: string;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly evaluate: <T>(expression: string) => Promise<T>;
  readonly print: () => Promise<void>;
}

/** Looks at a page on each screen: what holds of every page, and what `tests` say. */
export function onScreens(
  screens: readonly Screen[], urlOf: (name: string) => Promise<string>, tests: (seen: Seen) => void,
): void {
  const executable = findBrowser(process.env);
  if (executable === undefined) {
    // Who has no browser at home is told; where all has to be proven, that is not enough.
    test('NOT LOOKED AT: there is no browser here', () => {
      console.warn('test/pages: NOT RUN, for no Chromium was found. Install one (apt-get install chromium), or name it in CHROMIUM.');
      expect(process.env.CI).toBeUndefined();
    });
    return;
  }
  describe.each(screens)('%s in a browser %i wide, %s', (name, width, scheme) => {
    let browser: Browser;
    let page: Page;
    let url: string;

    beforeAll(async () => {
      url = await urlOf(name);
      browser = new Browser(executable);
      page = await browser.open(width, scheme);
      await page.goto(url);
      if (process.env.SCREENSHOTS !== undefined) {
        mkdirSync(process.env.SCREENSHOTS, { recursive: true });
        writeFileSync(join(process.env.SCREENSHOTS, `${name.replaceAll(' ', '-')}-${width}-${scheme}.png`), await page.screenshot());
      }
    }, 60_000);
    afterAll(() => browser.close());

    test('nothing is said to the console, and nothing is asked of the network', () => {
      expect(page.said).toEqual([]);
      expect(page.requested.filter(each => each !== url && each !== 'data:,')).toEqual([]);
    });

    test('nothing stands out at the side', async () => {
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    });

    tests({ name, width, scheme, evaluate: expression => page.evaluate(expression), print: () => page.print() });
  });
}
