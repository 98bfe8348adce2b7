import { createHash } from 'node:crypto';
import { SeenFailure } from './seen';
import { FailureStory, OBSERVED } from './stories';
import { Json, JsonObject, isObject } from '../../../src/lab';
import { CENTRAL_KEYS } from '../../../src/telemetry/contract';
import { asWritten, inOrder, json, normalValue, ordered, withoutRepetitions } from '../normal';
import { plainItem } from '../play-here';

/** What is compared of a failure: all but what a cloud makes up. */
export function normalFailure({ before, after, run, done, names }: SeenFailure): JsonObject {
  const said = (value: Json): Json => normalValue(value, names);
  const items = (all: readonly JsonObject[]) =>
    ordered(all.map(item => said(json(inOrder(asMeant(plainItem(item)))))));
  const { input, status, output, error, path, calls } = run;
  return {
    before: items(before), after: items(after), done: json(done),
    run: said(json({
      input, status, output, error, path,
      calls: withoutRepetitions(calls.map(call => said(json({ ...call, parameters: withoutNames(asWritten(call)) })))),
    })),
  };
}

/** How long it is kept depends on the clock, how JSON is spaced on the cloud, and so do ids of requests. */
function asMeant({ body, bodyAt, sk, ...item }: JsonObject): JsonObject {
  return {
    ...item, expiresAt: '<later>',
    sk: String(sk).startsWith(CENTRAL_KEYS.request) ? `${CENTRAL_KEYS.request}<request>` : sk,
    ...body !== undefined && { body: JSON.parse(String(body)) as Json },
    ...isObject(bodyAt) && { bodyAt: { ...bodyAt, bytes: '<bytes>' } },
  };
}

/** CloudFormation makes up the name of the function. */
const withoutNames = (parameters: Json): Json =>
  isObject(parameters) && 'FunctionName' in parameters ? { ...parameters, FunctionName: '<redrive>' } : parameters;

/** What is wrong with what came of a failure, by what its story promises. */
export function unmetFailure(story: FailureStory, { before, after, done, run }: SeenFailure): string[] {
  const { requestId, tenant, payload } = story;
  const of = (items: readonly JsonObject[]) => items.map(plainItem).filter(({ sk }) => sk === `${CENTRAL_KEYS.failure}${requestId}`);
  const states = (items: readonly JsonObject[]) => of(items).map(item => `${String(item.tenantId)} ${String(item.state)}`).join(', ');
  const hash = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
  const isGivenBack = story.after === 'redriven';
  const given = Object.keys(OBSERVED.ends).filter(each => done[each] === hash);
  return [
    ...states(before) === `${tenant} ${story.before}` ? [] : [`on record should be ${tenant} ${story.before}, and is ${states(before) || 'nothing'}`],
    ...states(after) === `${tenant} ${story.after}` ? [] : [`afterwards on record should be ${tenant} ${story.after}, and is ${states(after) || 'nothing'}`],
    ...run.status === 'SUCCEEDED' ? [] : [`the run is ${run.status}: ${run.error}`],
    ...given.join() === (isGivenBack ? tenant : '') ? [] : [`it should be given to ${isGivenBack ? tenant : 'nobody'}, and is to ${given.join(', ') || 'nobody'}`],
  ];
}
