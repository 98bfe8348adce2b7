import { Aws, Fn, Stack } from 'aws-cdk-lib';
import { deployed } from '../../judges/guardrails/truth';
import { Guardrail } from '../../src';

describe('regions', () => {
  test.each(['eu-centrall-1', 'EU-CENTRAL-1', 'Frankfurt', '*', ''])('refuses %p, which is no Region', region => {
    expect(() => Guardrail.regions(['eu-central-1', region])).toThrow(`Guardrail.regions:\n  - 'allowed' must hold names of Regions such as 'eu-central-1', got '${region}'`);
  });

  test('refuses an empty list, with which nothing would work', () => {
    expect(() => Guardrail.regions([])).toThrow("'allowed' must name at least one Region");
  });

  test('refuses a list that is not known yet', () => {
    expect(() => Guardrail.regions(Fn.split(',', Fn.importValue('Regions')))).toThrow("'allowed' must be known when the app is synthesized");
  });

  test('complains of each Region by itself', () => {
    expect(() => Guardrail.regions(['a', 'b'])).toThrow(/got 'a'.*\n.*got 'b'/);
  });

  test('takes a Region that CloudFormation fills in', () => {
    const stack = new Stack();
    expect(stack.resolve(Guardrail.regions([Aws.REGION]).stops)).toEqual({ 'Fn::Join': ['', ['Nobody works in other Regions than ', { Ref: 'AWS::Region' }, '.']] });
  });

  test('has room for 20 Regions', () => {
    const twenty = [
      'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'ca-west-1',
      'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1',
      'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
    ];
    expect(deployed([Guardrail.regions(twenty)])[0].content.length).toBeLessThan(2_000);
  });
});

describe('services', () => {
  test.each(['S3', 's3:*', 'AWS::Lambda', 'lambda.amazonaws.com', '*', '-', ''])('refuses %p, which is no prefix of actions', prefix => {
    expect(() => Guardrail.services(['lambda', prefix])).toThrow(`Guardrail.services:\n  - 'allowed' must hold service prefixes of IAM such as 'lambda' or 'dynamodb', got '${prefix}'`);
  });

  test('refuses an empty list, with which nothing would work', () => {
    expect(() => Guardrail.services([])).toThrow("'allowed' must name at least one service");
  });

  test('refuses a list that is not known yet', () => {
    expect(() => Guardrail.services(Fn.split(',', Fn.importValue('Services')))).toThrow("'allowed' must be known when the app is synthesized");
  });

  test('names a service once that is allowed anyhow', () => {
    expect(deployed([Guardrail.services(['iam', 'ssm', 'lambda'])])[0].content)
      .toContain('"NotAction":["cloudformation:*","iam:*","lambda:*","ssm:*","sts:*","support:*"]');
  });
});
