import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { GateSpec } from '../../../../src/fleet/contract';
import { Releases } from '../../../../src/fleet/releases/releases';
import { PLATFORM } from '../platform';

/** A function that says what the parameter `/gate` says, and a state machine that likes small waves. */
export function defineGates(stack: Stack, releases: Releases): void {
  const gate = new Function(stack, 'GateFunction', {
    functionName: 'gate', runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(join(__dirname, 'function')),
  });
  gate.addToRolePolicy(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: ['*'] }));
  const machine = new StateMachine(stack, 'GateStates', {
    stateMachineName: 'gate',
    definitionBody: DefinitionBody.fromString(JSON.stringify({
      QueryLanguage: 'JSONata', StartAt: 'Say', States: { Say: { Type: 'Succeed', Output: { healthy: '{% $states.input.tenants < 100 %}', reason: 'there are few' } } },
    })),
  });
  releases.mayAsk('function', gate.functionArn);
  releases.mayAsk('stateMachine', machine.stateMachineArn);
}

const here = `${PLATFORM.region}:${PLATFORM.account}`;

export const FUNCTION: GateSpec = { name: 'probe', kind: 'function', arn: `arn:aws:lambda:${here}:function:gate` };
export const STATE_MACHINE: GateSpec = { name: 'judge', kind: 'stateMachine', arn: `arn:aws:states:${here}:stateMachine:gate` };
