import * as fc from 'fast-check';
import { failureIn, jsonata, number, otherwise, patientlyExcept, quoted, text } from '../../src/private/asl';
import { evaluator } from '../tenants/workflows/jsonata';

test('any text can be quoted in an expression', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), async value => {
    expect(await evaluator(quoted(value))(undefined)).toBe(value);
  }));
});

test('numbers and texts are written as DynamoDB reads them', () => {
  expect([text('$a'), number('$n + 1')]).toEqual([{ S: '{% $a %}' }, { N: '{% $string($n + 1) %}' }]);
  expect(jsonata('1')).toBe('{% 1 %}');
});

test('what is dealt with by itself is not tried again, everything else is', () => {
  expect(patientlyExcept('A', 'B')).toEqual([{ ErrorEquals: ['A', 'B'], MaxAttempts: 0 }, expect.objectContaining({ ErrorEquals: ['States.TaskFailed', 'States.Timeout'] })]);
});

test('a failure has its step, its error and as much of its cause as fits on record', async () => {
  const { failure } = failureIn('doing it');
  const cause = async (errorOutput: object) => {
    const compiled = evaluator<string>(failure.cause.slice(2, -2).replaceAll('$states.errorOutput', '$states.input'));
    return compiled(errorOutput);
  };
  expect(failure).toMatchObject({ step: 'doing it', error: '{% $states.errorOutput.Error %}' });
  await expect(cause({ Error: 'E' })).resolves.toBe('');
  await expect(cause({ Error: 'E', Cause: 'c'.repeat(9000) })).resolves.toBe('c'.repeat(2000));
});

test('whatever else goes wrong is noted', () => {
  expect(otherwise('doing it', 'Fail', { more: 1 })).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Fail', Assign: { failure: { step: 'doing it' }, more: 1 } });
});
