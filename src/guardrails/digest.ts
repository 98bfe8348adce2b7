import { createHash } from 'crypto';
import { Lazy, Token } from 'aws-cdk-lib';
import { PlannedPolicy } from './planned-policy';

const CHARACTERS = 16;

/** What stands for all policies: the same for the same, and not for others. */
export function digestOf(policies: readonly PlannedPolicy[]): string {
  const all = policies.map(({ name, content, units }) => ({ name, content, units }));
  const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, CHARACTERS);
  // What CloudFormation fills in later has another name in each run until it is resolved.
  return Token.isUnresolved(JSON.stringify(all))
    ? Lazy.uncachedString({ produce: context => hash(context.resolve(all)) }) : hash(all);
}
