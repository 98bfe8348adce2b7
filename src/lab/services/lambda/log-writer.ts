import { LambdaFunction } from './functions';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { JsonObject } from '../../json';
import { Caller } from '../../room';

/**
 * Writes the log of each invocation as the service does: with the permissions of the function's role, and without
 * telling anybody when they do not suffice. One stream per environment: an idle one is used again.
 */
export class LogWriter {
  private readonly idle = new Map<string, string[]>();
  private streams = 0;

  constructor(private readonly cloud: Cloud) {}

  public async write(fn: LambdaFunction, caller: Caller, lines: readonly string[]): Promise<void> {
    if (!this.cloud.roomIfAny('cloudwatchlogs')) { return; }
    const idle = this.idle.get(fn.arn) ?? [];
    this.idle.set(fn.arn, idle);
    const known = idle.pop();
    const LogStreamName = known ?? this.newStream();
    const where = { LogGroupName: fn.logGroup, LogStreamName };
    if (known === undefined && !await this.open(caller, where)) { return; }
    const events = lines.map(message => ({ timestamp: this.cloud.clock.now(), message }));
    await this.try(caller, 'putLogEvents', { ...where, LogEvents: events });
    idle.push(LogStreamName);
  }

  /** Lambda makes the log group too, if the role may. */
  private async open(caller: Caller, where: JsonObject): Promise<boolean> {
    const made = await this.try(caller, 'createLogStream', where);
    if (made !== 'ResourceNotFoundException') { return made === undefined; }
    await this.try(caller, 'createLogGroup', { LogGroupName: where.LogGroupName });
    return await this.try(caller, 'createLogStream', where) === undefined;
  }

  private newStream(): string {
    const day = this.cloud.timestamp().slice(0, 10).replace(/-/g, '/');
    return `${day}/[$LATEST]${String(++this.streams).padStart(32, '0')}`;
  }

  private async try(caller: Caller, action: string, parameters: JsonObject): Promise<string | undefined> {
    try {
      await this.cloud.call(caller, 'cloudwatchlogs', action, parameters);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError || error instanceof Crashed) { return error.name; }
      throw error;
    }
  }
}
