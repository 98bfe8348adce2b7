import { AwsError } from '../../aws-error';
import { Json, JsonObject, copyOf, isObject } from '../../json';
import { Caller } from '../../room';
import { ATTEMPT_FIELDS, ATTEMPT_FIELDS_OF, attempts } from '../attempts';
import { wrongType } from '../data';
import { StatesError, TimedOut, dataLimitExceeded } from '../errors';
import { Kind, Source } from '../flow';
import { Life } from '../life';
import { exceeds } from '../size';
import { awaitChild } from '../tasks/child';
import { errorOf } from '../tasks/names';
import { Resource, resourceOf } from '../tasks/resource';
import { request, response } from '../tasks/shapes';
import { Schedule, TaskEvents } from '../tasks/task-events';
import { WaitingTask } from '../tasks/tokens';
import { isTimeout } from '../time';
import { Visit } from '../visit';

export const task: Kind = {
  fields: ['Resource', 'Credentials', 'TimeoutSeconds', 'HeartbeatSeconds', ...ATTEMPT_FIELDS],
  only: {
    JSONata: ['Arguments', ...ATTEMPT_FIELDS_OF.JSONata],
    JSONPath: ['Parameters', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', ...ATTEMPT_FIELDS_OF.JSONPath],
  },
  compile: source => {
    const resource = resourceOf(source.fields.Resource, source.name, source.complain);
    const schedule = scheduleOf(source, resource);
    checkArguments(source, resource);

    return attempts(source, async (visit) => {
      const { run } = visit.branch;
      const { pattern } = resource!;
      const awaited = pattern === 'callback' || pattern === 'activity';
      const waiting = awaited ? run.world.tasks.open(run.facts.arn) : undefined;
      visit.token = waiting?.token;
      const events = new TaskEvents(visit, resource!);
      try {
        const plan = await schedule(visit);
        events.scheduled(plan);
        const perform = (life: Life) => performed(visit, life, resource!, plan, events, waiting);
        const result = await within(visit, plan.timeout, perform);
        events.succeeded(result);
        return result;
      } catch (error) {
        if (error instanceof StatesError) { events.failed(error); }
        throw error;
      } finally {
        if (waiting) { run.world.tasks.close(waiting); }
      }
    });
  },
};

/** Reads what a task is scheduled with. */
function scheduleOf(source: Source, resource: Resource | undefined): (visit: Visit) => Promise<Schedule> {
  const role = roleOf(source);
  const timeout = secondsIn(source, 'TimeoutSeconds');
  const heartbeat = secondsIn(source, 'HeartbeatSeconds');
  const { TimeoutSeconds: most, HeartbeatSeconds: beat } = source.fields;
  if (typeof most === 'number' && typeof beat === 'number' && beat >= most) { source.complain('HeartbeatSeconds must be less than TimeoutSeconds'); }
  return async (visit) => {
    const filled = source.data.arguments(visit);
    const given = filled instanceof Promise ? await filled : filled;
    if (!isObject(given) && resource!.dialect !== 'function' && resource!.dialect !== 'activity') { throw noObject(source, visit, given); }
    const seconds = timeout && await timeout(visit);
    const beats = heartbeat && await heartbeat(visit);
    if (seconds !== undefined && beats !== undefined && beats >= seconds) {
      const text = 'The HeartbeatSeconds field must be less than the TimeoutSeconds field.';
      throw source.data.language === 'JSONata' ? visit.queryError(text) : visit.runtimeError(text);
    }
    return { given, timeout: seconds, heartbeat: beats, roleArn: role && await role(visit) };
  };
}

function noObject(source: Source, visit: Visit, given: Json): StatesError {
  return source.data.language === 'JSONata'
    ? wrongType(visit, 'Arguments', source.fields.Arguments ?? null, 'object', given)
    : visit.runtimeError(`The Parameters '${JSON.stringify(given)}' could not be used to start the Task: they must be a JSON object.`);
}

/** Has the task done, and waits for whoever does it. */
async function performed(
  visit: Visit, life: Life, resource: Resource, plan: Schedule, events: TaskEvents, waiting: WaitingTask | undefined,
): Promise<Json> {
  const { run } = visit.branch;
  if (resource.pattern === 'activity') {
    const worker = await life.until(run.world.tasks.activity(resource.name).offer(waiting!, plan.given));
    events.started(worker);
    return answered(visit, life, waiting!, plan);
  }
  const own = { ...run.facts.caller, state: visit.state.name };
  const caller = plan.roleArn === undefined ? own : await life.until(run.assume(own, plan.roleArn));
  events.started();
  const answer = await called(visit, life, resource, caller, plan.given);
  if (resource.pattern === 'call') { return answer; }
  events.submitted(answer);
  if (waiting) { return answered(visit, life, waiting, plan); }
  // For a service without a room, who answers by hand tells at once what came of the job.
  return resource.service === 'sfn' ? awaitChild(run, life, caller, answer as JsonObject, resource) : answer;
}

/** Waits for who has the token, as long as heartbeats come. */
function answered(visit: Visit, life: Life, waiting: WaitingTask, { heartbeat }: Schedule): Promise<Json> {
  const alarm = alarmOf(visit, life, heartbeat);
  waiting.onHeartbeat = alarm.wind;
  return life.until(waiting.outcome).finally(alarm.stop);
}

/** One call of the API. What comes back is a copy, so that neither side can change the other's data later. */
async function called(visit: Visit, life: Life, resource: Resource, caller: Caller, given: Json): Promise<Json> {
  const { run } = visit.branch;
  const parameters = copyOf(request(resource, given, run.facts)) as JsonObject;
  let answer: JsonObject;
  try {
    answer = await life.until(run.call(caller, resource.service, resource.action, parameters));
  } catch (error) {
    throw error instanceof AwsError ? errorOf(resource, error) : error;
  }
  const result = copyOf(response(resource, answer));
  if (exceeds(result, visit.limit('payloadBytes'))) {
    // Against the documentation, States.ALL reaches it where a task's answer is too large; seen in recorded executions.
    throw dataLimitExceeded(resource.dialect === 'function' ? resource.name : resource.integration, ['States.ALL']);
  }
  return result;
}

/** Gives the work a life that ends after this many seconds. */
async function within<T>(visit: Visit, seconds: number | undefined, work: (life: Life) => Promise<T>): Promise<T> {
  const { branch } = visit;
  const { clock } = branch.run.world;
  const life = new Life(branch.life);
  const end = () => life.end(new TimedOut());
  const forget = seconds === undefined ? undefined : clock.at(clock.now() + seconds * 1000, end);
  try {
    return await work(life);
  } finally {
    forget?.();
    life.close();
  }
}

/** Ends a task whose heartbeats stay away. Winding starts the interval anew. */
function alarmOf(visit: Visit, life: Life, seconds: number | undefined): { wind: () => void; stop: () => void } {
  const { clock } = visit.branch.run.world;
  let forget: (() => void) | undefined;
  const stop = () => forget?.();
  const wind = () => {
    stop();
    if (seconds === undefined) { return; }
    // The service reports a missed heartbeat as States.Timeout; Retry and Catch may also call it
    // States.HeartbeatTimeout.
    forget = clock.at(clock.now() + seconds * 1000, () => life.end(new TimedOut(['States.HeartbeatTimeout'])));
  };
  wind();
  return { wind, stop };
}

function secondsIn(
  source: Source, name: 'TimeoutSeconds' | 'HeartbeatSeconds',
): ((visit: Visit) => number | Promise<number>) | undefined {
  const field = source.data.field(name);
  if (!field) { return undefined; }
  if (!field.dynamic && !isTimeout(field.source)) { source.complain(`${name} must be a whole number from 1 to 99999999, got ${JSON.stringify(field.source)}`); }
  const { source: fixed } = field;
  if (!field.dynamic && isTimeout(fixed)) { return () => fixed; }
  const path = source.data.language === 'JSONPath';
  return async (visit) => {
    const value = await field.evaluate(visit);
    if (isTimeout(value)) { return value; }
    if (path || typeof value !== 'number') { throw field.wrongType(visit, path ? 'integer' : 'number', value); }
    throw visit.queryError(`The ${name} field must be a whole number from 1 to 99999999, but was: ${value}`, name);
  };
}

function roleOf(source: Source): ((visit: Visit) => Promise<string>) | undefined {
  const { Credentials: given } = source.fields;
  if (given === undefined) { return undefined; }
  const names = isObject(given) ? Object.keys(given).map(name => name.replace(/\.\$$/, '')) : [];
  if (names.join() !== 'RoleArn') { source.complain('Credentials must be an object with a RoleArn'); }
  const evaluate = source.data.template('Credentials')!;
  return async (visit) => {
    const { RoleArn: value } = await evaluate(visit, source.data.input(visit)) as JsonObject;
    if (typeof value === 'string') { return value; }
    throw source.data.language === 'JSONata'
      ? wrongType(visit, 'Credentials/RoleArn', (given as JsonObject).RoleArn ?? null, 'string', value ?? null)
      : visit.runtimeError(`The RoleArn of Credentials must be a string, but was: ${JSON.stringify(value)}`);
  };
}

/** Step Functions knows the parameters of an API by names in Pascal case, whatever the API itself calls them. */
function checkArguments(source: Source, resource: Resource | undefined): void {
  const name = source.data.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const { [name]: given } = source.fields;
  if (!resource || resource.dialect === 'function' || resource.dialect === 'activity') { return; }
  for (const field of isObject(given) ? Object.keys(given) : []) {
    if (!/^[A-Z]/.test(field)) { source.complain(`the field '${field}' in ${name} is not supported by Step Functions; parameters begin with a capital`); }
  }
}
