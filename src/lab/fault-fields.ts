import { answersOf } from './chaos/errors-of';
import type { Fault } from './faults';
import { ACCOUNT, Field, FLAG, HASH, MOMENT, NAMED_BUS, ONE_OF, TEXT, WHOLE } from './fields';
import { isObject, JsonObject } from './json';
import type { Room } from './room';
import { FAILURE_REASONS } from './services/organizations/failure-reasons';

/** The actions of each service that the lab models; undefined where a room cannot list them. */
export type Services = ReadonlyMap<string, readonly string[] | undefined>;

export function servicesOf(rooms: readonly Room[]): Services {
  return new Map(rooms.map(room => [room.service, room.answers]));
}

interface FaultField extends Field { readonly optional?: true }

type Fields<K extends Fault['kind']> = {
  readonly [F in Exclude<keyof Extract<Fault, { kind: K }>, 'kind'>]-?: FaultField;
};

const optional = (field: Field): FaultField => ({ ...field, optional: true });

const COMMON = {
  name: optional(TEXT),
  mentions: optional(TEXT),
  times: optional(WHOLE(1)),
  skip: optional(WHOLE(0)),
  every: optional(WHOLE(1)),
};

const CALL = { ...COMMON, service: TEXT, action: TEXT, inState: optional(TEXT) };

/** The fields of each kind. The type makes sure that none of `Fault` is missing here. */
const KINDS: { readonly [K in Fault['kind']]: Fields<K> } = {
  error: { ...CALL, error: TEXT, message: optional(TEXT), when: optional(ONE_OF('before', 'after')) },
  late: { ...CALL, when: optional(ONE_OF('before', 'after')), seconds: optional(WHOLE(1)) },
  twice: CALL,
  crash: CALL,
  kill: { ...COMMON, inState: optional(TEXT), when: optional(ONE_OF('before', 'after')) },
  creation: { ...COMMON, reason: ONE_OF(...FAILURE_REASONS) },
  stack: {
    ...COMMON, reason: TEXT, stackSet: optional(TEXT), account: optional(ACCOUNT), region: optional(TEXT),
    template: optional(HASH), resource: optional(TEXT), stuck: optional(FLAG),
  },
  delivery: {
    ...COMMON, how: ONE_OF('doubled', 'delayed', 'lost'), rule: optional(TEXT), seconds: optional(WHOLE(1)),
  },
  message: { ...COMMON, how: ONE_OF('doubled', 'delayed'), queue: optional(TEXT), seconds: optional(WHOLE(1)) },
  bus: { ...COMMON, bus: NAMED_BUS, from: MOMENT, until: MOMENT, account: optional(ACCOUNT), region: optional(TEXT) },
};

/**
 * All that is wrong with a fault. One with a slip of the pen would never come, and a test that it should prove would be
 * green.
 */
export function complaintsAboutFault(fault: unknown, where: string): string[] {
  if (!isObject(fault)) { return [`${where} must be an object, got ${JSON.stringify(fault)}`]; }
  const { kind, ...given } = fault;
  const kinds = Object.keys(KINDS);
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) {
    return [`${where}.kind must be one of ${kinds.join(', ')}, got ${JSON.stringify(kind)}`];
  }
  const fields: Readonly<Record<string, FaultField>> = KINDS[kind as Fault['kind']];
  const complaints = Object.keys(given).filter(name => !Object.hasOwn(fields, name))
    .map(name => `${where}.${name} is unknown; a fault of the kind '${kind}' has kind, ${Object.keys(fields).join(', ')}`);
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined && field.optional) { continue; }
    if (!field.fits(value)) { complaints.push(`${where}.${name} must ${field.must}, got ${JSON.stringify(value)}`); }
  }
  if ((kind === 'delivery' || kind === 'message') && given.seconds !== undefined && given.how !== 'delayed') { complaints.push(`${where}.seconds goes with how 'delayed' only`); }
  if (kind === 'bus' && complaints.length === 0 && !(Date.parse(String(given.from)) < Date.parse(String(given.until)))) {
    complaints.push(`${where}.until must be after 'from', got ${JSON.stringify(given.until)}`);
  }
  return complaints;
}

/**
 * The lab refuses a call that it does not model: a fault in one would never come. An error that the action does not
 * answer would come, and prove nothing.
 */
export function complaintsAboutCall(fault: unknown, where: string, services: Services): string[] {
  if (!isObject(fault) || !Object.hasOwn(KINDS, String(fault.kind))) { return []; }
  const { service, action } = fault;
  if (typeof service !== 'string' || service === '') { return []; }
  if (!services.has(service)) {
    return [`${where}.service: the lab does not model '${service}'; it has ${[...services.keys()].join(', ')}`];
  }
  const actions = services.get(service);
  if (typeof action !== 'string' || action === '' || !actions) { return []; }
  if (actions.includes(action)) { return complaintsAboutError(fault, `${service}:${action}`, `${where}.error`); }
  return [`${where}.action: the lab does not model ${service}:${action}; it has ${actions.join(', ') || 'no actions'}`];
}

function complaintsAboutError({ kind, error, service, action }: JsonObject, call: string, where: string): string[] {
  const answers = answersOf(String(service), String(action));
  if (kind !== 'error' || typeof error !== 'string' || error === '' || !answers) { return []; }
  if (answers.own.includes(error) || answers.everywhere.includes(error)) { return []; }
  const own = answers.own.length > 0 ? `${answers.own.join(', ')}; as every action, ` : '';
  return [`${where}: ${call} does not answer '${error}'; by the names of its API model, it answers ${own}${answers.everywhere.join(', ')}`];
}
