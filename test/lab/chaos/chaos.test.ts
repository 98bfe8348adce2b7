import fc from 'fast-check';
import { Chaos } from '../../../src/lab/chaos/chaos';
import { errorsAfter, errorsBefore } from '../../../src/lab/chaos/errors-of';
import { Fault, Occasion } from '../../../src/lab/faults';

const KINDS: Fault['kind'][] = ['error', 'late', 'twice', 'crash', 'kill', 'creation', 'stack', 'delivery'];
const CREATE: Occasion = {
  about: {}, service: 'organizations', action: 'createAccount', execution: 'run', inState: 'Create', by: 'a role',
};

function faults(
  seed: number, occasions: number, { rate = 0.5, at = CREATE, begun = true } = {},
): (Fault | undefined)[] {
  const chaos = new Chaos({ seed, rate });
  if (begun) { chaos.begin(); }
  return Array.from({ length: occasions }, (_, index) =>
    chaos.next(KINDS[index % KINDS.length], { ...at, when: index % 3 === 0 ? 'after' : 'before' }));
}

test.each([
  ['before it begins', { begun: false }], ['without a rate', { rate: 0 }], ['to the operator', { at: { ...CREATE, by: 'operator' } }],
])('nothing goes wrong %s', (_, more) => {
  expect(faults(1, 500, more).every(fault => fault === undefined)).toBe(true);
});

test('the same seed brings the same faults, another seed others', () => {
  fc.assert(fc.property(fc.nat(), seed => {
    expect(faults(seed, 200)).toEqual(faults(seed, 200));
    expect(faults(seed, 200)).not.toEqual(faults(seed + 1, 200));
  }), { numRuns: 10 });
});

test('a fault is of the kind that is asked for, and of the call', () => {
  faults(3, 4000).forEach((fault, index) => {
    if (!fault) { return; }
    expect(fault.kind).toBe(KINDS[index % KINDS.length]);
    if ('service' in fault) { expect(fault).toMatchObject({ service: 'organizations', action: 'createAccount' }); }
  });
});

test('every kind comes, and every reason, error and manner of it', () => {
  const came = faults(1, 40_000, { rate: 0.3 }).filter(fault => fault !== undefined);
  const all = (pick: (fault: Fault) => unknown) => new Set(came.map(pick).filter(each => each !== undefined));
  expect([...all(({ kind }) => kind)].sort()).toEqual([...KINDS].sort());
  expect(all(fault => fault.kind === 'creation' ? fault.reason : undefined).size).toBe(15);
  expect(all(fault => fault.kind === 'delivery' ? fault.how : undefined).size).toBe(3);
  expect(all(fault => fault.kind === 'late' && fault.seconds === undefined ? fault.when : undefined)).toEqual(new Set(['before', 'after']));
  expect(all(fault => fault.kind === 'error' && fault.when === 'before' ? fault.error : undefined)).toEqual(new Set(errorsBefore('organizations', 'createAccount')));
  expect(all(fault => fault.kind === 'error' && fault.when === 'after' ? fault.error : undefined)).toEqual(new Set(errorsAfter('organizations', 'createAccount')));
});

test('a transaction is cancelled for whichever of its items, for each reason that passes', () => {
  const at = { ...CREATE, service: 'dynamodb', action: 'transactWriteItems', about: { TransactItems: [{}, {}, {}] } };
  const reasons = new Set(faults(1, 40_000, { at }).flatMap(fault => fault?.kind === 'error' && fault.error === 'TransactionCanceledException'
    ? [/\[(.*)\]/.exec(fault.message!)![1]] : []));
  const spelled = (code: string) => [`${code}, None, None`, `None, ${code}, None`, `None, None, ${code}`];
  expect(reasons).toEqual(new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'].flatMap(spelled)));
});

test('calls of no execution are answered some time', () => {
  const late = faults(1, 20_000, { at: { ...CREATE, execution: undefined } }).filter(fault => fault?.kind === 'late');
  expect(late.length).toBeGreaterThan(100);
  expect(late.every(fault => fault?.kind === 'late' && fault.seconds !== undefined)).toBe(true);
});

test('what is there already is said only after the call took effect', () => {
  expect(errorsBefore('organizations', 'moveAccount')).not.toContain('DuplicateAccountException');
  expect(errorsAfter('organizations', 'moveAccount')).toEqual(['DuplicateAccountException', 'ServiceException', 'InternalFailure', 'ServiceUnavailable']);
});

test('a call without an entry in the data file answers no error', () => {
  expect(faults(1, 4000, { at: { ...CREATE, action: 'fly' } }).filter(fault => fault?.kind === 'error')).toEqual([]);
});

test('of a stack that fails becomes one of what is said may, and each of them some time', () => {
  const stacks = [{ kind: 'stack', reason: 'Internal Failure' }, { kind: 'stack', reason: 'no', stuck: true }] as const;
  const chaos = new Chaos({ seed: 1, rate: 0.3, stacks });
  chaos.begin();
  const came = new Set(Array.from({ length: 100 }, () => chaos.next('stack', { about: {} })));
  came.delete(undefined);
  expect(came).toEqual(new Set(stacks));
});
