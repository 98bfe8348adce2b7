import * as data from '../errors.json';

const SERVICES = data.services as Record<string, Record<string, readonly string[]>>;

/** What is said of something that is there already. It is true only after an earlier call took effect. */
const ALREADY = /Already|Duplicate|ConcurrentAccount/;

/**
 * What follows from what is stored. By chance it would be a lie; a call that is made twice meets it where it is true.
 */
const CONDITION = /ConditionalCheckFailed/;

/** The errors that a call of this action may answer instead of taking effect. */
export function errorsBefore(service: string, action: string): readonly string[] {
  const own = SERVICES[service]?.[action];
  return own ? [...own.filter(name => !ALREADY.test(name) && !CONDITION.test(name)), ...data.common] : [];
}

/**
 * The errors that may be answered after the call took effect: those that leave it open, and those that its repetition
 * by an SDK meets when the first answer was lost.
 */
export function errorsAfter(service: string, action: string): readonly string[] {
  const own = SERVICES[service]?.[action];
  return own ? [...own, ...data.common].filter(name => ALREADY.test(name) || data.noWord.includes(name)) : [];
}

/** Whether the data file has the action. */
export function knowsErrorsOf(service: string, action: string): boolean {
  return SERVICES[service]?.[action] !== undefined;
}

/** The errors of an action, and those that any action may answer; undefined where the data file lacks the action. */
export function answersOf(service: string, action: string): Record<'own' | 'everywhere', readonly string[]> | undefined {
  const own = SERVICES[service]?.[action];
  return own && { own, everywhere: [...new Set([...data.common, ...data.unlisted])] };
}
