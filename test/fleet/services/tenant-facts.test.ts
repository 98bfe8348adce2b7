import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { QUIET, orders, published, stage } from './orders';
import { FleetStack } from '../../../src';
import { FACTS_PARAMETER } from '../../../src/tenants/contract';
import { fn } from '../catalogue/code';

/** The ARN of the facts in a Region. */
const arn = (...region: unknown[]) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...region, { Ref: 'AWS::AccountId' }, `:parameter${FACTS_PARAMETER}`]],
});

test('a function is told where the facts are, and may read them and nothing else', () => {
  const { template } = published(orders(stack => stack.facts.addTo(fn(stack, 'Api')), {}, stage({ home: 'eu-west-1' })));
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { TENANT_FACTS_PARAMETER: FACTS_PARAMETER, TENANT_FACTS_REGION: 'eu-west-1' } },
  });
  const [{ Properties: { PolicyDocument } }] = Object.values(template.findResources('AWS::IAM::Policy'));
  expect(PolicyDocument.Statement).toEqual([{
    Action: 'ssm:GetParameter', Effect: 'Allow', Resource: arn(':ssm:eu-west-1:'),
  }]);
});

test('the facts are in the Region of the platform, wherever the stack is', () => {
  expect(orders(undefined, {}, stage({ home: 'ap-southeast-2', regions: ['us-east-1'] })).facts.region).toBe('ap-southeast-2');
});

test('whoever is granted them says so', () => {
  orders(stack => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    expect(stack.facts.grantRead(role).success).toBe(true);
  });
});

test('a debug twin looks for facts where it is', () => {
  const twin = (region?: string) => new FleetStack(new App(QUIET), 'Twin', { debugTwin: { region } });
  expect(twin('eu-central-1').facts.region).toBe('eu-central-1');
  const anywhere = twin();
  anywhere.facts.grantRead(fn(anywhere, 'Api'));
  Template.fromStack(anywhere).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Resource: arn(':ssm:', { Ref: 'AWS::Region' }, ':') }] } });
});
