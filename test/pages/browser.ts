import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as playwright from 'playwright-core';

/** The browser of this machine: `CHROMIUM`, or the first one on the path. */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.CHROMIUM !== undefined) { return env.CHROMIUM; }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return (env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name))).find(existsSync);
}

/** A Chromium without a window. */
export class Browser {
  private readonly process: Promise<playwright.Browser>;

  constructor(executablePath: string) {
    // Without a sandbox of its own, for it has to run as root in containers; it sees nothing but our own page.
    this.process = playwright.chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }

  public async open(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const browser = await this.process;
    return new Page(await browser.newPage({ viewport: { width, height: 800 }, isMobile: width < 500, colorScheme }));
  }

  public async close(): Promise<void> {
    await (await this.process).close();
  }
}

/** A page as wide as a screen, in light or dark. */
export class Page {
  /** What the page said to the console, be it by itself or through the browser. */
  public readonly said: string[] = [];
  /** What was asked of the network, or of the disk. */
  public readonly requested: string[] = [];

  constructor(private readonly page: playwright.Page) {
    page.on('console', message => { this.said.push(message.text()); });
    page.on('pageerror', error => { this.said.push(String(error)); });
    page.on('request', request => { this.requested.push(request.url()); });
  }

  public async goto(url: string): Promise<void> {
    await this.page.goto(url);
  }

  /** What an expression gives in the page, as JSON carries it. */
  public evaluate<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }

  /** From now on as it would be printed. */
  public async print(): Promise<void> {
    await this.page.emulateMedia({ media: 'print' });
  }

  public screenshot(): Promise<Buffer> {
    return this.page.screenshot({ fullPage: true });
  }
}
