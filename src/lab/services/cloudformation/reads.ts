import { invalid } from './inputs';
import {
  describeInstance, describeOperation, describeResult, describeStackSet, Instance, keyOf, Operation, StackSet,
  summarizeInstance, summarizeOperation,
} from './model';
import { AwsError } from '../../aws-error';
import { isObject, JsonObject } from '../../json';
import { page } from '../../pages';

/** `StackSetOperationResultStatus` of the API model. */
const STATUSES: readonly string[] = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

export type Actions = Readonly<Record<string, (parameters: JsonObject, region: string) => JsonObject>>;

/** The actions that only look. */
export function readsOf(find: (parameters: JsonObject, region: string) => StackSet): Actions {
  const operationOf = (parameters: JsonObject, region: string): Operation => {
    const stackSet = find(parameters, region);
    const operation = stackSet.operations.get(String(parameters.OperationId));
    if (!operation) { throw new AwsError('OperationNotFoundException', `stack set ${stackSet.name} has no operation ${String(parameters.OperationId)}`); }
    return operation;
  };
  return {
    describeStackSet: (parameters, region) => ({ StackSet: describeStackSet(find(parameters, region)) }),
    describeStackSetOperation: (parameters, region) =>
      ({ StackSetOperation: describeOperation(operationOf(parameters, region)) }),
    describeStackInstance: (parameters, region) => {
      const stackSet = find(parameters, region);
      const { StackInstanceAccount: account, StackInstanceRegion: of } = parameters;
      const place = { account: String(account), region: String(of) };
      const instance = stackSet.instances.get(keyOf(place));
      if (!instance) { throw new AwsError('StackInstanceNotFoundException', `stack set ${stackSet.name} has no stack instance in ${keyOf(place)}`); }
      return { StackInstance: describeInstance(stackSet, instance) };
    },
    listStackInstances: (parameters, region) => {
      const stackSet = find(parameters, region);
      const all = candidates(stackSet, parameters);
      const { StackInstanceRegion: wanted, Filters: filters } = parameters;
      const found = wanted === undefined && filters === undefined ? all
        : all.filter(instance => isWanted(instance, parameters));
      return paged(found, parameters, instance => summarizeInstance(stackSet, instance));
    },
    listStackSetOperations: (parameters, region) =>
      paged([...find(parameters, region).operations.values()].reverse(), parameters, summarizeOperation),
    listStackSetOperationResults: (parameters, region) => {
      const wanted = statusWanted(parameters);
      const { results } = operationOf(parameters, region);
      const found = wanted === undefined ? results : results.filter(({ status }) => wanted === status);
      return paged(found, parameters, describeResult);
    },
  };
}

/** The only filter of results that there is. */
function statusWanted({ Filters: filters }: JsonObject): string | undefined {
  if (filters === undefined) { return undefined; }
  const [filter, ...more] = Array.isArray(filters) ? filters.filter(isObject) : [];
  if (!filter || more.length > 0 || filter.Name !== 'OPERATION_RESULT_STATUS' || !STATUSES.includes(String(filter.Values))) {
    throw invalid(`Filters must be one OPERATION_RESULT_STATUS with one of ${STATUSES.join(', ')}`);
  }
  return String(filter.Values);
}

/** One account is looked up; only a list of all walks through all. */
function candidates(stackSet: StackSet, { StackInstanceAccount: account }: JsonObject): readonly Instance[] {
  if (account === undefined) { return stackSet.listed ??= [...stackSet.instances.values()]; }
  return [...stackSet.perRegion.keys()]
    .flatMap(region => stackSet.instances.get(keyOf({ account: String(account), region })) ?? []);
}

function isWanted(instance: Instance, parameters: JsonObject): boolean {
  const { StackInstanceRegion: region, Filters: filters } = parameters;
  return (region === undefined || region === instance.region)
    && (Array.isArray(filters) ? filters.filter(isObject) : []).every(filter => passes(instance, filter));
}

function passes(instance: Instance, { Name: name, Values: values }: JsonObject): boolean {
  switch (name) {
    case 'DETAILED_STATUS': return values === instance.detailed;
    case 'LAST_OPERATION_ID': return values === instance.lastOperation;
    default: throw new Error(`the lab does not model the filter ${JSON.stringify(name)} of ListStackInstances`);
  }
}

function paged<T>(items: readonly T[], parameters: JsonObject, show: (item: T) => JsonObject): JsonObject {
  const size = parameters.MaxResults;
  if (size !== undefined && (typeof size !== 'number' || size < 1 || size > 100)) { throw invalid('MaxResults must be from 1 to 100'); }
  const { items: shown, NextToken } = page(items, parameters, { largest: 100, badToken: () => invalid('NextToken is not one of this list') });
  return { Summaries: shown.map(show), ...(NextToken && { NextToken }) };
}
