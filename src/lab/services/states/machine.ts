import { compile } from '../../asl/compile';
import { Program } from '../../asl/flow';
import { Sources } from '../../asl/functions';
import { AwsError } from '../../aws-error';
import { Json, JsonObject, isObject } from '../../json';
import { Random } from '../../random';
import { ResourceRequest } from '../../room';
import { physicalName } from '../physical-name';
import { isName } from './inputs';

/** A state machine as it was made: its document read, checked and ready. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly account: string;
  readonly region: string;
  readonly program: Program;
  /** The names of all states, those inside of others included; so a machine inside a Distributed Map has none here. */
  readonly states?: readonly string[];
  /** The map run whose children it plays, where it is the machine inside a Distributed Map. */
  readonly mapRunArn?: string;
  /** An Express machine keeps no history, and tells nobody of its executions. */
  readonly express?: boolean;
}

/** Properties of AWS::StepFunctions::StateMachine that change nothing of what an execution does. */
const WITHOUT_EFFECT = ['LoggingConfiguration', 'TracingConfiguration', 'Tags', 'EncryptionConfiguration'];

/** Makes a machine of a template's resource. */
export function machineOf(
  request: ResourceRequest, partition: string, sources: Sources, random: Random, longest: number,
): Machine {
  const { account, region } = request;
  const {
    DefinitionString, Definition, RoleArn, StateMachineName, StateMachineType, DefinitionSubstitutions, ...others
  } = request.properties;
  const unknown = Object.keys(others).filter(name => !WITHOUT_EFFECT.includes(name));
  if (unknown.length > 0) { throw new Error(`the lab does not model ${unknown.join(', ')} of a state machine (${request.logicalId})`); }
  if (StateMachineType !== undefined && StateMachineType !== 'STANDARD') { throw new Error(`the lab does not model ${String(StateMachineType)} state machines (${request.logicalId})`); }
  if (typeof RoleArn !== 'string') { throw new AwsError('InvalidArn', `RoleArn of ${request.logicalId} must be the ARN of a role`); }
  const name = physicalName(request, StateMachineName, random, longest);
  if (!isName(name)) { throw new AwsError('InvalidName', `Invalid Name: '${name}'`); }
  const written = definitionOf(DefinitionString, Definition, request.logicalId);
  const definition = substituted(written, DefinitionSubstitutions);
  return {
    arn: `arn:${partition}:states:${region}:${account}:stateMachine:${name}`,
    name,
    roleArn: RoleArn,
    account,
    region,
    program: compile(definition, sources),
    states: statesIn(definition),
  };
}

function statesIn(flow: Json | undefined): string[] {
  if (!isObject(flow) || !isObject(flow.States)) { return []; }
  return Object.entries(flow.States).flatMap(([name, state]) => {
    const { Branches: branches, ItemProcessor: processor, Iterator: older } = state as JsonObject;
    return [name, ...[...Array.isArray(branches) ? branches : [], processor, older].flatMap(statesIn)];
  });
}

function definitionOf(text: Json | undefined, object: Json | undefined, logicalId: string): Json {
  if ((text === undefined) === (object === undefined)) {
    throw object === undefined
      ? new Error(`the lab reads a state machine from DefinitionString or Definition, and ${logicalId} has neither`)
      : new AwsError('InvalidDefinition', `${logicalId} has both DefinitionString and Definition`);
  }
  if (object !== undefined) { return object; }
  try {
    return JSON.parse(String(text)) as Json;
  } catch (error) {
    throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${logicalId} is no JSON: ${(error as Error).message}`);
  }
}

/** Puts values in the place of `${name}`, in whatever text of the definition it stands. */
function substituted(definition: Json, values: Json | undefined): Json {
  if (!isObject(values)) { return definition; }
  const fill = (value: Json): Json => {
    if (typeof value === 'string') {
      return value.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => values[name] === undefined ? whole : String(values[name]));
    }
    if (Array.isArray(value)) { return value.map(fill); }
    if (!isObject(value)) { return value; }
    const copy: JsonObject = {};
    for (const [name, part] of Object.entries(value)) { copy[name] = fill(part as Json); }
    return copy;
  };
  return fill(definition);
}
