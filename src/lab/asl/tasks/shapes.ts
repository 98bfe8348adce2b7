import { Json, JsonObject, isObject } from '../../json';
import { StatesError } from '../errors';
import { Facts } from '../run';
import { Resource } from './resource';

/** What an optimised integration does to the Arguments before it calls the API. */
export function request(resource: Resource, given: Json, facts: Facts): JsonObject {
  if (resource.dialect === 'function') { return { FunctionName: resource.name, Payload: JSON.stringify(given) }; }
  const parameters = isObject(given) ? { ...given } : {};
  if (resource.dialect === 'aws-sdk') {
    // What the API takes as bytes, the service writes as JSON: a text comes with its quotes.
    if (resource.service === 's3' && parameters.Body !== undefined) { parameters.Body = JSON.stringify(parameters.Body); }
    return resource.service === 'dynamodb' ? spelt(parameters, TYPE_OF) as JsonObject : parameters;
  }
  const text = (name: string) => {
    if (parameters[name] !== undefined && typeof parameters[name] !== 'string') { parameters[name] = JSON.stringify(parameters[name]); }
  };
  switch (`${resource.integration}:${resource.action}`) {
    case 'lambda:invoke':
      if (parameters.Payload !== undefined) { parameters.Payload = JSON.stringify(parameters.Payload); }
      break;
    case 'states:startExecution': text('Input'); break;
    case 'sqs:sendMessage': text('MessageBody'); break;
    case 'sns:publish': text('Message'); break;
    case 'events:putEvents': parameters.Entries = entries(parameters.Entries, facts); break;
  }
  return parameters;
}

/** Details become text, and each event names the execution and its machine as resources. */
function entries(given: Json | undefined, facts: Facts): Json | undefined {
  if (!Array.isArray(given)) { return given; }
  return given.map(entry => {
    if (!isObject(entry)) { return entry; }
    const { Detail: detail, Resources: resources } = entry;
    return {
      ...entry,
      ...(detail !== undefined && { Detail: typeof detail === 'string' ? detail : JSON.stringify(detail) }),
      Resources: [...(Array.isArray(resources) ? resources : []), facts.arn, facts.machineArn],
    };
  });
}

/** What the integration makes of the API's answer. Throws where it takes an answer for a failure. */
export function response(resource: Resource, answer: JsonObject): Json {
  if (resource.dialect === 'aws-sdk') { return resource.service === 'dynamodb' ? spelt(answer, name => TYPES_BACK.get(name) ?? name) : answer; }
  if (resource.service === 'lambda') {
    const result = invocation(answer);
    return resource.dialect === 'function' ? result.Payload ?? null : { ...HTTP, ...result };
  }
  if (resource.integration === 'events' && typeof answer.FailedEntryCount === 'number' && answer.FailedEntryCount > 0) {
    throw new StatesError('EventBridge.FailedEntry', JSON.stringify(answer));
  }
  return { ...HTTP, ...answer };
}

/** The least of what the older SDK adds to each answer; the real thing also lists the headers. */
const HTTP: JsonObject = { SdkHttpMetadata: { HttpStatusCode: 200 } };

/** An answer of Lambda with its payload read. An error of the function fails the task under the error's own name. */
function invocation(answer: JsonObject): JsonObject {
  const { Payload: payload } = answer;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  const value = read(text);
  if (answer.FunctionError !== undefined) {
    const name = isObject(value) && typeof value.errorType === 'string' && value.errorType !== '' ? value.errorType : 'Lambda.Unknown';
    throw new StatesError(name, text);
  }
  return { ...answer, ...(payload !== undefined && { Payload: value }) };
}

function read(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/**
 * How SDK integrations spell DynamoDB's types whose names are short words of capitals: as the SDK for Java does, and in
 * no other way (aws/aws-sdk-js#4294, boto/boto3#4253).
 */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['Ss', 'SS'], ['Ns', 'NS'], ['Bs', 'BS'], ['Bool', 'BOOL'], ['Nul', 'NULL'],
]);
const TYPES_BACK: ReadonlyMap<string, string> = new Map([...TYPES].map(([theirs, ours]) => [ours, theirs]));

const TYPE_OF = (name: string): string => {
  const right = TYPES_BACK.get(name);
  if (right !== undefined) { throw new StatesError('States.Runtime', `The field '${name}' is not known to this integration, which spells it '${right}'.`); }
  return TYPES.get(name) ?? name;
};

/** An attribute may have such a name too, but then its value is an object. */
function spelt(value: Json | undefined, name: (spelling: string) => string): Json {
  if (Array.isArray(value)) { return value.map(each => spelt(each, name)); }
  if (!isObject(value)) { return value ?? null; }
  return Object.fromEntries(Object.entries(value)
    .map(([key, each]) => [isObject(each) ? key : name(key), spelt(each, name)]));
}
