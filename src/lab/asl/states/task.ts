import { AwsError } from '../../aws-error';
import { Json, JsonObject, isObject } from '../../json';
import { Caller } from '../../room';
import { ATTEMPT_FIELDS, attempts } from '../attempts';
import { template, wrongType } from '../data';
import { StatesError, dataLimitExceeded } from '../errors';
import { Kind, Source } from '../flow';
import { Life } from '../life';
import { textExceeds } from '../size';
import { awaitChild } from '../tasks/child';
import { errorOf } from '../tasks/names';
import { Resource, resourceOf } from '../tasks/resource';
import { request, response } from '../tasks/shapes';
import { isTimeout } from '../time';
import { Visit } from '../visit';

export const task: Kind = {
  fields: ['Resource', 'Arguments', 'Credentials', 'TimeoutSeconds', 'HeartbeatSeconds', ...ATTEMPT_FIELDS],
  compile: source => {
    const resource = resourceOf(source.fields.Resource, source.name, source.complain);
    const role = roleOf(source);
    const timeout = secondsIn(source, 'TimeoutSeconds');
    const heartbeat = secondsIn(source, 'HeartbeatSeconds');
    const { TimeoutSeconds: most, HeartbeatSeconds: beat } = source.fields;
    if (typeof most === 'number' && typeof beat === 'number' && beat >= most) { source.complain('HeartbeatSeconds must be less than TimeoutSeconds'); }
    checkArguments(source, resource);
    const told = resource?.dialect === 'function' ? 'LambdaFunction' : 'Task';

    return attempts(source, async (visit) => {
      const { run } = visit.branch;
      const waiting = resource!.pattern === 'callback' ? run.world.tasks.open(run.facts.arn) : undefined;
      visit.token = waiting?.token;
      try {
        const given = await source.data.arguments(visit);
        if (!isObject(given) && resource!.dialect !== 'function') { throw wrongType(visit, 'Arguments', source.fields.Arguments ?? null, 'object', given); }
        const seconds = await timeout(visit);
        const beats = await heartbeat(visit);
        if (seconds !== undefined && beats !== undefined && beats >= seconds) {
          throw visit.queryError('The HeartbeatSeconds field must be less than the TimeoutSeconds field.');
        }
        const roleArn = await role?.(visit);
        run.event(`${told}Scheduled`, visit.state.name);
        const own = { ...run.facts.caller, state: visit.state.name };
        const caller = roleArn === undefined ? own : await run.assume(own, roleArn);
        run.event(`${told}Started`, visit.state.name);
        const result = await within(visit, seconds, async (life) => {
          const answer = await called(visit, life, resource!, caller, given);
          if (resource!.pattern === 'call') { return answer; }
          run.event(`${told}Submitted`, visit.state.name);
          if (!waiting) { return awaitChild(run, life, caller, answer as JsonObject, resource!); }
          const alarm = alarmOf(visit, life, beats);
          waiting.onHeartbeat = alarm.wind;
          return life.until(waiting.outcome).finally(alarm.stop);
        });
        run.event(`${told}Succeeded`, visit.state.name);
        return result;
      } catch (error) {
        if (error instanceof StatesError) { run.event(`${told}${error.name === 'States.Timeout' ? 'TimedOut' : 'Failed'}`, visit.state.name); }
        throw error;
      } finally {
        if (waiting) { run.world.tasks.close(waiting); }
      }
    });
  },
};

/** One call of the API. What comes back is a copy, so that neither side can change the other's data later. */
async function called(visit: Visit, life: Life, resource: Resource, caller: Caller, given: Json): Promise<Json> {
  const { run } = visit.branch;
  const parameters = JSON.parse(JSON.stringify(request(resource, given, run.facts))) as JsonObject;
  let answer: JsonObject;
  try {
    answer = await life.until(run.call(caller, resource.service, resource.action, parameters));
  } catch (error) {
    throw error instanceof AwsError ? errorOf(resource, error) : error;
  }
  const text = JSON.stringify(response(resource, answer));
  if (textExceeds(text, visit.limit('payloadBytes'))) { throw dataLimitExceeded(resource.function ?? resource.integration); }
  return JSON.parse(text) as Json;
}

/** Gives the work a life that ends after this many seconds. */
async function within<T>(visit: Visit, seconds: number | undefined, work: (life: Life) => Promise<T>): Promise<T> {
  const { branch } = visit;
  const { clock } = branch.run.world;
  const life = new Life(branch.life);
  const forget = seconds === undefined ? undefined : clock.at(clock.now() + seconds * 1000, () => life.end(new StatesError('States.Timeout')));
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
    forget = clock.at(clock.now() + seconds * 1000, () => life.end(new StatesError('States.Timeout', undefined, ['States.HeartbeatTimeout'])));
  };
  wind();
  return { wind, stop };
}

function secondsIn(source: Source, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): (visit: Visit) => Promise<number | undefined> {
  const given = source.fields[field];
  if (given === undefined) { return async () => undefined; }
  const dynamic = typeof given === 'string' && given.startsWith('{%');
  if (!dynamic && !isTimeout(given)) { source.complain(`${field} must be a whole number from 1 to 99999999, got ${JSON.stringify(given)}`); }
  const evaluate = template(given, field, source);
  return async (visit) => {
    const value = await evaluate(visit);
    if (typeof value !== 'number') { throw wrongType(visit, field, given, 'number', value); }
    if (!isTimeout(value)) { throw visit.queryError(`The ${field} field must be a whole number from 1 to 99999999, but was: ${value}`); }
    return value;
  };
}

function roleOf(source: Source): ((visit: Visit) => Promise<string>) | undefined {
  const { Credentials: given } = source.fields;
  if (given === undefined) { return undefined; }
  const role = isObject(given) ? given.RoleArn : undefined;
  if (typeof role !== 'string' || Object.keys(given as JsonObject).length > 1) { source.complain('Credentials must be an object with a RoleArn'); }
  const evaluate = template(role ?? null, 'Credentials/RoleArn', source);
  return async (visit) => {
    const value = await evaluate(visit);
    if (typeof value !== 'string') { throw wrongType(visit, 'Credentials/RoleArn', role ?? null, 'string', value); }
    return value;
  };
}

/** Step Functions knows the parameters of an API by names in Pascal case, whatever the API itself calls them. */
function checkArguments(source: Source, resource: Resource | undefined): void {
  const { Arguments: given } = source.fields;
  if (!resource || resource.dialect === 'function') { return; }
  for (const name of isObject(given) ? Object.keys(given) : []) {
    if (!/^[A-Z]/.test(name)) { source.complain(`the field '${name}' in Arguments is not supported by Step Functions; parameters begin with a capital`); }
  }
}
