import { promisify } from 'util';
import { Cloud } from '../../cloud';

type Callback = (...given: unknown[]) => void;

/** Timers of one invocation, on the virtual clock. They end with the invocation. */
export class Timers {
  private readonly cancel = new Map<number, () => void>();
  private count = 0;

  public readonly setTimeout = this.start((callback, milliseconds, given, id) => this.cloud.clock.at(
    this.cloud.clock.now() + Math.max(1, milliseconds), () => { this.cancel.delete(id); callback(...given); }));

  public readonly setInterval = this.start((callback, milliseconds, given, id) => {
    const again = () => {
      this.cancel.set(id, this.cloud.clock.at(this.cloud.clock.now() + Math.max(1, milliseconds), again));
      callback(...given);
    };
    return this.cloud.clock.at(this.cloud.clock.now() + Math.max(1, milliseconds), again);
  });

  /** What `timers/promises` offers. */
  public readonly promises = {
    setTimeout: (milliseconds = 0, value?: unknown) =>
      new Promise(resolve => this.setTimeout(() => resolve(value), milliseconds)),
    setImmediate: (value?: unknown) => new Promise(resolve => this.setImmediate(() => resolve(value))),
  };

  constructor(private readonly cloud: Cloud) {}

  public readonly setImmediate = (callback: Callback, ...given: unknown[]) => this.setTimeout(callback, 0, ...given);

  public readonly clear = (timer?: { id: number }): void => {
    this.cancel.get(timer?.id ?? -1)?.();
    this.cancel.delete(timer?.id ?? -1);
  };

  public end(): void {
    for (const cancel of this.cancel.values()) { cancel(); }
    this.cancel.clear();
  }

  private start(begin: (callback: Callback, milliseconds: number, given: unknown[], id: number) => () => void) {
    const start = (callback: Callback, milliseconds = 0, ...given: unknown[]) => {
      const id = ++this.count;
      this.cancel.set(id, begin(callback, Number(milliseconds) || 0, given, id));
      return { id, ref() { return this; }, unref() { return this; }, hasRef: () => true };
    };
    const promised = (milliseconds?: number, value?: unknown) => this.promises.setTimeout(milliseconds, value);
    Object.defineProperty(start, promisify.custom, { value: promised });
    return start;
  }
}

/** Source of a function that gives a realm's `Date` virtual time and its `Math.random` the lab's generator. */
export const SET_THE_CLOCK = `(now, random) => {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, asked) => Reflect.construct(target, given.length > 0 ? given : [now()], asked),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => key === 'now' ? now : Reflect.get(target, key, receiver),
  });
  RealDate.prototype.constructor = globalThis.Date;
  Math.random = random;
}`;
