import fc from 'fast-check';
import { Ask, Deed, Edit, EDITS, Unit, World } from './world';
import { Fault, isObject } from '../../src/lab';
import { cancelled, PASSING } from '../../src/lab/chaos/cancelled';
import { errorsAfter, errorsBefore } from '../../src/lab/chaos/errors-of';
import { FAILURE_REASONS } from '../../src/lab/services/organizations/failure-reasons';
import { list } from '../stories/coverage';
import { callOf, DocumentState } from '../stories/document';

const MOST_TENANTS = 7;

interface Call { readonly service: string; readonly action: string; readonly inState: string }

const who = fc.integer({ min: 1, max: MOST_TENANTS });
/** At once, while an account is made or onboarded, or hours later. */
const moment = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 900 }) },
  fc.integer({ min: 0, max: 7200 }),
);
const creationSeconds = fc.tuple(fc.integer({ min: 5, max: 300 }), fc.integer({ min: 0, max: 200 }))
  .map(([from, more]): [number, number] => [from, Math.min(300, from + more)]);
const seed = fc.nat(1000);
/** Most faults come once; some as often as a call is tried, or more. */
const often = {
  skip: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(6)),
  times: fc.constantFrom(1, 1, 1, 2, 6, 12),
};

const ask: fc.Arbitrary<Ask> = fc.record({
  who, after: moment,
  contents: fc.constantFrom('same', 'same', 'same', 'same', 'same', 'other', 'another address', 'a quota'),
  way: fc.constantFrom('over the bus', 'straight to the workflow'),
  times: fc.constantFrom(1, 1, 1, 2),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ who, after: moment, what: fc.constantFrom('stops its run', 'redrives its dead run') }),
  fc.record({ who, after: moment, what: fc.constantFrom('stops its run', 'redrives its dead run') }),
  fc.record({ who, after: moment, what: fc.constant('moves its account' as const), to: fc.constantFrom<Unit>('root', 'onboarding', 'production', 'sandbox', 'suspended') }),
  fc.record({ who, after: moment, what: fc.constant('edits its record' as const), so: fc.constantFrom(...Object.keys(EDITS) as Edit[]) }),
  fc.record({ who, after: moment, what: fc.constant('makes accounts for another team' as const), calls: fc.integer({ min: 1, max: 6 }) }),
);

/** A transaction of so many items that others disturb, or that finds no capacity, says so in its reasons. */
const cancellation = (items: number) => fc.tuple(fc.constantFrom(...PASSING), fc.nat(items - 1))
  .map(([code, at]) => ({ message: cancelled(code, at, items) }));

/** Whatever may go wrong with the calls and the states of a document, and around it. */
function faultIn(states: readonly DocumentState[]): fc.Arbitrary<Fault> {
  const calls = callsOf(states);
  const call = fc.constantFrom(...calls);
  const sizes = new Map(states.map(({ name, fields: { Arguments } }) =>
    [name, list(isObject(Arguments) ? Arguments.TransactItems : undefined).length]));
  const error = (when: 'before' | 'after', errors: typeof errorsBefore) => fc.constantFrom(...calls.filter(({ service, action }) => errors(service, action).length > 0))
    .chain(at => fc.record({ error: fc.constantFrom(...errors(at.service, at.action)), ...often }).chain(rest =>
      (rest.error === 'TransactionCanceledException' ? cancellation(sizes.get(at.inState)!) : fc.constant({}))
        .map((message): Fault => ({ kind: 'error', when, ...at, ...rest, ...message }))));
  const ways = fc.oneof(
    fc.record({ how: fc.constantFrom('doubled', 'lost') }),
    fc.record({ how: fc.constant('delayed' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
  );
  const delivery = fc.record({
    kind: fc.constant('delivery' as const),
    mentions: fc.constantFrom('TenantRequested', 'Step Functions Execution Status Change'), times: fc.constantFrom(1, 2, 100),
  });
  const delivered = fc.tuple(delivery, ways).map(([what, way]): Fault => ({ ...what, ...way }));
  return fc.oneof<fc.Arbitrary<Fault>[]>(
    error('before', errorsBefore),
    error('after', errorsAfter),
    fc.tuple(call, fc.constantFrom('before', 'after'), fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }), fc.record(often))
      .map(([at, when, seconds, rest]): Fault => ({ kind: 'late', ...at, when, seconds, ...rest })),
    fc.tuple(call, fc.record(often)).map(([at, rest]): Fault => ({ kind: 'twice', ...at, ...rest })),
    fc.tuple(call, fc.record(often)).map(([at, rest]): Fault => ({ kind: 'crash', ...at, ...rest })),
    fc.record({ kind: fc.constant('kill' as const), inState: fc.constantFrom(...states.map(({ name }) => name)), when: fc.constantFrom('before', 'after'), ...often }),
    fc.record({ kind: fc.constant('creation' as const), reason: fc.constantFrom(...FAILURE_REASONS), ...often }),
    fc.record({ kind: fc.constant('stack' as const), reason: fc.constantFrom('no', 'SubscriptionRequiredException'), ...often }),
    delivered,
  );
}

/** Worlds in which anything may happen. */
export const worlds = (states: readonly DocumentState[]): fc.Arbitrary<World> => fc.record({
  seed, creationSeconds,
  asks: fc.array(ask, { minLength: 1, maxLength: 10 }),
  faults: fc.array(faultIn(states), { maxLength: 5 }),
  deeds: fc.array(deed, { maxLength: 4 }),
});

/**
 * Worlds in which nobody but the platform makes accounts, and each of its calls of CreateAccount is known to it: AWS
 * has no reason to refuse any.
 */
export const mildWorlds = (states: readonly DocumentState[]): fc.Arbitrary<World> => fc.record({
  seed, creationSeconds,
  asks: fc.array(ask, { minLength: 3, maxLength: 20 }),
  faults: fc.array(mildFault(states), { maxLength: 4 }),
  deeds: fc.constant([]),
});

/**
 * The line's own calls go wrong, or a creation does; who is killed has not yet called CreateAccount, or has its
 * account.
 */
function mildFault(states: readonly DocumentState[]): fc.Arbitrary<Fault> {
  const calls = callsOf(states);
  const line = calls.filter(({ service }) => service === 'dynamodb');
  const first = states.findIndex(({ name }) => name === 'Create account');
  const last = states.findIndex(({ name }) => name === 'Write the account down');
  const harmless = states.filter((_, index) => index < first || index > last);
  return fc.oneof<fc.Arbitrary<Fault>[]>(
    fc.tuple(fc.constantFrom(...line), fc.constantFrom('before', 'after'), fc.record({ ...often, times: fc.constantFrom(1, 2) }))
      .map(([at, when, rest]): Fault => ({ kind: 'error', ...at, when, error: 'InternalServerError', ...rest })),
    fc.tuple(fc.constantFrom(...line), fc.record(often)).map(([at, rest]): Fault => ({ kind: 'twice', ...at, ...rest })),
    fc.record({ kind: fc.constant('kill' as const), inState: fc.constantFrom(...harmless.map(({ name }) => name)), ...often, times: fc.constant(1) }),
    fc.record({ kind: fc.constant('creation' as const), reason: fc.constantFrom('INTERNAL_FAILURE', 'INVALID_EMAIL'), ...often }),
  );
}

/** Nothing goes wrong; only the number of tenants differs. */
export const fairWorlds: fc.Arbitrary<World> = fc.record({
  seed, creationSeconds, tenants: fc.integer({ min: 8, max: 30 }), gap: fc.nat(20),
}).map(({ tenants, gap, ...rest }) => ({ ...rest, faults: [], deeds: [], asks: crowd(tenants, gap) }));

export const crowd = (tenants: number, gap: number): Ask[] => Array.from({ length: tenants }, (_, index) => (
  { who: index + 1, after: index * gap, contents: 'same', way: 'over the bus', times: 1 }));

function callsOf(states: readonly DocumentState[]): Call[] {
  return states.flatMap(state => {
    const call = callOf(state);
    return call ? [{ ...call, inState: state.name }] : [];
  });
}
