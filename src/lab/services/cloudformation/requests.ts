import { invalid, isTrue, limitsOf, operationId, parameterValues } from './inputs';
import { keyOf, Operation, Result, StackSet } from './model';
import { regionsOf, Target, targetsOf } from './targets';
import { throwIfStrange } from './template';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { Organizations } from '../organizations/organizations';

export interface RequestOptions {
  readonly cloud: Cloud;
  readonly organization: Organizations;
  readonly accountsAt?: (url: string) => string;
  readonly newId: () => string;
}

/** Reads calls that ask for an operation. */
export class Requests {
  private count = 0;

  constructor(private readonly by: RequestOptions) {}

  public toCreate(stackSet: StackSet, parameters: JsonObject): Operation {
    const operation = this.operation(stackSet, 'CREATE', parameters, this.places(parameters, true));
    const { cloud } = this.by;
    const added = operation.results.filter(result => !stackSet.instances.has(keyOf(result))).length;
    if (stackSet.instances.size + added > cloud.quotas.value('cloudformation.stackInstancesPerStackSet')) {
      throw new AwsError('LimitExceededException', `stack set ${stackSet.name} has as many stack instances as it may have`);
    }
    if (parameters.ParameterOverrides === undefined) { return operation; }
    const overrides = parameterValues(parameters.ParameterOverrides, cloud.quotas.value('cloudformation.parameterValueBytes'));
    throwIfStrange(stackSet.template, overrides);
    return { ...operation, overrides: () => overrides };
  }

  /**
   * Other overrides for stack instances that are there. Without any, each keeps its own; an empty list takes them
   * away. That the stack also gets the stack set's present template is unverified.
   */
  public toUpdateInstances(stackSet: StackSet, parameters: JsonObject): Operation {
    if (parameters.DeploymentTargets === undefined) { throw invalid('DeploymentTargets is required with service-managed permissions'); }
    const operation = this.toUpdate(stackSet, parameters);
    if (parameters.ParameterOverrides === undefined) { return operation; }
    const longest = this.by.cloud.quotas.value('cloudformation.parameterValueBytes');
    const { ParameterOverrides: given } = parameters;
    const overrides = (before: Record<string, string>) => parameterValues(given, longest, before);
    for (const place of operation.results) {
      throwIfStrange(stackSet.template, overrides(stackSet.instances.get(keyOf(place))!.overrides));
    }
    return { ...operation, overrides };
  }

  public toDelete(stackSet: StackSet, parameters: JsonObject): Operation {
    if (parameters.RetainStacks === undefined) { throw invalid('RetainStacks is required'); }
    const places = this.places(parameters, false).filter(place => stackSet.instances.has(keyOf(place)));
    return { ...this.operation(stackSet, 'DELETE', parameters, places), retain: isTrue(parameters.RetainStacks) };
  }

  /** Without targets, all stack instances; those that are inoperable are left alone. */
  public toUpdate(stackSet: StackSet, parameters: JsonObject): Operation {
    if ((parameters.DeploymentTargets === undefined) !== (parameters.Regions === undefined)) {
      throw invalid('give DeploymentTargets and Regions, or neither of them');
    }
    const asked = parameters.Regions === undefined ? [...stackSet.instances.values()] : this.places(parameters, false);
    const places = asked.filter(place => {
      const instance = stackSet.instances.get(keyOf(place));
      return instance !== undefined && instance.status !== 'INOPERABLE';
    });
    // What is answered when some of the accounts have no stack instance is unverified: here it takes all of them.
    if (parameters.Regions !== undefined && asked.length > 0 && places.length === 0) {
      throw new AwsError('StackInstanceNotFoundException', `stack set ${stackSet.name} has no stack instance in the targets`);
    }
    return this.operation(stackSet, 'UPDATE', parameters, places);
  }

  private places(parameters: JsonObject, creates: boolean): (Target & { region: string })[] {
    const { cloud, organization, accountsAt } = this.by;
    const targets = targetsOf(parameters, { cloud, organization, accountsAt, creates });
    return regionsOf(parameters, preferencesOf(parameters))
      .flatMap(region => targets.map(target => ({ ...target, region })));
  }

  private operation(
    stackSet: StackSet, action: Operation['action'], parameters: JsonObject, places: (Target & { region: string })[],
  ): Operation {
    const id = operationId(parameters, this.by.newId);
    if (stackSet.operations.has(id)) {
      throw new AwsError('OperationIdAlreadyExistsException', `stack set ${stackSet.name} already has an operation ${id}`);
    }
    const preferences = preferencesOf(parameters);
    const results = places.map(({ account, unit, region }): Result => ({ account, unit, region, status: 'PENDING' }));
    return {
      id,
      action,
      stackSet,
      preferences,
      results,
      number: ++this.count,
      targets: isObject(parameters.DeploymentTargets) ? parameters.DeploymentTargets : {},
      limits: limitsOf(preferences, new Set(results.map(({ account }) => account)).size),
      createdAt: this.by.cloud.clock.now(),
      status: 'QUEUED',
      then: [],
    };
  }
}

function preferencesOf(parameters: JsonObject): JsonObject {
  return isObject(parameters.OperationPreferences) ? parameters.OperationPreferences : {};
}
