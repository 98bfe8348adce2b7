import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { TenantDirectory, TenantFindings, TenantFindingsProps } from '../../../src';
import { actionsOf, platformStack, statements, token } from '../../good';
import { documentOf, expressionsOf } from '../../tenants/workflows/document';
import { compile } from '../../tenants/workflows/jsonata';

/** It comes without types. */
const validate = jest.requireActual<(document: object) => { errors: unknown[] }>('asl-validator');

const SECURITY = '444444444444';

function findings(props: Partial<TenantFindingsProps> = {}, stack = platformStack()) {
  const made = new TenantFindings(stack, 'Findings', {
    bus: new events.EventBus(stack, 'Bus'), directory: new TenantDirectory(stack, 'Directory'), securityAccount: SECURITY, ...props,
  });
  return { findings: made, stack, template: () => Template.fromStack(stack) };
}

test('refuses an account id that is none', () => {
  expect(() => findings({ securityAccount: 'security' })).toThrow(/Platform\/Findings:\n {2}- 'securityAccount' must be an account id of 12 digits, got 'security'/);
});

test('takes the account from CloudFormation, neither right nor wrong', () => {
  const stack = platformStack();
  findings({ securityAccount: token(stack) }, stack).template().hasResourceProperties('AWS::Events::EventBusPolicy', {
    Statement: { Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'Later' }])] } } },
  });
});

test('the bus lets the security account in with findings of GuardDuty, and with nothing else', () => {
  const { template, stack } = findings();
  template().resourceCountIs('AWS::Events::EventBusPolicy', 1);
  template().hasResourceProperties('AWS::Events::EventBusPolicy', {
    EventBusName: stack.resolve((stack.node.findChild('Bus') as events.EventBus).eventBusName),
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${SECURITY}:root`]] } },
      Action: 'events:PutEvents',
      Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Bus'), 'Arn'] },
      Condition: { StringEquals: { 'events:source': 'aws.guardduty', 'events:detail-type': 'GuardDuty Finding' } },
    },
  });
});

test('the document is what the Amazon States Language allows, and its expressions compile', () => {
  const document = documentOf(findings().template(), 'Workflow');
  expect(expressionsOf(document).length).toBeGreaterThan(8);
  expressionsOf(document).forEach(([, expression]) => expect(() => compile(expression)).not.toThrow());
  expect(validate(structuredClone(document)).errors).toEqual([]);
});

test('the workflow tells findings and no other event', () => {
  const [telling] = statements(findings().template()).filter(statement => actionsOf(statement).includes('events:PutEvents'));
  expect(telling.Condition).toEqual({ StringEquals: { 'events:detail-type': 'TenantFinding' } });
});

test('a directory with a key of its own is usable', () => {
  const stack = platformStack();
  const directory = new TenantDirectory(stack, 'Own', { encryptionKey: new kms.Key(stack, 'Key') });
  expect(statements(findings({ directory }, stack).template()).flatMap(actionsOf)).toContain('kms:Decrypt');
});

test('onFinding hears findings and nothing else', () => {
  const { findings: made, stack, template } = findings();
  made.onFinding('Page', {
    target: new targets.SqsQueue(new sqs.Queue(stack, 'Inbox')),
    description: 'paged',
    eventPattern: { source: ['somebody.else'], detailType: ['Other'], detail: { severity: events.Match.greaterThanOrEqual(7) } },
  });
  template().hasResourceProperties('AWS::Events::Rule', {
    Description: 'paged',
    EventPattern: { 'source': ['cdk-account-per-tenant'], 'detail-type': ['TenantFinding'], 'detail': { severity: [{ numeric: ['>=', 7] }] } },
    Targets: [Match.anyValue()],
  });
});

test('a rule may get its target later', () => {
  const { findings: made, template } = findings();
  expect(() => made.onFinding('Later')).not.toThrow();
  expect(() => template()).not.toThrow();
});

test('it costs nothing while nothing is found: no function, no log, no key, no alarm', () => {
  const resources = Object.values(findings().template().toJSON().Resources as Record<string, { Type: string }>);
  expect(resources.map(({ Type }) => Type).filter(type => !/^AWS::(Events|IAM|SQS|StepFunctions|DynamoDB)::/.test(type))).toEqual([]);
});

test('works in a stack without an account of its own', () => {
  expect(() => findings({}, new Stack()).template()).not.toThrow();
});
