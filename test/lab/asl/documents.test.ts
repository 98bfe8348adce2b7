import { Lab, one, task } from './lab';
import { JsonObject } from '../../../src/lab/json';

const refusal = (definition: JsonObject) => {
  try {
    new Lab().machine(definition);
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
  return 'accepted';
};

const end: JsonObject = { Type: 'Succeed' };

describe('a document is refused', () => {
  test.each<[string, JsonObject, RegExp]>([
    ['without a StartAt', { States: { A: end } }, /StartAt of the machine names no state/],
    ['whose StartAt leads nowhere', { StartAt: 'B', States: { A: end } }, /StartAt .* "B".*'A': it cannot be reached/],
    ['without States', { StartAt: 'A' }, /needs States/],
    ['with an unknown field', { ...one(end), Nonsense: 1 }, /unknown field 'Nonsense'/],
    ['with a state of no type', one({ Type: 'Nap' }), /'Only': its Type must be one of/],
    ['with a field of another type', one({ ...end, Seconds: 1 }), /'Only': a Succeed state does not know the field 'Seconds'$/],
    ['with a field of JSONPath', one({ Type: 'Pass', Result: 1 }), /does not know the field 'Result' in JSONata/],
    ['with ResultPath in a Catch', { StartAt: 'A', States: { A: task('aws-sdk:a:b', { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', ResultPath: '$' }] }), B: end } }, /'ResultPath' in JSONata/],
    ['with a Next that is missing', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Z' } } }, /'A': there is no state 'Z'/],
    ['with neither Next nor End', { StartAt: 'A', States: { A: { Type: 'Pass' } } }, /'A': it needs either Next or End/],
    ['with Next and End', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B', End: true }, B: end } }, /'A': it needs either Next or End/],
    ['with a state that nothing leads to', { StartAt: 'A', States: { A: end, B: end } }, /'B': it cannot be reached/],
    ['with broken JSONata', one({ Type: 'Pass', Output: { deep: '{% 1 + %}' } }), /'Only': the expression in 'Output\/deep' is no JSONata/],
    ['with half an expression', one({ Type: 'Pass', Output: ' {% 1 %}' }), /must start with \{% and end with %\}/],
    ['that reads a result where there is none', one({ Type: 'Pass', Output: '{% $states.result.a %}' }), /\$states\.result cannot be read in 'Output'/],
    ['that reads a result in Arguments', one(task('aws-sdk:a:b', { Arguments: { A: '{% $states.result %}' } })), /\$states\.result cannot be read in 'Arguments\/A'/],
    ['that reads the error output outside of Catch', one(task('aws-sdk:a:b', { Output: '{% $states.errorOutput %}' })), /errorOutput cannot be read/],
    ['that assigns to $states', one({ Type: 'Pass', Assign: { states: 1 } }), /'states' in Assign is no name/],
    ['that assigns to a part of a variable', one({ Type: 'Pass', Assign: { 'a.b': 1 } }), /'a\.b' in Assign is no name/],
    ['with a Choice without rules', { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [], Default: 'B' }, B: end } }, /Choices must be a list/],
    ['with a condition that is no expression', { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'B' }] }, B: end } }, /Condition of Choices\[0\]/],
    ['with a Wait for nothing', one({ Type: 'Wait' }), /either Seconds or Timestamp/],
    ['with a Wait for both', one({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }), /either Seconds or Timestamp/],
    ['with a negative Wait', one({ Type: 'Wait', Seconds: -1 }), /Seconds must be/],
    ['with a timeout of 0', one(task('aws-sdk:a:b', { TimeoutSeconds: 0 })), /TimeoutSeconds must be/],
    ['with a heartbeat as long as the timeout', one(task('aws-sdk:a:b', { TimeoutSeconds: 5, HeartbeatSeconds: 5 })), /must be less than TimeoutSeconds/],
    ['with States.ALL among others', one(task('aws-sdk:a:b', { Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] })), /States\.ALL must stand alone/],
    ['with States.ALL before others', one(task('aws-sdk:a:b', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] })), /and in the last entry/],
    ['with a retry that shrinks', one(task('aws-sdk:a:b', { Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] })), /BackoffRate/],
    ['with a longest delay below the first', one(task('aws-sdk:a:b', { Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 9, MaxDelaySeconds: 5 }] })), /must be greater than IntervalSeconds/],
    ['with parameters in camel case', one(task('aws-sdk:sfn:startExecution', { Arguments: { stateMachineArn: 'x' } })), /'stateMachineArn' in Arguments is not supported by Step Functions/],
    ['that waits for a job of an SDK integration', one(task('aws-sdk:sfn:startExecution.sync')), /have no \.sync/],
    ['that assumes a role by a call', one(task('aws-sdk:sts:assumeRole')), /does not support/],
    ['that waits for a token of DynamoDB', one(task('dynamodb:putItem.waitForTaskToken')), /does not support/],
    ['with two states of one name', { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: end } }], End: true } } }, /another state has this name/],
    ['with a jump out of a branch', { StartAt: 'A', States: { A: { Type: 'Parallel', Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'B' } } }], Next: 'B' }, B: end } }, /'I': there is no state 'B'/],
    ['that assigns inside what is assigned outside', {
      StartAt: 'A', States: { A: { Type: 'Parallel', Assign: { x: 1 }, Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } }], End: true } },
    }, /assigns the variable 'x', which a scope around it assigns too/],
    ['in a language that does not exist', one({ ...end, QueryLanguage: 'XPath' }), /must be JSONata or JSONPath/],
    ['in JSONata with a state in JSONPath', one({ ...end, QueryLanguage: 'JSONPath' }), /cannot hold a state in JSONPath/],
  ])('%s', (_, definition, message) => {
    const said = refusal(definition);
    expect(said).toMatch(/^InvalidDefinition: Invalid State Machine Definition/);
    expect(said).toMatch(message);
  });

  test('with all that is wrong at once', () => {
    expect(refusal({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Z' }, B: { Type: 'Nap' } } })).toMatch(/no state 'Z'.*'B': it cannot be reached.*'B': its Type/);
  });
});

describe('the lab says so where AWS takes what it does not model', () => {
  test.each<[string, JsonObject]>([
    ["integration 'emr-containers:startJobRun'", one(task('emr-containers:startJobRun.sync'))],
  ])('%s', (what, definition) => expect(refusal(definition)).toMatch(new RegExp(`^Error: the lab does not model .*${what}`)));
});

test('a machine in JSONPath whose states are all in JSONata is played', async () => {
  expect(await new Lab().output({ ...one({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + 1 %}' }), QueryLanguage: 'JSONPath' })).toBe(2);
});
