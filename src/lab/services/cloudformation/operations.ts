import { keyOf, Operation, Result, StackSet } from './model';
import { RegionRun } from './region-run';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';

/** What happens in one account and Region. */
export interface Worker {
  /** The operation begins: now its stack instances come to be. */
  begins(operation: Operation): void;
  /** Does the work, and gives the reason when it fails. */
  work(operation: Operation, result: Result): Promise<string | undefined>;
  /** The operation stopped before this one's turn. */
  cancelled(operation: Operation, result: Result): void;
}

export interface OperationsOptions {
  /** How long an operation is prepared before the first stack. */
  readonly preparation: () => number;
  /** What managed execution lets wait: operations that conflict, or every one that comes while another is there. */
  readonly queueing: 'conflicting' | 'all';
  readonly worker: Worker;
}

/** Whatever the accounts: one line for all operations of a stack set. */
const EVERYTHING = '*';

/** Runs the operations of all stack sets: side by side, in line, within their limits. */
export class Operations {
  /**
   * For each stack set, the operations that wait for an account and Region, in order; the first of each line may use
   * it.
   */
  private readonly lines = new Map<string, Map<string, Operation[]>>();
  private readonly active = new Map<string, Set<Operation>>();
  private readonly queued = new Map<string, number>();
  private readonly runs = new Map<Operation, RegionRun[]>();
  /** Stacks being worked on in each Region, over all stack sets. */
  private readonly busy = new Map<string, number>();
  private readonly waiting = new Set<RegionRun>();

  constructor(private readonly cloud: Cloud, private readonly options: OperationsOptions) {}

  public isActive(stackSet: StackSet): boolean {
    return (this.active.get(stackSet.id)?.size ?? 0) > 0;
  }

  /** Without managed execution there is one operation at a time, and no queue. With it, the queue has an end. */
  public throwIfBusy(stackSet: StackSet): void {
    if (!stackSet.managed && this.isActive(stackSet)) {
      throw new AwsError('OperationInProgressException', `another operation of stack set ${stackSet.name} is in progress`);
    }
    if ((this.queued.get(stackSet.id) ?? 0) >= this.cloud.quotas.value('cloudformation.queuedOperationsPerStackSet')) {
      throw new AwsError('LimitExceededException', `too many operations of stack set ${stackSet.name} are queued`);
    }
  }

  public submit(operation: Operation): void {
    const { stackSet } = operation;
    stackSet.operations.set(operation.id, operation);
    this.active.set(stackSet.id, (this.active.get(stackSet.id) ?? new Set<Operation>()).add(operation));
    const lines = this.linesOf(stackSet);
    for (const key of this.keysOf(operation)) {
      const line = lines.get(key);
      if (line) { line.push(operation); } else { lines.set(key, [operation]); }
    }
    this.countQueued(stackSet, 1);
    this.startIfFirst(operation);
  }

  /** Cancels what has not begun, and lets the rest come to its end. */
  public stop(operation: Operation): void {
    if (operation.status !== 'RUNNING' && operation.status !== 'QUEUED') {
      throw new AwsError('InvalidOperationException', `operation ${operation.id} is ${operation.status} and cannot be stopped`);
    }
    const wasQueued = operation.status === 'QUEUED';
    operation.status = 'STOPPING';
    if (wasQueued) {
      this.countQueued(operation.stackSet, -1);
      operation.results.forEach(result => this.cancel(operation, result));
      this.finish(operation, 'STOPPED');
      return;
    }
    if (this.runs.has(operation)) {
      this.cancelRest(operation);
      this.goOn(operation);
    }
  }

  private countQueued(stackSet: StackSet, change: number): void {
    this.queued.set(stackSet.id, (this.queued.get(stackSet.id) ?? 0) + change);
  }

  private keysOf(operation: Operation): string[] {
    return this.options.queueing === 'all' ? [EVERYTHING] : operation.results.map(keyOf);
  }

  private linesOf(stackSet: StackSet): Map<string, Operation[]> {
    const lines = this.lines.get(stackSet.id) ?? new Map<string, Operation[]>();
    this.lines.set(stackSet.id, lines);
    return lines;
  }

  private startIfFirst(operation: Operation): void {
    const lines = this.linesOf(operation.stackSet);
    if (!this.keysOf(operation).every(key => lines.get(key)![0] === operation)) { return; }
    operation.status = 'RUNNING';
    this.countQueued(operation.stackSet, -1);
    this.options.worker.begins(operation);
    this.cloud.clock.at(this.cloud.clock.now() + this.options.preparation(), () => this.begin(operation));
  }

  private begin(operation: Operation): void {
    if (operation.status === 'STOPPING') {
      operation.results.forEach(result => this.cancel(operation, result));
      this.finish(operation, 'STOPPED');
      return;
    }
    const regions = [...new Set(operation.results.map(({ region }) => region))];
    const runs = regions.map(region => new RegionRun(region, operation, {
      launch: (run, result) => this.launch(run, result),
      hasRoom: run => this.hasRoom(run),
      cancel: result => this.cancel(operation, result),
    }));
    this.runs.set(operation, runs);
    this.goOn(operation);
  }

  /** Lets Regions begin as their order allows, and ends the operation when nothing is left. */
  private goOn(operation: Operation): void {
    const runs = this.runs.get(operation)!;
    if (runs.some(run => run.isOverTolerance())) { this.cancelRest(operation); }
    if (operation.limits.parallelRegions) {
      runs.forEach(run => run.pump());
    } else {
      runs.find(run => !run.isDone())?.pump();
    }
    if (!runs.every(run => run.isDone())) { return; }
    const over = runs.filter(run => run.isOverTolerance());
    if (over.length > 0) { operation.statusReason = `more stacks failed than are tolerated, in ${over.map(({ region }) => region).join(', ')}`; }
    this.finish(operation, operation.status === 'STOPPING' ? 'STOPPED' : over.length > 0 ? 'FAILED' : 'SUCCEEDED');
  }

  private cancelRest(operation: Operation): void {
    this.runs.get(operation)?.forEach(run => run.cancelRest());
  }

  private cancel(operation: Operation, result: Result): void {
    result.status = 'CANCELLED';
    this.options.worker.cancelled(operation, result);
  }

  private launch(run: RegionRun, result: Result): void {
    this.busy.set(run.region, (this.busy.get(run.region) ?? 0) + 1);
    const settle = (reason?: string) => {
      this.busy.set(run.region, this.busy.get(run.region)! - 1);
      run.settled(result, reason);
      this.goOn(run.operation);
      this.wakeWaiting();
    };
    this.cloud.clock.background(
      this.options.worker.work(run.operation, result).then(settle, (error: Error) => settle(error.message)),
    );
  }

  private hasRoom(run: RegionRun): boolean {
    const most = this.cloud.quotas.value('cloudformation.stackInstancesAtOncePerRegion');
    if ((this.busy.get(run.region) ?? 0) < most) { return true; }
    this.waiting.add(run);
    return false;
  }

  private wakeWaiting(): void {
    if (this.waiting.size === 0) { return; }
    const runs = [...this.waiting];
    this.waiting.clear();
    runs.forEach(run => run.pump());
  }

  private finish(operation: Operation, status: Operation['status']): void {
    const { stackSet } = operation;
    operation.status = status;
    operation.endedAt = this.cloud.clock.now();
    this.runs.delete(operation);
    this.active.get(stackSet.id)!.delete(operation);
    for (const next of this.leaveLines(operation)) {
      if (next.status === 'QUEUED') { this.startIfFirst(next); }
    }
    operation.then.forEach(tell => tell());
  }

  /**
   * Takes an operation out of its lines, and gives those that are first now, in the order in which they were asked
   * for.
   */
  private leaveLines(operation: Operation): Operation[] {
    const lines = this.linesOf(operation.stackSet);
    const first = new Set<Operation>();
    for (const key of this.keysOf(operation)) {
      const line = lines.get(key)!;
      line.splice(line.indexOf(operation), 1);
      if (line.length > 0) { first.add(line[0]); } else { lines.delete(key); }
    }
    return [...first].sort((a, b) => a.number - b.number);
  }
}
