import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { synthesize } from '../platform';

/** Where it is said which versions gates find unhealthy: their ids, with spaces between. */
export const UNHEALTHY = '/gates/unhealthy';

const FUNCTION = `
const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
exports.handler = async ({ version }) => {
  const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: '${UNHEALTHY}' }));
  return Parameter.Value.includes(version) ? { healthy: false, reason: 'customers complain' } : { healthy: true };
};`;

const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read',
  States: {
    Read: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter',
      Arguments: { Name: UNHEALTHY },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 8 }],
      Output: { healthy: '{% $not($contains($states.result.Parameter.Value, $states.context.Execution.Input.version)) %}' },
      End: true,
    },
  },
};

/** The platform of the releases, with gates to ask. */
export function withGates(): string {
  return synthesize((stack, releases) => {
    const mayRead = new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [`arn:aws:ssm:us-east-1:222222222222:parameter${UNHEALTHY}`] });
    const asked = new Function(stack, 'AskedFirst', {
      functionName: 'gate', runtime: Runtime.NODEJS_20_X, handler: 'index.handler', code: Code.fromInline(FUNCTION), initialPolicy: [mayRead],
    });
    const machine = new StateMachine(stack, 'AskedWhenBaked', {
      stateMachineName: 'gate', definitionBody: DefinitionBody.fromString(JSON.stringify(MACHINE)),
    });
    machine.addToRolePolicy(mayRead);
    releases.mayAsk('function', asked.functionArn);
    releases.mayAsk('stateMachine', machine.stateMachineArn);
  });
}

export const GATES = [
  { name: 'customers', kind: 'function', arn: 'arn:aws:lambda:us-east-1:222222222222:function:gate' },
  { name: 'checks', kind: 'stateMachine', arn: 'arn:aws:states:us-east-1:222222222222:stateMachine:gate' },
] as const;
