import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Readable, Writable } from 'node:stream';

interface Message {
  id?: number; method?: string; params?: unknown; result?: unknown; error?: { message: string }; sessionId?: string;
}
interface Waiting { done(result: unknown): void; failed(error: Error): void }

/** The browser of this machine: `CHROMIUM`, or the first one on the path. */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.CHROMIUM !== undefined) { return env.CHROMIUM; }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return (env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name))).find(existsSync);
}

/**
 * A Chromium without a window, spoken to over two pipes in its DevTools protocol: messages in JSON, a zero byte after
 * each.
 */
export class Browser {
  private readonly process: ChildProcess;
  private readonly profile = mkdtempSync(join(tmpdir(), 'browser-'));
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners: ((message: Message) => void)[] = [];
  private sent = 0;
  private unread = '';

  constructor(executable: string) {
    // Without a sandbox of its own, for it has to run as root in containers; it sees nothing but our own page.
    this.process = spawn(executable, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      `--user-data-dir=${this.profile}`, '--remote-debugging-pipe',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    (this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.read(text));
    this.process.on('exit', code => this.giveUp(new Error(`the browser ended with ${code}`)));
    this.process.on('error', error => this.giveUp(error));
  }

  public async open(width: number, scheme: 'light' | 'dark'): Promise<Page> {
    const { targetId } = await this.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    await page.prepare(width, scheme);
    return page;
  }

  public listen(listener: (message: Message) => void): void {
    this.listeners.push(listener);
  }

  public send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++this.sent;
    (this.process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((done, failed) => this.waiting.set(id, { done: result => done(result as T), failed }));
  }

  public async close(): Promise<void> {
    const ended = new Promise(resolve => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private read(text: string): void {
    const messages = (this.unread + text).split('\0');
    this.unread = messages.pop()!;
    for (const each of messages) {
      const message = JSON.parse(each) as Message;
      const waiting = this.waiting.get(message.id ?? 0);
      if (!waiting) {
        this.listeners.forEach(listen => listen(message));
      } else if (message.error) {
        waiting.failed(new Error(message.error.message));
      } else {
        waiting.done(message.result);
      }
      this.waiting.delete(message.id ?? 0);
    }
  }

  private giveUp(error: Error): void {
    for (const { failed } of this.waiting.values()) { failed(error); }
    this.waiting.clear();
  }
}

/** A page as wide as a screen, in light or dark. */
export class Page {
  /** What the page said to the console, be it by itself or through the browser. */
  public readonly said: string[] = [];
  /** What was asked of the network, or of the disk. */
  public readonly requested: string[] = [];

  constructor(private readonly browser: Browser, private readonly session: string) {
    browser.listen(({ method, params, sessionId }) => {
      if (sessionId !== session) { return; }
      if (method === 'Network.requestWillBeSent') { this.requested.push((params as { request: { url: string } }).request.url); }
      if (['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded'].includes(method ?? '')) { this.said.push(JSON.stringify(params)); }
    });
  }

  public async prepare(width: number, scheme: 'light' | 'dark'): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) { await this.send(`${domain}.enable`); }
    await this.send('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  public async goto(url: string): Promise<void> {
    const loaded = new Promise<void>(resolve => this.browser.listen(({ method, sessionId }) => {
      if (method === 'Page.loadEventFired' && sessionId === this.session) { resolve(); }
    }));
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** What an expression gives in the page, as JSON carries it. */
  public async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{ result: { value: T }; exceptionDetails?: unknown }>(
      'Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) { throw new Error(JSON.stringify(exceptionDetails)); }
    return result.value;
  }

  public async screenshot(): Promise<Buffer> {
    const { data } = await this.send<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(data, 'base64');
  }

  private send<T>(method: string, params: object = {}): Promise<T> {
    return this.browser.send(method, params, this.session);
  }
}
