import { plainItem } from './play-here';
import { Seen, SeenCall } from './seen';
import { CloudStory, tenantsOf } from './stories';
import { serviceStackSets } from '../../src/fleet/contract';
import { Json, JsonObject, isObject } from '../../src/lab';
import { DEFAULT_PLATFORM } from '../../src/organization/contract';

/**
 * What is compared. Whatever a cloud makes up, and what depends on how long it takes, stands for itself: ids, times,
 * addresses and tokens that follow from the id of a run. All other values must be equal.
 */
export function normal(seen: Seen, story: CloudStory): JsonObject {
  const tenants = tenantsOf(story);
  const said = (value: Json): Json => normalValue(value, seen.names);
  const mine = seen.records.map(item => inOrder(plainItem(item))).filter(item => tenants.has(String(item.tenantId ?? String(item.pk).split('#')[1])));
  const accounts = seen.accounts.filter(({ tags }) => tenants.has(String(tags['cdk-account-per-tenant:tenant'])));
  const cameOfIt = {
    records: ordered(mine.map(item => said(item))),
    events: ordered(seen.events.map(({ type, detail }) => said({ type, detail }))),
    accounts: ordered(accounts.map(account =>
      said(json({ ...account, id: '', roles: account.roles.filter(isOfPlatform) })))),
  };
  if (story.compare === 'what came of it') {
    const outcomes = seen.runs.map(({ status, output }) =>
      json({ status, outcome: isObject(output) ? output.outcome : undefined }));
    return { ...cameOfIt, runs: ordered(outcomes) };
  }
  const runs = seen.runs.map(({ input, status, output, error, path, calls }) => said(json({
    input, status, output, error, path,
    calls: withoutRepetitions(calls.map(call => said(json({ ...call, parameters: asWritten(call) })))),
  })));
  return { ...cameOfIt, runs: ordered(runs) };
}

/** Roles of services are looked for where these are released; CloudFormation makes up their names and others'. */
const isOfPlatform = (role: string) =>
  !role.startsWith(serviceStackSets(DEFAULT_PLATFORM).slice(0, -1)) && !role.includes('-baseline-');

/**
 * The lab notes what Step Functions sends: to EventBridge the detail as text, with the run and its machine as
 * resources, and to a function its payload as text. The history has what the workflow says.
 */
export function asWritten({ service, action, parameters }: SeenCall): Json {
  if (!isObject(parameters)) { return parameters; }
  switch (`${service}:${action}`) {
    case 'eventbridge:putEvents': {
      const entries = (parameters.Entries as JsonObject[])
        .map(({ Resources: _, ...entry }) => ({ ...entry, Detail: parsed(entry.Detail) }));
      return { ...parameters, Entries: entries };
    }
    case 'lambda:invoke': return { ...parameters, Payload: parsed(parameters.Payload) };
    default: return parameters;
  }
}

const parsed = (value: Json | undefined): Json | undefined => typeof value === 'string' ? JSON.parse(value) as Json : value;

/** How often it is looked whether something is over depends on how long it takes. */
export function withoutRepetitions(calls: readonly Json[]): Json[] {
  return calls.filter((call, at) => at === 0 || JSON.stringify(call) !== JSON.stringify(calls[at - 1]));
}

/** Which of two runs, or of two events at one moment, is first in a list is chance. */
export function ordered(list: readonly Json[]): Json[] {
  return [...list].sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

/** One cloud gives the attributes of an item in the order in which they were written, another does not. */
export const inOrder = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1));

/** How long things took. */
const SECONDS: ReadonlySet<string> = new Set(['secondsToReady', ':quickest']);

const PATTERNS: readonly [RegExp, string][] = [
  [/arn:aws:states:us-east-1:\d{12}:execution:[\w-]+:[\w-]+/g, '<run>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, '<time>'],
  // Milliseconds since 1970: slots in the line.
  [/\b1[5-9]\d{11}\b/g, '<millis>'],
  [/aws\+[0-9a-f]{26}@/g, 'aws+<id>@'],
  [/\bcar-[a-z0-9]+/g, '<creation>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/ after \d+ s\b/g, ' after <seconds> s'],
  // CloudFormation ends the names that it makes in chance.
  [/(:function:[\w-]+[0-9A-F]{8})-\w+/g, '$1'],
  // Of the run's id.
  [/\benrol-[0-9a-f]{40}/g, '<operation>'],
];

const DYNAMODB_TYPES: ReadonlyMap<string, string> = new Map([['Ss', 'SS'], ['Bool', 'BOOL']]);

/** Later than 2017, in milliseconds since 1970: what else is counted here is smaller. */
const isMoment = (value: Json) => typeof value === 'number' && value > 1.5e12;

export function normalValue(value: Json, names: ReadonlyMap<string, string>, key = ''): Json {
  if (SECONDS.has(key)) { return '<seconds>'; }
  if (Array.isArray(value)) { return value.map(each => normalValue(each, names)); }
  if (isObject(value)) {
    if (value.MetricName === 'TimeToReady') { return normalValue({ ...value, MetricName: 'Seconds to ready', Value: '<seconds>' }, names); }
    return Object.fromEntries(Object.entries(value)
      // The lab notes DynamoDB's own words; the history has those of Step Functions.
      .map(([name, each]) =>
        [DYNAMODB_TYPES.get(name) ?? name, each === undefined ? each : normalValue(each, names, name)]));
  }
  if (key === 'ClientRequestToken') { return '<token>'; }
  if (isMoment(value)) { return '<millis>'; }
  return typeof value === 'string' ? normalText(value, names) : value;
}

function normalText(text: string, names: ReadonlyMap<string, string>): string {
  let said = text;
  for (const [pattern, word] of PATTERNS) { said = said.replace(pattern, word); }
  for (const [id, name] of names) { said = said.replaceAll(id, `<${name}>`); }
  return said;
}

/** Without what is undefined, as JSON has it. */
export const json = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

