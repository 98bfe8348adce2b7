import { existsSync, readFileSync } from 'node:fs';
import { Fault, isObject, Lab } from '../../lab';

/** What a file of faults holds. */
export interface FaultFile {
  readonly faults: readonly Fault[];
  readonly takenEmails: readonly string[];
}

/** The actions of each service that the lab models; undefined where a room cannot list them. */
export type Services = ReadonlyMap<string, readonly string[] | undefined>;

interface Field {
  readonly must: string;
  readonly fits: (value: unknown) => boolean;
  readonly optional?: true;
}

type Fields<K extends Fault['kind']> = { readonly [F in Exclude<keyof Extract<Fault, { kind: K }>, 'kind'>]-?: Field };

const TEXT: Field = { must: 'be a text that is not empty', fits: value => typeof value === 'string' && value !== '' };
const WHOLE = (least: number): Field => ({
  must: `be a whole number from ${least} on`, fits: value => Number.isSafeInteger(value) && Number(value) >= least,
});
const ONE_OF = (...words: string[]): Field => ({
  must: `be one of ${words.join(', ')}`, fits: value => words.includes(value as string),
});
const optional = (field: Field): Field => ({ ...field, optional: true });

/** The enumeration CreateAccountFailureReason of the API model. */
const REASONS = [
  'ACCOUNT_LIMIT_EXCEEDED', 'CONCURRENT_ACCOUNT_MODIFICATION', 'EMAIL_ALREADY_EXISTS', 'FAILED_BUSINESS_VALIDATION',
  'GOVCLOUD_ACCOUNT_ALREADY_EXISTS', 'INTERNAL_FAILURE', 'INVALID_ADDRESS', 'INVALID_EMAIL',
  'INVALID_IDENTITY_FOR_BUSINESS_VALIDATION', 'INVALID_PAYMENT_INSTRUMENT', 'MISSING_BUSINESS_VALIDATION',
  'MISSING_PAYMENT_INSTRUMENT', 'PENDING_BUSINESS_VALIDATION', 'UNKNOWN_BUSINESS_VALIDATION',
  'UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED',
];

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
  creation: { ...COMMON, reason: ONE_OF(...REASONS) },
  stack: { ...COMMON, reason: TEXT, stackSet: optional(TEXT) },
  delivery: {
    ...COMMON, how: ONE_OF('doubled', 'delayed', 'lost'), rule: optional(TEXT), seconds: optional(WHOLE(1)),
  },
};

/** Reads a file of faults, or says all that is wrong with it. */
export function readFaultFile(file: string): FaultFile {
  const refuse = (...complaints: string[]) => new Error(`--faults ${file}: ${complaints.join('\n  ')}`);
  if (!existsSync(file)) { throw refuse('there is no such file'); }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw refuse(`cannot be read as JSON: ${(error as Error).message}`);
  }
  const complaints = complaintsAbout(content, servicesOf(new Lab()));
  if (complaints.length > 0) { throw refuse(`${complaints.length} complaints (docs/lab-log.md shows each kind)`, ...complaints); }
  const { faults = [], takenEmails = [] } = content as Partial<FaultFile>;
  return { faults, takenEmails };
}

export function servicesOf(lab: Lab): Services {
  return new Map(lab.cloud.allRooms().map(room => [room.service, room.answers]));
}

/** All that is wrong with a file's content. */
export function complaintsAbout(content: unknown, services: Services): string[] {
  if (!isObject(content)) { return ['must hold an object: {"faults": [...], "takenEmails": [...]}']; }
  const { faults = [], takenEmails = [], ...more } = content;
  const complaints = Object.keys(more).map(field => `the field '${field}' is unknown; there are faults, takenEmails`);
  if (!Array.isArray(takenEmails) || !takenEmails.every(TEXT.fits)) { complaints.push('takenEmails must be an array of texts'); }
  if (!Array.isArray(faults)) { return [...complaints, 'faults must be an array']; }
  return [...complaints, ...faults.flatMap((fault, index) => aboutFault(fault, `faults[${index}]`, services))];
}

function aboutFault(fault: unknown, where: string, services: Services): string[] {
  if (!isObject(fault)) { return [`${where} must be an object, got ${JSON.stringify(fault)}`]; }
  const { kind, ...given } = fault;
  const kinds = Object.keys(KINDS);
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) {
    return [`${where}.kind must be one of ${kinds.join(', ')}, got ${JSON.stringify(kind)}`];
  }
  const fields: Readonly<Record<string, Field>> = KINDS[kind as Fault['kind']];
  const complaints = Object.keys(given).filter(name => !Object.hasOwn(fields, name))
    .map(name => `${where}.${name} is unknown; a fault of the kind '${kind}' has kind, ${Object.keys(fields).join(', ')}`);
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined && field.optional) { continue; }
    if (!field.fits(value)) { complaints.push(`${where}.${name} must ${field.must}, got ${JSON.stringify(value)}`); }
  }
  if (kind === 'delivery' && given.seconds !== undefined && given.how !== 'delayed') { complaints.push(`${where}.seconds goes with how 'delayed' only`); }
  return [...complaints, ...aboutCall(given, where, services)];
}

/** The lab refuses a call that it does not model: a fault in one would never come. */
function aboutCall({ service, action }: Record<string, unknown>, where: string, services: Services): string[] {
  if (typeof service !== 'string' || service === '') { return []; }
  if (!services.has(service)) {
    return [`${where}.service: the lab does not model '${service}'; it has ${[...services.keys()].join(', ')}`];
  }
  const actions = services.get(service);
  if (typeof action !== 'string' || action === '' || !actions || actions.includes(action)) { return []; }
  return [`${where}.action: the lab does not model ${service}:${action}; it has ${actions.join(', ') || 'no actions'}`];
}
