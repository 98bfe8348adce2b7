import { invalid, Limits, unmodelled } from './errors';
import { Json, JsonObject } from '../../json';
import { Call } from '../../room';
import { ExpressionCache } from './expressions/cache';
import { Table, Units } from './table';
import { Tables } from './tables';

/** What the actions work with. */
export interface World {
  readonly tables: Tables;
  readonly cache: ExpressionCache;
  readonly limits: Limits;
  now(): number;
  /** Takes as much virtual time as a transaction needs between its two phases. */
  betweenPhases(): Promise<void>;
}

/**
 * The parameters of a call that the lab knows, without those that are null. What it does not know might mean
 * anything, so it is refused.
 */
export function readParameters(call: Call, known: readonly string[]): JsonObject {
  return checkMembers(call.parameters, known, `${call.service}:${call.action}`);
}

export function checkMembers(given: JsonObject, known: readonly string[], where: string): JsonObject {
  for (const name in given) {
    if (given[name] !== undefined && given[name] !== null && !known.includes(name)) {
      throw unmodelled(`the parameter '${name}' of ${where}`);
    }
  }
  return given;
}

/** A parameter that takes one of a few words; the first is what AWS takes when there is none. */
export function oneOf<T extends string>(parameters: JsonObject, name: string, words: readonly T[]): T {
  const value = parameters[name] ?? words[0];
  if (!words.includes(value as T)) {
    throw invalid(`1 validation error detected: Value '${String(value)}' at '${name}' failed to satisfy constraint: `
      + `Member must satisfy enum value set: [${words.join(', ')}]`);
  }
  return value as T;
}

export function flag(parameters: JsonObject, name: string): boolean {
  const value = parameters[name] ?? false;
  if (typeof value !== 'boolean') { throw invalid(`'${name}' must be true or false`); }
  return value;
}

/** Charges read or write units to a table, and tells of them if the request wants to know. */
export function charge(kind: 'read' | 'write', table: Table, units: Units, parameters: JsonObject): { ConsumedCapacity?: JsonObject } {
  const total = Object.values(units.indexes).reduce((sum, index) => sum + index, units.table);
  if (kind === 'read') { table.readUnits += total; } else { table.writeUnits += total; }
  const wanted = oneOf(parameters, 'ReturnConsumedCapacity', ['NONE', 'TOTAL', 'INDEXES']);
  if (wanted === 'NONE') { return {}; }
  const indexes = Object.entries(units.indexes)
    .map(([name, index]): [string, Json] => [name, { CapacityUnits: index }]);
  return {
    ConsumedCapacity: {
      TableName: table.options.name,
      CapacityUnits: total,
      ...(wanted === 'INDEXES' && {
        Table: { CapacityUnits: units.table },
        ...(indexes.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(indexes) }),
      }),
    },
  };
}

/** One entry for each table, as batches and transactions answer. */
export class CapacityReport {
  private readonly tables = new Map<Table, { table: number; indexes: Record<string, number> }>();

  public add(table: Table, units: Units): void {
    const sum = this.tables.get(table) ?? { table: 0, indexes: {} };
    sum.table += units.table;
    for (const name in units.indexes) { sum.indexes[name] = (sum.indexes[name] ?? 0) + units.indexes[name]; }
    this.tables.set(table, sum);
  }

  public charge(kind: 'read' | 'write', parameters: JsonObject): { ConsumedCapacity?: Json[] } {
    const lines = [...this.tables].map(([table, units]) => charge(kind, table, units, parameters).ConsumedCapacity);
    const told = lines.filter(line => line !== undefined);
    return told.length > 0 ? { ConsumedCapacity: told } : {};
  }
}

export type Action = (world: World, call: Call) => JsonObject | Promise<JsonObject>;
