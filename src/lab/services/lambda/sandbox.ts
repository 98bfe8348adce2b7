import { builtinModules } from 'module';
import { format } from 'util';
import { Code, SourceFile } from './code';
import { nodeModule } from './node-modules';
import { Realm, Realms } from './realms';
import { Sdk } from './sdk';
import { Timers } from './virtual-time';
import { Web } from './web';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Caller } from '../../room';

/** What of an invocation its code can see. */
export interface Run {
  readonly cloud: Cloud;
  readonly code: Code;
  /** `index.handler` */
  readonly handler: string;
  readonly event: string;
  readonly context: JsonObject;
  readonly environment: Record<string, string>;
  /** The function's role. */
  readonly caller: Caller;
  readonly random: Random;
  /** When Lambda stops it, in virtual time. */
  readonly deadline: number;
  readonly print: (line: string) => void;
}

/** What an invocation ends with. */
export type Outcome = { readonly payload: string } | { readonly error: FunctionFailure };
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: string[];
}

type Handler = (event: unknown, context: unknown, callback: (error: unknown, result?: unknown) => void) => unknown;

/** Runs a function's real code once, in a realm of its own, on virtual time. */
export class Sandbox {
  private readonly loaded = new Map<SourceFile, { exports: unknown }>();
  private readonly timers: Timers;
  private readonly sdk: Sdk;
  private readonly web: Web;
  private readonly realm: Realm;
  private alive = true;
  private ended = false;
  private finish!: (outcome: Outcome) => void;
  private fail!: (error: Error) => void;

  constructor(private readonly run: Run, private readonly realms: Realms) {
    const { cloud, caller } = run;
    const abort = (error: Error) => this.abort(error);
    this.timers = new Timers(cloud);
    this.web = new Web(cloud, abort);
    this.realm = realms.take(this.globals(), () => cloud.clock.now(), run.random);
    const { adopt, error } = this.realm;
    this.sdk = new Sdk({
      cloud,
      caller,
      adopt,
      abort,
      alive: () => this.alive,
      error: (name, message, fields) => error(name, message, { ...fields, $fault: 'client', $metadata: { httpStatusCode: 400 } }),
    });
  }

  /** Resolves with what the code gave or how it failed. Rejects only where the lab itself has to give up. */
  public async invoke(): Promise<Outcome> {
    const { cloud, deadline, context } = this.run;
    const outcome = new Promise<Outcome>((resolve, reject) => { this.finish = resolve; this.fail = reject; });
    const seconds = ((deadline - cloud.clock.now()) / 1000).toFixed(2);
    const stop = cloud.clock.at(deadline, () => this.finish(failed('Sandbox.Timedout',
      `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds} seconds`)));
    try {
      this.begin().then(result => this.end({ payload: JSON.stringify(result) ?? 'null' })).catch(error => this.end(thrown(error)));
      return await outcome;
    } finally {
      stop();
      this.alive = false;
      this.timers.end();
      // Who was stopped may still be at it in there.
      if (this.ended) { this.realms.giveBack(this.realm); }
    }
  }

  /** Its own end, not one that was made for it. */
  private end(outcome: Outcome): void {
    this.ended = true;
    this.finish(outcome);
  }

  private async begin(): Promise<unknown> {
    const { code, handler, event, context, cloud, deadline } = this.run;
    const dot = handler.lastIndexOf('.');
    const file = this.source(() => code.find(`./${handler.slice(0, dot)}`, ''));
    if (!file) { throw new Problem('Runtime.ImportModuleError', `Error: Cannot find module '${handler.slice(0, dot)}'`); }
    const entry = (this.load(file) as Record<string, unknown> | undefined)?.[handler.slice(dot + 1)];
    if (typeof entry !== 'function') { throw new Problem('Runtime.HandlerNotFound', `${handler} is undefined or not exported`); }
    const given = Object.assign(this.realm.adopt(JSON.stringify(context)) as object, {
      getRemainingTimeInMillis: () => deadline - cloud.clock.now(),
    });
    if (entry.length < 3) { return (entry as Handler)(this.realm.adopt(event), given, () => undefined); }
    return new Promise((resolve, reject) => {
      const callback = (error: unknown, result?: unknown) => error ? reject(error) : resolve(result);
      const returned = (entry as Handler)(this.realm.adopt(event), given, callback);
      if (typeof (returned as Promise<unknown> | undefined)?.then === 'function') { resolve(returned); }
    });
  }

  private load(file: SourceFile): unknown {
    const known = this.loaded.get(file);
    if (known) { return known.exports; }
    const module = { exports: {} as unknown };
    this.loaded.set(file, module);
    if (!file.script) {
      module.exports = this.realm.adopt(JSON.stringify(file.json));
      return module.exports;
    }
    const wrapper = file.script.runInContext(this.realm.context) as (...given: unknown[]) => void;
    wrapper.call(module.exports, module.exports, (name: string) => this.require(name, file.path), module, `/var/task/${file.path}`, '/var/task');
    return module.exports;
  }

  private require(asked: string, from: string): unknown {
    const name = asked.replace(/^node:/, '');
    if (/^\.{0,2}\//.test(name)) {
      const file = this.source(() => this.run.code.find(name.replace(/^\/var\/task\//, './'), from));
      if (!file) { throw new Problem('Runtime.ImportModuleError', `Error: Cannot find module '${asked}'`); }
      return this.load(file);
    }
    switch (name) {
      case 'http': case 'https': return this.web.module;
      case 'timers': return this.timerGlobals();
      case 'timers/promises': return this.timers.promises;
      case 'process': return this.realm.globals.process;
      case 'perf_hooks': return { performance: this.realm.globals.performance };
    }
    const found = name.startsWith('@aws-sdk/') ? this.sdk.module(name.slice('@aws-sdk/'.length)) : nodeModule(name, this.run.random);
    if (found !== undefined) { return found; }
    if (builtinModules.includes(name) || /^@(aws-sdk|smithy)\//.test(name)) {
      throw this.abort(new Error(`the lab does not model require('${asked}') in a function`));
    }
    throw new Problem('Runtime.ImportModuleError', `Error: Cannot find module '${asked}'`);
  }

  /** Code that the lab cannot run is its own error, not the function's. */
  private source<T>(find: () => T): T {
    try {
      return find();
    } catch (error) {
      throw (error as Error).name === 'SyntaxError'
        ? new Problem('Runtime.UserCodeSyntaxError', `SyntaxError: ${(error as Error).message}`) : this.abort(error as Error);
    }
  }

  private abort(error: Error): Error {
    this.alive = false;
    if (error instanceof Crashed) {
      this.finish(failed('Runtime.ExitError', `RequestId: ${this.run.context.awsRequestId} Error: Runtime exited with error: signal: killed`));
    } else {
      this.fail(error);
    }
    return error;
  }

  private timerGlobals() {
    const { setTimeout, setInterval, setImmediate, clear } = this.timers;
    return { setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate: clear };
  }

  private globals(): Record<string, unknown> {
    const { cloud, environment, print } = this.run;
    const log = (...given: unknown[]) => print(format(...given));
    return {
      ...this.timerGlobals(),
      console: { log, info: log, warn: log, error: log, debug: log, trace: log },
      process: {
        env: { ...environment },
        argv: ['node'],
        platform: 'linux',
        arch: 'x64',
        version: 'v22.0.0',
        versions: { node: '22.0.0' },
        pid: 1,
        cwd: () => '/var/task',
        hrtime: hrtime(cloud),
        uptime: () => 0,
        on: () => undefined,
        once: () => undefined,
        nextTick: (callback: (...given: unknown[]) => void, ...given: unknown[]) =>
          queueMicrotask(() => callback(...given)),
        stdout: { write: log },
        stderr: { write: log },
        emitWarning: log,
      },
      performance: { now: () => cloud.clock.now() },
      fetch: this.web.fetch,
    };
  }
}

/** A failure that Lambda's runtime itself reports, before or around the function's code. */
class Problem extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

function failed(errorType: string, errorMessage: string): Outcome {
  return { error: { errorType, errorMessage } };
}

function thrown(error: unknown): Outcome {
  if (typeof error !== 'object' || error === null || !('message' in error)) { return failed(typeof error, String(error)); }
  const { name, message } = error as Error;
  return { error: { errorType: String(name), errorMessage: String(message), trace: [`${name}: ${message}`] } };
}

function hrtime(cloud: Cloud): unknown {
  const now = () => [Math.floor(cloud.clock.now() / 1000), cloud.clock.now() % 1000 * 1e6];
  return Object.assign(now, { bigint: () => BigInt(cloud.clock.now()) * 1_000_000n });
}
