import { JsonObject } from '../../../../src/lab/json';
import { BusEvent } from '../../../../src/lab/services/eventbridge/events';
import { inputOf } from '../../../../src/lab/services/eventbridge/input';

const EVENT: BusEvent = {
  'version': '0',
  'id': '7bf73129',
  'detail-type': 'EC2 Instance State-change Notification',
  'source': 'aws.ec2',
  'account': '123456789012',
  'time': '2015-11-11T21:29:54Z',
  'region': 'us-east-1',
  'resources': ['instance/i-1', 'instance/i-2'],
  'detail': { 'instance-id': 'i-0123456789', 'state': 'RUNNING', 'count': 0, 'said': 'a "word"', 'none': null, 'items': [{ id: 1 }, { id: 2 }] },
};
const PATHS = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  detail: '$.detail',
  count: '$.detail.count',
  said: '$.detail.said',
  none: '$.detail.none',
  missing: '$.detail.nowhere.at.all',
  first: '$.resources[0]',
  ids: '$.detail.items[*].id',
};

function input(target: JsonObject): string {
  return inputOf({ Id: 'T', ...target }, 8192)({ event: EVENT, ruleArn: 'arn:x:events:r:a:rule/R', ruleName: 'R', receivedAt: '2015-11-11T21:30:00Z' });
}

const transformed = (InputTemplate: string) => input({ InputTransformer: { InputPathsMap: PATHS, InputTemplate } });

describe('a target is refused', () => {
  test.each([
    ['two inputs at once', { Input: '{}', InputPath: '$' }, 'Only one of Input, InputPath, or InputTransformer must be provided for target T.'],
    ['an Input that is no JSON', { Input: 'hello' }, 'Input is not valid JSON text'],
    ['an Input that is too long', { Input: JSON.stringify('x'.repeat(8192)) }, 'longer than 8192'],
    ['an InputPath of unknown syntax', { InputPath: '$.detail[?(@.a)]' }, 'not of the supported syntax'],
    ['brackets in a transformer', { InputTransformer: { InputPathsMap: { a: "$['detail']" }, InputTemplate: '<a>' } }, 'not of the supported syntax'],
    ['a variable that nobody defines', { InputTransformer: { InputTemplate: '"<other>"' } }, 'InputTemplate for target T contains invalid placeholder other.'],
    ['a variable named like those of AWS', { InputTransformer: { InputPathsMap: { awsId: '$.id' }, InputTemplate: '<awsId>' } }, "'awsId' cannot name a variable"],
    ['a variable as a key', { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '{"<a>": 1}' } }, 'cannot be used as an object key'],
    ['a bare variable as a key', { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '{<a>: 1}' } }, 'neither JSON nor quoted text'],
    ['text without quotes', { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: 'it is <a>' } }, 'neither JSON nor quoted text'],
  ])('for %s', (_, target, complaint) => {
    expect(() => input(target)).toThrow(complaint);
  });

  test('for more than 100 variables', () => {
    const InputPathsMap = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`v${at}`, '$.id']));
    expect(() => input({ InputTransformer: { InputPathsMap, InputTemplate: '<v0>' } })).toThrow('more than 100');
  });
});

describe('an event cannot be delivered', () => {
  test('when a quoted value breaks the JSON, for nothing is escaped', () => {
    expect(() => transformed('{"said": "<said>"}')).toThrow(expect.objectContaining({ code: 'INVALID_JSON' }) as Error);
  });

  test('when the whole event is put inside of a string', () => {
    expect(() => transformed('{"event": "it is <aws.events.event.json>"}')).toThrow(expect.objectContaining({ code: 'INVALID_JSON' }) as Error);
  });

  test('when InputPath leads nowhere', () => {
    expect(() => input({ InputPath: '$.detail.nowhere' })).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER' }) as Error);
  });
});

describe('a target is given', () => {
  test('the whole event when nothing else is said', () => {
    expect(JSON.parse(input({}))).toEqual(EVENT);
  });

  test('its constant input', () => {
    expect(input({ Input: '{"a": 1}' })).toBe('{"a": 1}');
  });

  test.each([
    ['$.detail.state', '"RUNNING"'], ['$.resources[1]', '"instance/i-2"'], ["$.detail['instance-id']", '"i-0123456789"'],
    ['$.detail.none', 'null'], ['$.detail-type', '"EC2 Instance State-change Notification"'],
  ])('what lies at %s', (InputPath, expected) => {
    expect(input({ InputPath })).toBe(expected);
  });

  test.each([
    ['a simple string', '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['escaped quotes', '"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
    ['bare strings, which get quotes', '{"instance": <instance>, "state": <state>}', '{"instance": "i-0123456789", "state": "RUNNING"}'],
    ['a mix with constants', '{"state": [ 9, <state>, true ]}', '{"state": [ 9, "RUNNING", true ]}'],
    ['bare text with quotes in it, which stays JSON', '{"said": <said>}', '{"said": "a \\"word\\""}'],
    ['numbers', '{"a": <count>, "b": "<count>"}', '{"a": 0, "b": "0"}'],
    ['null', '{"a": <none>}', '{"a": null}'],
    ['an element of a list', '{"a": <first>}', '{"a": "instance/i-1"}'],
    ['a wildcard', '{"a": <ids>}', '{"a": [1,2]}'],
    ['a missing path in a string', '"is <missing>!"', '"is !"'],
    ['a missing path outside of strings', '{"a": <missing>}', '{"a": ""}'],
    ['the rule', '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name> fired"}', '{"arn": "arn:x:events:r:a:rule/R", "name": "R fired"}'],
    ['the moment of arrival', '{"at": <aws.events.event.ingestion-time>}', '{"at": "2015-11-11T21:30:00Z"}'],
    ['a list in a string, without its quotes', '"ids <ids>, first <first>"', '"ids [1,2], first instance/i-1"'],
    ['several lines of text', '"<state>"\n"of <instance>"', '"RUNNING"\n"of i-0123456789"'],
  ])('a template with %s', (_, template, expected) => {
    expect(transformed(template)).toBe(expected);
  });

  test('an object where a bare variable stands for one', () => {
    expect(JSON.parse(transformed('<detail>'))).toEqual(EVENT.detail);
  });

  test('an object in a string without its quotes', () => {
    expect(input({ InputTransformer: { InputPathsMap: { a: '$.detail.items' }, InputTemplate: '"it is <a>"' } })).toBe('"it is [{id:1},{id:2}]"');
  });

  test('the original event, with its detail and without', () => {
    const { detail, ...rest } = EVENT;
    expect(JSON.parse(transformed('{"all": <aws.events.event.json>, "rest": <aws.events.event>}'))).toEqual({ all: { ...rest, detail }, rest });
  });
});
