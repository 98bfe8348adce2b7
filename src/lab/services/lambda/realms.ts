import { Context, createContext, Script } from 'vm';
import { seededCrypto } from './node-modules';
import { SET_THE_CLOCK } from './virtual-time';
import { JsonObject } from '../../json';
import { Random } from '../../random';

const ADOPT = `text => text.includes('"$date"') ? JSON.parse(text, (_, value) =>
  value !== null && typeof value === 'object' && typeof value.$date === 'string' ? new Date(value.$date) : value) : JSON.parse(text)`;
// Beside the object that stands for them, the realm has globals of its own.
const FORGET = 'name => delete globalThis[name]';
const MAKE_ERROR = '(name, message, fields) => Object.assign(new Error(message), fields, { name })';

export interface Realm {
  readonly globals: Record<string, unknown>;
  readonly context: Context;
  readonly adopt: (json: string) => unknown;
  readonly error: (name: string, message: string, fields: JsonObject) => Error;
  /** The names of the globals that are there at the beginning. */
  names: ReadonlySet<string | symbol>;
  readonly forget: (name: string | symbol) => void;
  random: Random;
  /** Made when it is asked for: few functions do, and it is much work. */
  crypto?: unknown;
}

/** Globals that are the same for each invocation. */
const COMMON: Readonly<Record<string, unknown>> = {
  Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal, Event, EventTarget,
  structuredClone, queueMicrotask, atob, btoa,
};

/** The realms of all invocations, and what each of them needs, compiled once. */
export class Realms {
  private readonly clock = new Script(SET_THE_CLOCK);
  private readonly adopt = new Script(ADOPT);
  private readonly error = new Script(MAKE_ERROR);
  private readonly forget = new Script(FORGET);
  private readonly idle: Realm[] = [];

  /**
   * A realm of its own for an invocation. It goes round: V8 takes long to make one and longer to clear it away. What an
   * invocation leaves behind in its globals is gone in the next; what it did to the language's own objects stays, as in
   * Lambda, where invocations share an environment.
   */
  public take(globals: Record<string, unknown>, now: () => number, random: Random): Realm {
    const realm = this.idle.pop() ?? this.make(globals, now, random);
    Object.assign(realm.globals, globals);
    realm.random = random;
    realm.crypto = undefined;
    return realm;
  }

  public giveBack(realm: Realm): void {
    for (const name of Reflect.ownKeys(realm.globals)) {
      if (!realm.names.has(name)) { realm.forget(name); }
    }
    this.idle.push(realm);
  }

  private make(given: Record<string, unknown>, now: () => number, random: Random): Realm {
    const globals: Record<string, unknown> = { ...COMMON, ...given };
    globals.global = globals;
    Object.defineProperty(globals, 'crypto', {
      configurable: true,
      enumerable: true,
      get: () => realm.crypto ??= (seededCrypto(realm.random) as { webcrypto: unknown }).webcrypto,
      set: value => { realm.crypto = value; },
    });
    const context = createContext(globals);
    const realm: Realm = {
      globals,
      context,
      random,
      adopt: this.adopt.runInContext(context) as Realm['adopt'],
      error: this.error.runInContext(context) as Realm['error'],
      names: new Set(),
      forget: this.forget.runInContext(context) as Realm['forget'],
    };
    const setTheClock = this.clock.runInContext(context) as (now: () => number, random: () => number) => void;
    setTheClock(now, () => realm.random.next());
    realm.names = new Set(Reflect.ownKeys(globals));
    return realm;
  }
}
