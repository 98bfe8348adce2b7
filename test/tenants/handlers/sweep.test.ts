import * as fc from 'fast-check';
import { ago, record, runNamed, world } from './sweep-world';

test.each(['requested', 'creating', 'onboarding'])('a tenant that is %s and has no run any more is taken up', async state => {
  const { sweeper, done } = world({ records: { acme: record({ state }) } });
  expect(await sweeper.sweep()).toMatchObject({ pickedUp: 1 });
  expect(done).toEqual(['start again-1 {"tenantId":"acme"}']);
});

test.each(['ready', 'failed', 'suspended', 'closed'])('a tenant that is %s is left alone', async state => {
  const { sweeper, done } = world({ records: { acme: record({ state }) } });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test('a tenant whose run goes on is left alone, however long it takes', async () => {
  const { sweeper, done } = world({ records: { acme: record({ changedAt: ago(10_000) }) }, running: [runNamed('first')] });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test('what has changed a moment ago may be between two runs, and is left alone', async () => {
  const { sweeper, done } = world({ records: { acme: record({ changedAt: ago(1) }) }, line: { holders: ['acme'], waiting: [] } });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test('who stands in line is not looked at: its turn will show whether it is alive', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) },
    line: { holders: ['a', 'b', 'c', 'd', 'e'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T' }] },
    running: [],
  });
  await sweeper.sweep();
  expect(done.filter(each => each.includes('acme'))).toEqual([]);
});

test.each(['ready', 'failed', 'onboarding'])('a place of a tenant that is %s is given back', async state => {
  const { sweeper, done } = world({ records: { acme: record({ state }) }, line: { holders: ['acme'], waiting: [] }, running: [runNamed('first')] });
  expect(await sweeper.sweep()).toMatchObject({ freed: 1 });
  expect(done).toEqual(['give back acme']);
});

test('a place of nobody is given back', async () => {
  const { sweeper, done } = world({ line: { holders: ['ghost'], waiting: [] } });
  await sweeper.sweep();
  expect(done).toEqual(['give back ghost']);
});

test.each(['ready', 'failed', 'onboarding'])('who is %s and was left in line is taken off it, and nothing is begun', async state => {
  const { sweeper, done } = world({
    records: { acme: record({ state }) }, running: [], line: { holders: [], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T' }] },
  });
  await sweeper.sweep();
  expect(done.filter(each => !each.startsWith('start') || state !== 'onboarding')).toEqual(['leave WAIT#acme']);
});

test('who was called and not woken is woken', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')], asleep: ['T'],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T', calledAt: ago(6) }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['look again T']);
});

test('who has a place and sleeps is woken, whether it was called or not', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')], asleep: ['T'],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T' }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['look again T']);
});

test('who was called and never came, nor sleeps, is stopped and begun again', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', calledAt: ago(6) }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['stop first', 'start again-1 {"tenantId":"acme"}']);
});

test.each(['with', 'without'])('who has a place %s being called, and whose token is another run\'s, is stopped and begun again', async how => {
  const calledAt = how === 'with' ? ago(6) : undefined;
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'OF ANOTHER', calledAt }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['stop first', 'start again-1 {"tenantId":"acme"}']);
});

test('who was woken before and did not come is stopped and begun again', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')], asleep: ['T'],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T', calledAt: ago(16) }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['stop first', 'start again-1 {"tenantId":"acme"}']);
});

test('who was called a moment ago is on its way, and is not stopped', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'T', calledAt: ago(1) }] },
  });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test.each([
  ['took the tenant over a moment ago and looks for its account', { changedAt: ago(10) }],
  ['was called, and has begun to create', { state: 'creating' }],
])('who %s is not stopped for what another run has left in line', async (_, over) => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested', ...over }) }, running: [runNamed('first')],
    line: { holders: ['acme'], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'OF ANOTHER', calledAt: ago(20) }] },
  });
  await sweeper.sweep();
  expect(done).toEqual([]);
});

test('while a place is free, the first in line is stopped and begun again when its token is another run\'s', async () => {
  const { sweeper, done } = world({
    records: { acme: record({ state: 'requested' }) }, running: [runNamed('first')],
    line: { holders: [], waiting: [{ who: 'acme', item: 'WAIT#acme', token: 'OF ANOTHER' }] },
  });
  await sweeper.sweep();
  expect(done).toEqual(['stop first', 'start again-1 {"tenantId":"acme"}']);
});

test('while a place is free, the first in line look again: as many as there are places', async () => {
  const waiting = ['f', 'g', 'h'].map(who => ({ who, item: who, token: who }));
  const records = Object.fromEntries(['a', 'b', 'c', ...waiting.map(each => each.who)].map(who => [who, record({ state: 'requested' })]));
  const { sweeper, done } = world({ records, running: [runNamed('first')], asleep: ['f', 'g', 'h'], line: { holders: ['a', 'b', 'c'], waiting } });
  await sweeper.sweep();
  expect(done).toEqual(['look again f', 'look again g']);
});

test('nothing that a living run needs is ever taken from it', async () => {
  const tenant = fc.record({
    state: fc.constantFrom('requested', 'creating', 'onboarding', 'ready', 'failed'), minutes: fc.nat(60), alive: fc.boolean(),
    holds: fc.boolean(), waits: fc.boolean(), called: fc.boolean(), asleep: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(fc.array(tenant, { maxLength: 8 }), async tenants => {
    const named = tenants.map((each, index) => ({ ...each, who: `t${index}` }));
    const { sweeper, done } = world({
      records: Object.fromEntries(named.map(({ who, state, minutes }) =>
        [who, record({ state, changedAt: ago(minutes), run: runNamed(who) })])),
      running: named.filter(each => each.alive).map(each => runNamed(each.who)),
      asleep: named.filter(each => each.alive && each.asleep).map(each => each.who),
      line: {
        holders: named.filter(each => each.holds).map(each => each.who).slice(0, 5),
        waiting: named.filter(each => each.waits)
          .map(({ who, called, minutes }) => (
            { who, item: who, token: who, calledAt: called ? ago(minutes) : undefined })),
      },
    });
    await sweeper.sweep();
    for (const { who } of named.filter(each => each.alive && ['requested', 'creating'].includes(each.state))) {
      expect(done).not.toContain(`give back ${who}`);
    }
  }), { numRuns: 200 });
});
