import { createHash } from 'crypto';
import { minified } from './minified';
import { Statement } from '../statement';

/** What one guardrail asks to be put into policies. */
export interface Parcel {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** What AWS takes. */
export interface Room {
  /** How many policies. */
  readonly policies: number;
  /** How many characters each. */
  readonly characters: number;
}

/** A policy as it is deployed. */
export interface Packed {
  /** From 1: part of its name, so that it stays what it is. */
  readonly number: number;
  readonly content: string;
  readonly parcels: readonly string[];
}

/** What there is no room for. */
export class TooLarge extends Error {
  constructor(public readonly sizes: ReadonlyMap<string, number>, public readonly without: readonly string[]) {
    super(`there is no room for ${without.join(', ')}`);
  }
}

/**
 * Puts parcels into policies. Each parcel has an order of its own in which it asks the policies for room, made of its
 * name: whatever comes or goes beside it, it stays where it is as long as there is room.
 */
export function pack(parcels: readonly Parcel[], room: Room): Packed[] {
  const loads = Array.from({ length: room.policies }, (): Parcel[] => []);
  const left: string[] = [];
  for (const parcel of parcels) {
    const fits = (at: number) => contentOf([...loads[at], parcel]).length <= room.characters;
    const home = homesOf(parcel.name, room.policies).find(fits);
    if (home === undefined) { left.push(parcel.name); } else { loads[home].push(parcel); }
  }
  if (left.length > 0) {
    throw new TooLarge(new Map(parcels.map(parcel => [parcel.name, contentOf([parcel]).length])), left);
  }
  return loads.map((load, at) => ({ number: at + 1, content: contentOf(load), parcels: load.map(({ name }) => name) }))
    .filter(packed => packed.parcels.length > 0);
}

const contentOf = (load: readonly Parcel[]) => minified(load.flatMap(({ statements }) => statements));

/** The policies, in the order in which a parcel of this name asks them. */
function homesOf(name: string, policies: number): number[] {
  const weight = (at: number) => createHash('sha256').update(`${at} ${name}`).digest('hex');
  return Array.from({ length: policies }, (_, at) => at).sort((a, b) => weight(a) < weight(b) ? -1 : 1);
}

