import { Context, createContext, Script } from 'vm';
import { SET_THE_CLOCK } from './virtual-time';
import { JsonObject } from '../../json';

const ADOPT = `text => JSON.parse(text, (_, value) =>
  value !== null && typeof value === 'object' && typeof value.$date === 'string' ? new Date(value.$date) : value)`;
const TIDY_UP = `(known => () => {
  for (const name of Reflect.ownKeys(globalThis)) { if (!known.has(name)) { delete globalThis[name]; } }
})(new Set(Reflect.ownKeys(globalThis)))`;
const MAKE_ERROR = '(name, message, fields) => Object.assign(new Error(message), fields, { name })';

export interface Realm {
  readonly globals: Record<string, unknown>;
  readonly context: Context;
  readonly adopt: (json: string) => unknown;
  readonly error: (name: string, message: string, fields: JsonObject) => Error;
  /** Takes away the globals that were not there at the beginning. */
  readonly tidyUp: () => void;
  random: () => number;
}

/** The realms of all invocations, and what each of them needs, compiled once. */
export class Realms {
  private readonly clock = new Script(SET_THE_CLOCK);
  private readonly adopt = new Script(ADOPT);
  private readonly error = new Script(MAKE_ERROR);
  private readonly tidyUp = new Script(TIDY_UP);
  private readonly idle: Realm[] = [];

  /**
   * A realm of its own for an invocation. It goes round: V8 takes long to make one and longer to clear it away. What an
   * invocation leaves behind in its globals is gone in the next; what it did to the language's own objects stays, as in
   * Lambda, where invocations share an environment.
   */
  public take(globals: Record<string, unknown>, now: () => number, random: () => number): Realm {
    const realm = this.idle.pop() ?? this.make(globals, now);
    Object.assign(realm.globals, globals, { global: realm.globals });
    realm.random = random;
    return realm;
  }

  public giveBack(realm: Realm): void {
    realm.tidyUp();
    this.idle.push(realm);
  }

  private make(given: Record<string, unknown>, now: () => number): Realm {
    const globals = { ...given, global: given };
    const context = createContext(globals);
    const realm: Realm = {
      globals,
      context,
      random: () => 0,
      adopt: this.adopt.runInContext(context) as Realm['adopt'],
      error: this.error.runInContext(context) as Realm['error'],
      tidyUp: this.tidyUp.runInContext(context) as Realm['tidyUp'],
    };
    const setTheClock = this.clock.runInContext(context) as (now: () => number, random: () => number) => void;
    setTheClock(now, () => realm.random());
    return realm;
  }
}
