import { Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { documentOf } from './workflows/document';
import { IReadinessProbe, ReadinessProbe, ReadinessProbeOptions } from '../../src';
import { actionsOf, factory, platformStack, statements } from '../good';

interface ProbingState {
  readonly Seconds?: number;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices: { readonly Next: string }[];
}

/** The document of a platform that asks a function, or a probe of one's own. */
function probed(options?: ReadinessProbeOptions, own?: IReadinessProbe) {
  const stack = platformStack();
  const handler = lambda.Function.fromFunctionName(stack, 'Handler', 'is-it-ready');
  const { template } = factory({ readinessProbe: own ?? ReadinessProbe.fromFunction(handler, options) }, stack);
  return { states: () => documentOf(template()).States as unknown as Record<string, ProbingState>, template };
}

test.each([[0], [101], [1.5], [-1], [NaN]])('refuses %d attempts', attempts => {
  expect(() => probed({ attempts })).toThrow(new RegExp(`Platform/Tenants:\\n {2}- 'readinessProbe.attempts' must be a whole number from 1 to 100, got ${attempts}`));
});

test.each([[1], [100]])('accepts %d attempts', attempts => {
  expect(JSON.stringify(probed({ attempts }).states()['Is it ready?'])).toContain(`$probes < ${attempts} `);
});

test('cannot take attempts from CloudFormation, for they are written into an expression', () => {
  expect(() => probed({ attempts: Token.asNumber({ Ref: 'Later' }) })).toThrow(/'readinessProbe.attempts' must be known when the app is synthesized/);
});

test.each([[Duration.millis(1500)], [Duration.millis(0)], [Duration.days(2)]])('refuses to wait %s between two questions', interval => {
  expect(() => probed({ interval })).toThrow(/'readinessProbe.interval' must be 1 second to 1 day in whole seconds, got/);
});

test('says all at once that is wrong with a probe', () => {
  expect(() => probed({ attempts: 0, interval: Duration.millis(1) })).toThrow(/'readinessProbe.attempts'.*\n.*'readinessProbe.interval'/);
});

test('takes the time to wait from CloudFormation', () => {
  expect(() => probed({ interval: Duration.seconds(Token.asNumber({ Ref: 'Later' })) }).template()).not.toThrow();
});

test('ReadinessProbeOptions.attempts default: 10', () => {
  expect(JSON.stringify(probed().states()['Is it ready?'])).toContain('$probes < 10 ');
});

test('ReadinessProbeOptions.interval default: Duration.seconds(30)', () => {
  expect(probed().states()['Let it become ready'].Seconds).toBe(30);
});

const own: IReadinessProbe = { bind: () => ({ functionArn: 'arn' }) };

test("ReadinessProbeConfig.attempts default: 10, for a probe of one's own as well", () => {
  expect(JSON.stringify(probed({}, own).states()['Is it ready?'])).toContain('$probes < 10 ');
});

test("ReadinessProbeConfig.interval default: Duration.seconds(30), for a probe of one's own as well", () => {
  expect(probed({}, own).states()['Let it become ready'].Seconds).toBe(30);
});

test('is asked after the facts and the services are there, and before the tenant is told', () => {
  const states = probed().states();
  expect(states['Write the facts'].Next).toBe('Which services are there?');
  expect(states['Is there another service?'].Default).toBe('Ask whether it is ready');
  expect(states['Is it ready?'].Choices[0].Next).toBe('Move to its stage');
  expect(states['Is it ready?'].Default).toBe('Is it still mine?');
});

test('the workflow may call this function and no other', () => {
  const { template } = probed();
  const [allowed] = statements(template()).filter(statement => actionsOf(statement).includes('lambda:InvokeFunction'));
  expect(JSON.stringify(allowed.Resource)).toMatch(/:function:is-it-ready"/);
});

test('a probe gets a scope of its own, empty, and is bound once', () => {
  const scopes: Construct[] = [];
  const { template } = probed({}, {
    bind: scope => {
      expect(scope.node.children).toEqual([]);
      scopes.push(scope);
      return { functionArn: 'arn' };
    },
  });
  template();
  expect(scopes.map(scope => scope.node.path)).toEqual(['Platform/Tenants/Probe']);
});
