import { ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ForeignCloud, MOTO } from './known';
import { kept } from '../../build-tools/kept';
import { ROOT } from '../../build-tools/processes';
import { Json, JsonObject } from '../../src/lab';

/** A repair of the emulator: on what it touches, agreement proves nothing. */
export interface Repair {
  readonly name: string;
  /** What is repaired: moto, or fakecloud. */
  readonly whose: string;
  readonly does: string;
  readonly aws: string;
  readonly source: string;
}

/** How a server is started. */
export interface ServerOptions {
  readonly python: string;
  readonly management: string;
  readonly platform: string;
  /** Where stacks are, each as ACCOUNT/REGION. */
  readonly environments: readonly string[];
  /** Those of them that are bootstrapped. All, unless said otherwise. */
  readonly bootstrapped?: readonly string[];
  readonly misfortunes: readonly Json[];
  /** Where the server and the client write what they complain of. */
  readonly log: string;
  /** For the code of functions; whoever made it takes it away. */
  readonly temporary: string;
  /** A free one, unless said otherwise. */
  readonly port?: number;
  /** Moto, unless said otherwise. */
  readonly cloud?: ForeignCloud;
}

/** What waits and pauses last of their time. */
const TIME_SCALE = 0.002;
const START_SECONDS = 60;
const LONGEST_END_SECONDS = 10;

/**
 * The emulator, and a client that asks it over its API. Both end when their standard input closes, so also when this
 * process is gone without a word.
 */
export class Server {
  public static async start(options: ServerOptions): Promise<Server> {
    const log = createWriteStream(options.log, { flags: 'a' });
    const { program } = options.cloud ?? MOTO;
    const server = python(options, program.file, [
      '--management', options.management, '--platform', options.platform, '--environments', JSON.stringify(options.environments),
      '--bootstrapped', JSON.stringify(options.bootstrapped ?? options.environments), '--time-scale', `${TIME_SCALE}`, '--port', `${options.port ?? 0}`,
      '--misfortunes', JSON.stringify(options.misfortunes), '--node', process.execPath, '--node-modules', join(ROOT, 'node_modules'),
      ...program.args,
    ]);
    let said = '';
    server.stderr!.on('data', (data: Buffer) => { said = (said + data.toString()).slice(-2000); log.write(data); });
    try {
      const ready = await firstLine(server, START_SECONDS);
      const { endpoint, repairs } = JSON.parse(ready) as { endpoint: string; repairs: Repair[] };
      const client = python(options, 'moto/client.py', [endpoint, options.management, options.platform, 'us-east-1', ...options.environments]);
      client.stderr!.on('data', (data: Buffer) => log.write(data));
      return new Server(server, client, endpoint, repairs);
    } catch (error) {
      server.kill();
      const last = said.trim().split('\n').at(-1);
      throw new Error(`the emulator did not start: ${last || (error as Error).message}; all that it said is in ${options.log}`);
    }
  }

  private readonly waiting: { done: (answer: Json) => void; failed: (error: Error) => void }[] = [];

  private constructor(
    private readonly server: ChildProcess, private readonly client: ChildProcess,
    public readonly endpoint: string, public readonly repairs: readonly Repair[],
  ) {
    createInterface({ input: client.stdout! }).on('line', line => {
      const { answer, problem } = JSON.parse(line) as { answer?: Json; problem?: string };
      const next = this.waiting.shift();
      if (problem === undefined) { next?.done(answer ?? null); } else { next?.failed(new Error(problem)); }
    });
    const gone = (what: string) => () => {
      this.waiting.splice(0).forEach(({ failed }) => failed(new Error(`${what} is gone`)));
    };
    server.on('close', gone('the emulator'));
    client.on('close', gone("the emulator's client"));
  }

  /** One command of client.py. */
  public ask(command: JsonObject): Promise<Json> {
    return new Promise((done, failed) => {
      this.waiting.push({ done, failed });
      this.client.stdin!.write(`${JSON.stringify(command)}\n`);
    });
  }

  /** Ends both, and waits until they are gone. */
  public async stop(): Promise<void> {
    const alive = [this.client, this.server].filter(child => child.exitCode === null && child.signalCode === null);
    await Promise.all(alive.map(child => new Promise<void>(done => {
      const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_SECONDS * 1000);
      child.on('close', () => { clearTimeout(late); done(); });
      child.stdin!.end();
    })));
  }
}

/** Where servers write what they complain of, emptied of what earlier ones have. */
export function emptyLog(name: string): string {
  const log = join(kept(join(ROOT, '.judges'), 'the emulator writes a log'), `${name}.log`);
  rmSync(log, { force: true });
  return log;
}

function python(options: ServerOptions, file: string, args: readonly string[]): ChildProcess {
  return spawn(options.python, ['-B', '-W', 'ignore', join(__dirname, file), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: options.temporary },
  });
}

function firstLine(child: ChildProcess, seconds: number): Promise<string> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`it said nothing for ${seconds} s`)), seconds * 1000);
    createInterface({ input: child.stdout! }).once('line', line => { clearTimeout(timer); done(line); });
    child.once('error', error => { clearTimeout(timer); failed(error); });
    child.once('close', code => { clearTimeout(timer); failed(new Error(`it ended with code ${code}`)); });
  });
}
