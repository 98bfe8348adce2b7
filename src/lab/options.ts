import { inspect } from 'node:util';
import type { Duration } from './durations';
import { complaintsAboutFault } from './fault-fields';
import { Field, ONE_OF, TEXT, WHOLE } from './fields';
import { isObject } from './json';
import type { LabOptions } from './lab';
import type { OrganizationsOptions } from './services/organizations/organizations';
import type { KnownQuota } from './services/servicequotas/catalogue';
import type { QuotaPlan, ServiceQuotasOptions } from './services/servicequotas/service-quotas';
import type { StatesOptions } from './services/states/states-room';

/** All that is wrong with a value, which stands at a place. */
type Check = (value: unknown, where: string) => string[];

/** The type makes sure that no field is missing. */
type Checks<T> = { readonly [K in keyof T]-?: Check };

const must = ({ must: words, fits }: Field): Check => (value, where) =>
  fits(value) ? [] : [`${where} must ${words}, got ${inspect(value, { depth: 1, breakLength: Infinity })}`];

const text = must(TEXT);
const flag = must({ must: 'be true or false', fits: value => typeof value === 'boolean' });
const call = must({ must: 'be a function', fits: value => typeof value === 'function' });
const amount = must({ must: 'be a number from 0 on', fits: value => Number.isFinite(value) && Number(value) >= 0 });
const some = must({ must: 'be an object', fits: isObject });
const many = must({ must: 'be an array', fits: Array.isArray });

const listOf = (check: Check): Check => (value, where) =>
  Array.isArray(value) ? value.flatMap((each, at) => check(each, `${where}[${at}]`)) : many(value, where);

const recordOf = (check: Check): Check => (value, where) =>
  isObject(value) ? Object.entries(value).flatMap(([name, each]) => check(each, `${where}['${name}']`)) : some(value, where);

/** An object with these fields and no others; those that are needed are there. */
const objectOf = <T>(checks: Checks<T>, ...needed: (keyof T & string)[]): Check => (value, where) => {
  if (!isObject(value)) { return some(value, where); }
  const unknown = Object.keys(value).filter(name => !Object.hasOwn(checks, name))
    .map(name => `${where}.${name} is unknown; there are ${Object.keys(checks).join(', ')}`);
  return [...unknown, ...Object.entries<Check>(checks).flatMap(([name, check]) =>
    value[name] === undefined && !needed.includes(name as keyof T & string) ? [] : check(value[name], `${where}.${name}`))];
};

type DurationOf<K extends Duration['kind']> = Extract<Duration, { kind: K }>;

const kind: Check = () => [];
const DURATIONS: { readonly [K in Duration['kind']]: Check } = {
  fixed: objectOf<DurationOf<'fixed'>>({ kind, seconds: amount }, 'seconds'),
  uniform: objectOf<DurationOf<'uniform'>>({ kind, fromSeconds: amount, toSeconds: amount }, 'fromSeconds', 'toSeconds'),
  lognormal: objectOf<DurationOf<'lognormal'>>({ kind, medianSeconds: amount, p95Seconds: amount }, 'medianSeconds', 'p95Seconds'),
};

const duration: Check = (value, where) => {
  if (!isObject(value)) { return some(value, where); }
  const complaints = must(ONE_OF(...Object.keys(DURATIONS)))(value.kind, `${where}.kind`);
  return complaints.length > 0 ? complaints : DURATIONS[value.kind as Duration['kind']](value, where);
};

const organizations = objectOf<OrganizationsOptions>({
  creation: duration, initialization: duration, closure: duration, takenEmails: listOf(text), organizationId: text,
  trail: flag, finalizingSeconds: amount,
  movedAlready: must(ONE_OF('DuplicateAccountException', 'SourceParentNotFoundException')),
  overQuota: must(ONE_OF('ConstraintViolationException', 'ACCOUNT_LIMIT_EXCEEDED')),
  lagSeconds: amount, writeSeconds: amount, policyTypeSeconds: amount,
});

const stackSets = objectOf<NonNullable<LabOptions['stackSets']>>({
  stackDuration: duration, durationOf: call, preparation: duration, organizationsAccess: must(ONE_OF('ENABLED', 'DISABLED')),
  managedExecutionQueues: must(ONE_OF('conflicting', 'all')), outdates: must(ONE_OF('changed', 'given')), accountsAt: call, templateAt: call,
});

const serviceQuotas = objectOf<ServiceQuotasOptions>({
  outcomes: listOf(objectOf<QuotaPlan>({
    service: text, quota: text, account: text, after: duration,
    status: must(ONE_OF('PENDING', 'CASE_OPENED', 'APPROVED', 'DENIED', 'CASE_CLOSED', 'NOT_APPROVED', 'INVALID_REQUEST')),
  }, 'status')),
  decision: duration,
  catalogue: listOf(objectOf<KnownQuota>(
    { service: text, quota: text, name: text, value: call, onlyIn: text, kernelName: text }, 'service', 'quota', 'name', 'value')),
  newAccounts: recordOf(amount),
});

const states = objectOf<StatesOptions>({
  retriesEvaluationErrors: flag, keepHistory: flag, lagSeconds: amount, expressions: some,
});

const faults: Check = (value, where) => Array.isArray(value)
  ? value.flatMap((fault, at) => complaintsAboutFault(fault, `${where}[${at}]`))
  : must({
    must: 'be an array of faults, or an object with next, tally and indexOf',
    fits: given => isObject(given) && ['next', 'tally', 'indexOf'].every(name => typeof given[name] === 'function'),
  })(value, where);

const OPTIONS: Checks<LabOptions> = {
  seed: must({ must: 'be a whole number', fits: Number.isSafeInteger }),
  startsAt: must({ must: 'be a valid Date', fits: value => value instanceof Date && !Number.isNaN(value.getTime()) }),
  faults,
  managementAccount: must({ must: 'be a text of 12 digits', fits: value => typeof value === 'string' && /^\d{12}$/.test(value) }),
  accountQuota: must(WHOLE(0)),
  organizations, stackSets, serviceQuotas, states, keepTimelines: flag,
};

/** All that is wrong with the options of a lab, but for what only its services can say of faults. */
export function complaintsAboutOptions(options: unknown): string[] {
  if (!isObject(options)) { return some(options, 'the options of the lab'); }
  const unknown = Object.keys(options).filter(name => !Object.hasOwn(OPTIONS, name));
  return [
    ...unknown.length > 0 ? [`the lab has no option ${unknown.join(', ')}; there are ${Object.keys(OPTIONS).join(', ')}`] : [],
    ...Object.entries(OPTIONS).flatMap(([name, check]) =>
      options[name] === undefined ? [] : check(options[name], name)),
  ];
}
