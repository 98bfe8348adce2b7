import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * True for a value that was typed, not for one that CloudFormation fills in later. Tokens are neither right nor wrong.
 */
export function known<T>(value: T | undefined): value is T {
  return value !== undefined && !Token.isUnresolved(value);
}

/** One error with everything that is wrong with a construct, or with what is named. */
export function errorAbout(about: IConstruct | string, complaints: readonly string[]): Error {
  const what = typeof about === 'string' ? about : about.node.path || about.constructor.name;
  return new Error(`${what}:\n${complaints.map(line => `  - ${line}`).join('\n')}`);
}

/** Throws it, if anything is wrong. */
export function throwIfAny(about: IConstruct | string, complaints: readonly string[]): void {
  if (complaints.length > 0) { throw errorAbout(about, complaints); }
}
