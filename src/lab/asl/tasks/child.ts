import { AwsError } from '../../aws-error';
import { Json, JsonObject } from '../../json';
import { Caller } from '../../room';
import { StatesError } from '../errors';
import { Life } from '../life';
import type { Run } from '../run';
import { errorOf } from './names';
import { Resource } from './resource';

/** Waits for the execution that a task started, as `.sync` does. When the task is aborted, the child is stopped too. */
export async function awaitChild(
  run: Run, life: Life, caller: Caller, started: JsonObject, resource: Resource,
): Promise<Json> {
  const arn = started.ExecutionArn as string;
  const done = new Life();
  const forget = life.onEnd(() => {
    // Best effort, as documented: a role that may not stop executions leaves the child running.
    if (!done.ended) { run.world.call(caller, 'sfn', 'stopExecution', { ExecutionArn: arn }).catch(() => undefined); }
  });
  let about: JsonObject;
  try {
    await life.until(run.world.whenEnded(arn));
    done.end(new Error('the child has ended'));
    about = await life.until(run.call(caller, 'sfn', 'describeExecution', { ExecutionArn: arn }));
  } catch (error) {
    throw error instanceof AwsError ? errorOf(resource, error) : error;
  } finally {
    forget();
  }
  if (about.Status !== 'SUCCEEDED') { throw new StatesError('States.TaskFailed', JSON.stringify(about)); }
  if (resource.pattern === 'sync') { return about; }
  const read = (text: Json | undefined) => JSON.parse(text as string) as Json;
  return { ...about, Input: read(about.Input), Output: read(about.Output) };
}
