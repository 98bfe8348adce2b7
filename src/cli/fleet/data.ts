import type { CellItem } from '../../telemetry/items';

/** Tenants' health, and whose failures wait. */
export interface HealthRecords {
  readonly cells: readonly CellItem[];
  /** For each failure that is held, the account it came from. */
  readonly held: readonly string[];
  /** Whether there are more of them than were read. */
  readonly more: boolean;
}

/** An item of the directory's table, as plain values. */
export type Item = Readonly<Record<string, unknown>>;

/** How an execution of a workflow stands. */
export interface Run {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Where a fleet's records lie: on AWS, or in the lab. All that commands and pages know of it. */
export interface FleetData {
  readonly platform: string;
  /** All items of a partition whose sort key begins so, in the order of their sort keys. */
  query(partition: string, beginning: string): Promise<readonly Item[]>;
  item(partition: string, sort: string): Promise<Item | undefined>;
  /** The records of all tenants that are ready, as far as the index by state has them. */
  readyTenants(): Promise<readonly Item[]>;
  /** The texts of all parameters whose names begin so. */
  parameters(path: string): Promise<readonly string[]>;
  /** The text of a file in the bucket of releases. */
  file(key: string): Promise<string | undefined>;
  /** What the central place has on record of tenants' health; undefined where there is none that may be read. */
  health(): Promise<HealthRecords | undefined>;
  /** Starts a workflow of this name. Returns the ARN of the execution. */
  start(machine: string, input: object): Promise<string>;
  run(execution: string): Promise<Run>;
  /** The ARN of whoever asks. */
  me(): Promise<string>;
}

type Typed = Readonly<Record<string, unknown>>;

/** What an attribute holds, out of DynamoDB's JSON. */
function valueOf(attribute: Typed): unknown {
  const [[type, value]] = Object.entries(attribute);
  switch (type) {
    case 'N': return Number(value);
    case 'NULL': return undefined;
    case 'L': return (value as Typed[]).map(valueOf);
    case 'M': return itemOf(value as Readonly<Record<string, Typed>>);
    case 'SS': return new Set(value as string[]);
    default: return value;
  }
}

export function itemOf(attributes: Readonly<Record<string, Typed>>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute)]));
}
