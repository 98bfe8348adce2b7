import { Json, JsonObject } from '../../json';
import { StatesError, TimedOut } from '../errors';
import { told, toldError } from '../history';
import { Visit } from '../visit';
import { Resource } from './resource';

/** What a task is scheduled with. */
export interface Schedule {
  readonly given: Json;
  readonly timeout?: number;
  readonly heartbeat?: number;
  readonly roleArn?: string;
}

/** What the history tells of a task, in the words of its kind: TaskScheduled, LambdaFunctionScheduled and so on. */
export class TaskEvents {
  private readonly family: 'Task' | 'LambdaFunction' | 'Activity';
  /** What each event of a service integration repeats. */
  private readonly about: JsonObject;
  private scheduledAt = false;

  constructor(private readonly visit: Visit, private readonly resource: Resource) {
    const { dialect } = resource;
    this.family = dialect === 'function' ? 'LambdaFunction' : dialect === 'activity' ? 'Activity' : 'Task';
    this.about = this.family === 'Task' ? { resourceType: resource.type, resource: resource.name } : {};
  }

  public scheduled({ given, timeout, heartbeat, roleArn }: Schedule): void {
    this.scheduledAt = true;
    this.note('Scheduled', () => ({
      ...(this.family === 'Task'
        ? { ...this.about, region: this.visit.branch.run.facts.caller.region, parameters: JSON.stringify(given) }
        : { resource: this.resource.name, ...told('input', given) }),
      ...(timeout !== undefined && { timeoutInSeconds: timeout }),
      ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
      ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
    }));
  }

  public started(workerName?: string): void {
    const details = { ...this.about, ...(workerName !== undefined && { workerName }) };
    this.note('Started', this.family === 'LambdaFunction' ? undefined : () => details);
  }

  public submitted(output: Json): void {
    this.note('Submitted', () => ({ ...this.about, ...told('output', output) }));
  }

  public succeeded(output: Json): void {
    this.note('Succeeded', () => ({ ...this.about, ...told('output', output) }));
  }

  /** Nothing is told of a task that was not yet scheduled. */
  public failed(error: StatesError): void {
    if (!this.scheduledAt) { return; }
    this.note(error instanceof TimedOut ? 'TimedOut' : 'Failed', () => ({ ...this.about, ...toldError(error) }));
  }

  private note(event: string, details?: () => JsonObject): void {
    this.visit.note(`${this.family}${event}`, details);
  }
}
