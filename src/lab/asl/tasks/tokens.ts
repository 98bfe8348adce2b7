import { AwsError } from '../../aws-error';
import { Json } from '../../json';
import { StatesError } from '../errors';

/** A task that waits for somebody to send its token back. */
export class WaitingTask {
  public readonly outcome: Promise<Json>;
  /** Told of each heartbeat. */
  public onHeartbeat?: () => void;
  /** Nobody waits for it any more. */
  public closed = false;
  private settle!: { resolve: (value: Json) => void; reject: (error: Error) => void };

  constructor(public readonly token: string) {
    this.outcome = new Promise((resolve, reject) => { this.settle = { resolve, reject }; });
    // A failure may be sent before the task looks.
    this.outcome.catch(() => undefined);
  }

  public succeed(output: Json): void {
    this.settle.resolve(output);
  }

  public fail(error: string | undefined, cause: string | undefined): void {
    this.settle.reject(new StatesError(error, cause));
  }
}

interface Offer { readonly task: WaitingTask; readonly input: Json; readonly taken: (worker?: string) => void }

/** An activity: tasks that wait for a worker to ask for one, in the order in which they came. */
export class Activity {
  private readonly offers: Offer[] = [];

  /** Settles when a worker has taken the task, with the worker's name. */
  public offer(task: WaitingTask, input: Json): Promise<string | undefined> {
    return new Promise(resolve => this.offers.push({ task, input, taken: resolve }));
  }

  /** The next task for a worker; undefined where none waits. */
  public take(worker?: string): { token: string; input: Json } | undefined {
    for (let offer = this.offers.shift(); offer; offer = this.offers.shift()) {
      // Some may have been given up meanwhile.
      if (offer.task.closed) { continue; }
      offer.taken(worker);
      return { token: offer.task.token, input: offer.input };
    }
    return undefined;
  }
}

/** The tasks that wait for a callback, by their tokens. A token tells which execution it belongs to. */
export class Tasks {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly activities = new Map<string, Activity>();
  private opened = 0;

  public open(executionArn: string): WaitingTask {
    const token = Buffer.from(JSON.stringify([executionArn, ++this.opened])).toString('base64');
    const task = new WaitingTask(token);
    this.waiting.set(token, task);
    return task;
  }

  /** The activity with this ARN. */
  public activity(arn: string): Activity {
    const activity = this.activities.get(arn) ?? new Activity();
    this.activities.set(arn, activity);
    return activity;
  }

  public close(task: WaitingTask): void {
    task.closed = true;
    this.waiting.delete(task.token);
  }

  /** The task of a token; throws what the service answers where there is none. */
  public find(token: unknown, knows: (executionArn: string) => boolean): WaitingTask {
    const execution = executionOf(token);
    if (execution === undefined) { throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'"); }
    const task = this.waiting.get(token as string);
    if (task) { return task; }
    throw knows(execution)
      ? new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
      : new AwsError('TaskDoesNotExist', "Task does not exist: 'Provided task does not exist'");
  }
}

/** The execution that a token belongs to; undefined where the text is no token. */
export function executionOf(token: unknown): string | undefined {
  if (typeof token !== 'string') { return undefined; }
  try {
    const parts = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as unknown;
    return Array.isArray(parts) && typeof parts[0] === 'string' ? parts[0] : undefined;
  } catch {
    return undefined;
  }
}
