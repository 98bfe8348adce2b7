import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * True for a value that was typed, not for one that CloudFormation fills in later. Tokens are neither right nor wrong.
 */
export function known<T>(value: T | undefined): value is T {
  return value !== undefined && !Token.isUnresolved(value);
}

/** Throws one error with everything that is wrong, each line with the construct it is about. */
export function throwIfAny(scope: IConstruct, complaints: readonly string[]): void {
  if (complaints.length > 0) {
    throw new Error(`${scope.node.path || scope.constructor.name}:\n${complaints.map(line => `  - ${line}`).join('\n')}`);
  }
}
