import { App, Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { known, throwIfAny } from '../../src/private/complaints';

test.each([['text'], [''], [0], [7], [['a']], [false]])('%j is known', value => {
  expect(known(value)).toBe(true);
});

test.each([[undefined], [Aws.REGION], [`${Aws.REGION}-a`], [Token.asNumber({ Ref: 'x' })], [Fn.split(',', Aws.REGION)]])('what nobody said or CloudFormation fills in is not known', value => {
  expect(known(value)).toBe(false);
});

test('no complaint is no error', () => {
  expect(() => throwIfAny(new Stack(new App(), 'Platform'), [])).not.toThrow();
});

test('all complaints are one error, under the path of what they are about', () => {
  expect(() => throwIfAny(new Stack(new App(), 'Platform'), ['one', 'two'])).toThrow('Platform:\n  - one\n  - two');
});

test('a scope without a path is named after its class', () => {
  expect(() => throwIfAny(new App(), ['one'])).toThrow('App:\n  - one');
});
