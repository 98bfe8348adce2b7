import { Facts } from '../../../src/lab/asl/run';
import { resourceOf } from '../../../src/lab/asl/tasks/resource';
import { request, response } from '../../../src/lab/asl/tasks/shapes';
import { Json } from '../../../src/lab/json';

const UPDATE = resourceOf('arn:aws:states:::aws-sdk:dynamodb:updateItem', 'a task', complaint => { throw new Error(complaint); })!;
const asked = (value: Json) => request(UPDATE, { ExpressionAttributeValues: { ':v': value } }, {} as Facts).ExpressionAttributeValues;

test.each([
  [{ Ss: ['a'] }, { SS: ['a'] }], [{ Bool: true }, { BOOL: true }], [{ Nul: true }, { NULL: true }],
  [{ M: { set: { Ns: ['1'] } } }, { M: { set: { NS: ['1'] } } }], [{ L: [{ Bs: ['AA=='] }] }, { L: [{ BS: ['AA=='] }] }],
])('an SDK integration takes %j for what DynamoDB calls %j, and gives it back so', (theirs, dynamodb) => {
  expect(asked(theirs)).toEqual({ ':v': dynamodb });
  expect(response(UPDATE, { Attributes: { v: dynamodb } })).toEqual({ Attributes: { v: theirs } });
});

test.each(['SS', 'NS', 'BS', 'BOOL', 'NULL'])('and refuses %s', type => {
  expect(() => asked({ [type]: ['a'] })).toThrow(`The field '${type}' is not known to this integration`);
});

test('an attribute of such a name is none of its business', () => {
  expect(asked({ M: { SS: { S: 'a' }, Bool: { N: '1' } } })).toEqual({ ':v': { M: { SS: { S: 'a' }, Bool: { N: '1' } } } });
});
