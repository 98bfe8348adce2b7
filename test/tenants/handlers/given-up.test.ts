import { record } from './sweep-world';
import { givingUp } from '../../../src/tenants/handlers/given-up';

const RUN = 'arn:aws:states:us-east-1:222222222222:execution:enrolment:again-20-abc';
const failure = { error: 'GivenUp', cause: 'ended 20 times', run: RUN };
const tablesAt = (at: string) => ({ directory: 'Directory', governor: 'Governor', at });

test('a request that never came on record is kept under a key that follows from its run, and only once', () => {
  const input = '{"tenantId":"acme","requestedBy":"jane"}';
  const [early, late] = ['2026-01-05T12:00:00Z', '2026-01-05T12:10:00Z']
    .map(at => givingUp('acme', undefined, input, failure, tablesAt(at)).items[0].Put!);
  expect([early.Item!.pk, early.Item!.sk]).toEqual([{ S: 'REJECTED#acme' }, { S: 'AT#again-20-abc' }]);
  expect([late.Item!.pk, late.Item!.sk]).toEqual([early.Item!.pk, early.Item!.sk]);
  expect(late.ConditionExpression).toBe('attribute_not_exists(pk)');
});

test('a record is given up only while it is as it was seen: by one look, and not while somebody takes it up', () => {
  const seen = record({ state: 'creating', run: RUN });
  const { items } = givingUp('acme', seen, '{}', failure, tablesAt('now'));
  const [update] = items.flatMap(({ Update }) => Update ?? []);
  expect(update.ConditionExpression).toBe('#run = :run AND #state = :before');
  expect(update.ExpressionAttributeValues).toMatchObject({ ':run': { S: RUN }, ':before': { S: 'creating' }, ':state': { S: 'failed' } });
});

test.each([
  ['names that are the large part', { tenantId: 'x'.repeat(100_000), requestedBy: 'y'.repeat(100_000) }, 'y'.repeat(100)],
  ['a name that is no text', { tenantId: 'x'.repeat(100_000), requestedBy: 7 }, 'unknown'],
])('%s can be kept all the same: nobody has judged the request', (_, request, requestedBy) => {
  const { answer, items } = givingUp(request.tenantId, undefined, JSON.stringify(request), failure, tablesAt('now'));
  expect(answer.detail).toMatchObject({ tenantId: 'x'.repeat(100), requestedBy });
  expect(items[0].Put!.Item!.pk).toEqual({ S: `REJECTED#${'x'.repeat(100)}` });
  expect(items[0].Put!.Item!.request.S!.length).toBeLessThanOrEqual(100_000);
});
