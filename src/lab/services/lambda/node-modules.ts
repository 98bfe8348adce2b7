import * as assert from 'assert';
import * as asyncHooks from 'async_hooks';
import * as buffer from 'buffer';
import * as crypto from 'crypto';
import * as events from 'events';
import * as path from 'path';
import * as querystring from 'querystring';
import * as stream from 'stream';
import * as stringDecoder from 'string_decoder';
import * as url from 'url';
import * as util from 'util';
import { Random } from '../../random';

/** Modules of Node whose own code may run in a function: they know neither time nor network nor disk. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  assert, async_hooks: asyncHooks, buffer, events, path, querystring, stream, string_decoder: stringDecoder, url, util,
};

/** A module of Node's, or undefined where the lab has none. `https` and the like come from elsewhere. */
export function nodeModule(name: string, random: Random): unknown {
  return name === 'crypto' ? seededCrypto(random) : Object.hasOwn(HARMLESS, name) ? HARMLESS[name] : undefined;
}

/** Node's `crypto` with randomness that is the same for the same seed. */
export function seededCrypto(random: Random): unknown {
  const fill = <T extends ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let at = 0; at < bytes.length; at++) { bytes[at] = random.whole(0, 255); }
    return view;
  };
  const randomBytes = (size: number, done?: (error: null, bytes: Buffer) => void) => {
    const bytes = fill(Buffer.alloc(size));
    if (!done) { return bytes; }
    queueMicrotask(() => done(null, bytes));
    return undefined;
  };
  const seeded = {
    randomUUID: () => random.uuid(),
    randomInt: (low: number, high?: number) =>
      high === undefined ? random.whole(0, low - 1) : random.whole(low, high - 1),
    randomFillSync: fill,
    getRandomValues: fill,
    randomBytes,
  };
  const { randomUUID, getRandomValues } = seeded;
  const web = Object.assign(Object.create(crypto.webcrypto) as object, { randomUUID, getRandomValues });
  return { ...crypto, ...seeded, webcrypto: web };
}
