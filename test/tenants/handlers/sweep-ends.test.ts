import { createHash } from 'crypto';
import { record, runNamed, stopped, world } from './sweep-world';

test('two who find the same dead run begin one', async () => {
  const { sweeper, done } = world({ records: { acme: record() } });
  await sweeper.after(stopped());
  await sweeper.after(stopped());
  expect(done.map(each => each.split(' ')[1])).toEqual(['again-1']);
});

test('when the run that was begun again is gone too, and the record says that nobody is at it, the next is begun', async () => {
  const { sweeper, done } = world({ records: { acme: record() }, begun: [`again-1-${createHash('sha256').update(runNamed('first')).digest('hex').slice(0, 40)}`] });
  await sweeper.sweep();
  expect(done.map(each => each.split(' ')[1])).toEqual(['again-2']);
});

test('a run that put its failure on record, and said so, is over', async () => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed' }) } });
  await sweeper.after(stopped({ status: 'FAILED' }));
  expect(done).toEqual([]);
});

test.each(['ABORTED', 'TIMED_OUT'])('a run that put its failure on record and ended %s may not have said so: it is told in its stead, once', async status => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed' }) }, ended: [stopped({ status })] });
  await sweeper.after(stopped({ status }));
  await sweeper.sweep();
  expect(done).toEqual(['tell acme']);
});

test('what was told of an earlier run is not told of this one', async () => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed', toldBy: runNamed('earlier') }) } });
  await sweeper.after(stopped());
  expect(done).toEqual(['tell acme']);
});

test('a run that was ended before anything was on record is begun again with what it was asked', async () => {
  const { sweeper, done } = world();
  await sweeper.after(stopped({ input: '{"tenantId":"acme","stage":"sandbox"}' }));
  expect(done).toEqual(['start again-1 {"tenantId":"acme","stage":"sandbox"}']);
});

test('what an event does not hold, for it is too large, is left to the next look', async () => {
  const { sweeper, done } = world();
  await sweeper.after(stopped({ input: undefined }));
  expect(done).toEqual([]);
});

test('a run that ended before anything was on record, and whose end nobody heard, is found among those that ended', async () => {
  const { sweeper, done } = world({ ended: [stopped()] });
  await sweeper.sweep();
  await sweeper.sweep();
  expect(done).toEqual(['start again-1 {"tenantId":"acme"}']);
});

test('what was begun again and came to its end is not begun once more', async () => {
  const name = `again-1-${createHash('sha256').update(runNamed('first')).digest('hex').slice(0, 40)}`;
  const { sweeper, done } = world({
    ended: [stopped()], begun: [name], over: { [runNamed(name)]: 'SUCCEEDED' },
  });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test('after twenty runs the tenant is given up', async () => {
  const { sweeper, done } = world({ records: { acme: record({ run: runNamed(`again-20-${'a'.repeat(40)}`) }) } });
  expect(await sweeper.sweep()).toEqual({ pickedUp: 0, givenUp: 1, freed: 0 });
  expect(done).toEqual(['give up acme']);
});

const twentieth = runNamed(`again-20-${'a'.repeat(40)}`);

test('who is taken up by somebody else while it is given up does not count as given up', async () => {
  const { sweeper, done } = world({ records: { acme: record({ run: twentieth }) }, contested: ['acme'] });
  expect(await sweeper.sweep()).toEqual({ pickedUp: 0, givenUp: 0, freed: 0 });
  expect(done).toEqual(['give up acme']);
});

test('a request that never came on record is given up after twenty runs, and not again at the next look', async () => {
  const ended = [stopped({ run: twentieth })];
  expect(await world({ ended }).sweeper.sweep()).toMatchObject({ givenUp: 1 });
  const later = world({ ended, gone: ['acme'] });
  expect(await later.sweeper.sweep()).toMatchObject({ givenUp: 0 });
  expect(later.done).toEqual([]);
});

test.each([
  ['is ready', { state: 'ready' }, []],
  ['is being created by another run', {}, [runNamed('first')]],
])('a second request for a tenant that %s comes to no end: the tenant is not given up for it', async (_, over, running) => {
  const { sweeper, done } = world({ records: { acme: record(over) }, running });
  await sweeper.after(stopped({ run: twentieth }));
  expect(done).toEqual([]);
});

test.each(['{}', 'null', '"acme"', '{"tenantId":7}'])('the request %s names no tenant, and is given up all the same', async input => {
  const { sweeper, done } = world();
  await sweeper.after(stopped({ run: twentieth, input }));
  expect(done).toEqual(['give up unknown']);
});

test('a run that failed in telling why is told for: it ended with another error than the one on record', async () => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed', error: 'BaselineFailed' }) }, failedWith: 'EventBridge.FailedEntry' });
  await sweeper.after(stopped({ status: 'FAILED' }));
  expect(done).toEqual(['tell acme']);
});

test('a run that failed with the error on record has told it', async () => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed', error: 'BaselineFailed' }) }, failedWith: 'BaselineFailed' });
  await sweeper.after(stopped({ status: 'FAILED' }));
  expect(done).toEqual([]);
});

test('who asked again after a failure, and whose run ended before it took the tenant over, is begun again', async () => {
  const { sweeper, done } = world({ records: { acme: record({ state: 'failed', run: runNamed('earlier') }) } });
  await sweeper.after(stopped());
  expect(done).toEqual(['start again-1 {"tenantId":"acme"}']);
});
