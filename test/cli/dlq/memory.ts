import { dlq } from '../../../src/cli/dlq/command';
import { FailureData, Found, Wanted } from '../../../src/cli/dlq/data';
import { DlqWorld } from '../../../src/cli/dlq/request';
import { Run } from '../../../src/cli/fleet/data';
import { FailureState } from '../../../src/telemetry/contract';
import type { FailureItem } from '../../../src/telemetry/items';
import { saidOf, worldOf } from '../command-line';

export const NOW = Date.parse('2026-03-02T12:00:00Z');
export const ME = 'arn:aws:sts::444444444444:assumed-role/Operator/jane@example.com';

const ACCOUNTS: Readonly<Record<string, string>> = { acme: '333333333333', flux: '333333333334' };

type Machine = (machine: string, input: Record<string, unknown>) => Run;

/** The central place of failures, for tests. */
export class MemoryFailures implements FailureData {
  public readonly platform = 'tenants';
  public readonly region = 'us-east-1';
  public readonly started: { machine: string; input: Record<string, unknown> }[] = [];
  public readonly files = new Map<string, string>();
  private readonly failures: FailureItem[] = [];
  private readonly runs = new Map<string, Run>();

  /** What an execution of a machine does, and how it ends. */
  public onStart: Machine = () => ({ status: 'SUCCEEDED', output: '{}' });

  public put(tenantId: string, id: string, more: Partial<FailureItem> = {}): this {
    const accountId = ACCOUNTS[tenantId];
    this.failures.push({
      id, accountId, tenantId, region: 'us-east-1', kind: 'invocation', state: 'held', at: '2026-03-02T10:00:00.000Z', receivedAt: '2026-03-02T10:00:05.000Z',
      service: 'orders', what: `arn:aws:lambda:us-east-1:${accountId}:function:orders_Worker`, traceId: `trace-${id}`, reason: 'Error: no such order', body: '{"order":7}',
      redrives: 0, changedAt: '2026-03-02T10:00:05.000Z', expiresAt: Date.parse('2026-03-16T10:00:00Z') / 1000, ...more,
    });
    return this;
  }

  public becomes(id: string, more: Partial<FailureItem>): void {
    const index = this.failures.findIndex(each => each.id === id);
    this.failures[index] = { ...this.failures[index], ...more };
  }

  public ends(run: string, how: Run): void { this.runs.set(run, how); }

  public accountOf(tenantId: string): Promise<string | undefined> { return Promise.resolve(ACCOUNTS[tenantId]); }
  public failuresOf(accountId: string, wanted: Wanted, most: number): Promise<Found> {
    return Promise.resolve(this.found(each => each.accountId === accountId, wanted, most));
  }
  public failuresIn(state: FailureState, wanted: Wanted, most: number): Promise<Found> {
    return Promise.resolve(this.found(each => each.state === state, wanted, most));
  }
  public failure(accountId: string, id: string): Promise<FailureItem | undefined> {
    return Promise.resolve(this.failures.find(each => each.accountId === accountId && each.id === id));
  }
  public file(key: string): Promise<string | undefined> { return Promise.resolve(this.files.get(key)); }
  public start(machine: string, input: object): Promise<string> {
    const run = `run-${this.started.length + 1}`;
    // What goes to AWS goes as JSON.
    const sent = JSON.parse(JSON.stringify(input)) as Record<string, unknown>;
    this.started.push({ machine, input: sent });
    this.runs.set(run, this.onStart(machine, sent));
    return Promise.resolve(run);
  }
  public run(run: string): Promise<Run> { return Promise.resolve(this.runs.get(run)!); }
  public me(): Promise<string> { return Promise.resolve(ME); }

  private found(isWanted: (item: FailureItem) => boolean, { service, since = '' }: Wanted, most: number): Found {
    const all = this.failures.filter(each =>
      isWanted(each) && each.at >= since && (service === undefined || each.service === service));
    // Lists hold no bodies.
    return { failures: all.slice(0, most).map(({ body: _, ...rest }) => rest), more: all.length > most };
  }
}

/** Two tenants with failures of every kind. */
export const failing = (): MemoryFailures => new MemoryFailures()
  .put('acme', '5f2c0001-held', { at: '2026-03-02T11:00:00.000Z' })
  .put('acme', '5f2c0002-parked', { state: 'parked', redrives: 3, version: 'b'.repeat(16), ring: 'canary' })
  .put('acme', '77aa0003-bills', { service: 'bills', at: '2026-03-01T10:00:00.000Z', reason: `Error: ${'x'.repeat(300)}\n    at line 1` })
  .put('acme', '88bb0004-redriven', { state: 'redriven', redrivenBy: 'jane', redriveReason: 'mended', redriveRun: 'run-0' })
  .put('acme', '99cc0005-doubt', { state: 'in doubt' })
  .put('flux', 'f0000001-forged', { state: 'refused', at: '2026-03-02T11:30:00.000Z' })
  .put('flux', 'f0000002-own', { kind: 'custom', what: undefined, service: 'unknown', at: '2026-02-20T10:00:00.000Z' })
  .put('flux', 'f0000003-busy', { state: 'redriving' });

/** Runs a command. Each pause lets `meanwhile` change things. */
export async function cli(
  data: FailureData | Error, args: readonly string[], meanwhile: (pauses: number) => void = () => undefined,
) {
  return cliIn(worldOf(data, NOW, meanwhile), args);
}

/** Runs a command in a world. */
export const cliIn = (world: DlqWorld, args: readonly string[]) => saidOf(terminal => dlq([...args], terminal, world));
