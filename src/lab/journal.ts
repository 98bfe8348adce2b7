import { Json, JsonObject } from './json';

/** One line of the log. The format is documented in docs/lab-log.md. */
export type Entry =
  | CallEntry
  | TransitionEntry
  | ExecutionEntry
  | FaultEntry
  | { type: 'event'; at: string; bus: string; source: string; detailType: string; detail: Json }
  | { type: 'account'; at: string; account: JsonObject }
  | { type: 'record'; at: string; table: string; item: JsonObject };

export interface CallEntry {
  type: 'call';
  at: string;
  call: number;
  execution?: string;
  role: string;
  account: string;
  region: string;
  service: string;
  action: string;
  parameters: JsonObject;
  result?: Json;
  error?: { name: string; message: string };
  fault?: string;
}

export interface TransitionEntry {
  type: 'transition';
  at: string;
  execution: string;
  machine: string;
  state: string;
  stateType: string;
  event: 'entered' | 'retried' | 'caught' | 'exited';
  error?: string;
  /** Which entry of Retry or Catch was taken, counted from 0. */
  rule?: number;
}

export interface ExecutionEntry {
  type: 'execution';
  at: string;
  execution: string;
  machine: string;
  status: string;
  input?: Json;
  output?: Json;
  error?: string;
  cause?: string;
  /** At the end: the state transitions that AWS would have billed so far. */
  transitions?: number;
}

export interface FaultEntry {
  type: 'fault';
  at: string;
  fault: string;
  /** Which fault of the plan, counted from 0. */
  planned: number;
  call?: number;
  execution?: string;
}

/** Everything that happened, in order. Listeners count or write; the journal itself keeps nothing unless asked to. */
export class Journal {
  private readonly listeners: ((entry: Entry) => void)[] = [];

  public listen(listener: (entry: Entry) => void): void {
    this.listeners.push(listener);
  }

  public write(entry: Entry): void {
    for (const listener of this.listeners) {
      listener(entry);
    }
  }
}
