import fc from 'fast-check';
import { textAt } from '../../../../src/telemetry/failures/handlers/raw-json';

test.each([
  ['12345678901234567890', '{"detail":{"requestPayload":12345678901234567890}}'],
  ['1.0', '{"detail":{"requestPayload":1.0}}'],
  ['{"a" : "}\\"{"}', '{"x":["{"],"detail" : {"other":{"requestPayload":0}, "requestPayload" : {"a" : "}\\"{"} } }'],
  ['"\\u00e4"', '{"detail":{"request\\u0050ayload":"\\u00e4"}}'],
  ['2', '{"detail":{"requestPayload":1,"requestPayload":2}}'],
  [undefined, '{"detail":{}}'],
  [undefined, '{"detail":[1]}'],
  [undefined, '[]'],
])('finds %s as it is written', (found, json) => {
  expect(textAt(json, 'detail', 'requestPayload')).toBe(found);
});

test('finds whatever there is, however it is written', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, other, spaces) => {
    const detail = { before: other, requestPayload: value, after: other };
    const json = JSON.stringify({ detail, other }, null, spaces);
    expect(JSON.parse(textAt(json, 'detail', 'requestPayload')!)).toEqual(JSON.parse(JSON.stringify(value)));
    if (spaces === 0) { expect(textAt(json, 'detail', 'requestPayload')).toBe(JSON.stringify(value)); }
  }));
});
