import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import fc from 'fast-check';
import { orders, published } from './orders';
import { fn } from '../catalogue/code';

const functionNames = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function'))
  .map(({ Properties }) => Properties.FunctionName as string);

test('a name of your own is kept', () => {
  const template = orders(stack => new lambda.Function(stack, 'Worker', {
    functionName: 'mine', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
  }));
  expect(functionNames(published(template).template)).toEqual(['mine']);
});

test('functions and state machines begin with their service, so that thousands of accounts can be told apart by it', () => {
  const { template } = published(orders(stack => {
    fn(stack, 'Worker');
    new stepfunctions.StateMachine(stack, 'Flow', { definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Do')) });
  }));
  expect(functionNames(template)).toEqual([expect.stringMatching(/^orders_Worker[0-9A-F]{8}$/)]);
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'orders_FlowA74D6E88' });
});

test('long names stay within what AWS takes, and stay apart', () => {
  fc.assert(fc.property(fc.integer({ min: 30, max: 120 }), length => {
    const names = functionNames(published(orders(stack => {
      for (const id of ['a', 'b']) { fn(stack, `${'Worker'.repeat(30).slice(0, length)}${id}`); }
    })).template);
    expect(new Set(names).size).toBe(2);
    for (const name of names) { expect(name).toMatch(/^orders_[A-Za-z0-9-]{1,57}$/); }
  }), { numRuns: 10 });
});
