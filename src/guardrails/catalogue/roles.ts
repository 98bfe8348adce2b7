import { Conditions } from '../statement';

/** A role in whatever account, of whatever partition. */
export const role = (name: string) => `arn:*:iam::*:role/${name}`;

/** The role that StackSets works with in the accounts of an organization. AWS makes it, and names it so. */
export const STACK_SETS_ROLE = 'stacksets-exec-*';

/** For everybody but the roles that no rule may stop. */
export const exceptFor = (exempt: readonly string[], more: Conditions = {}): Conditions =>
  ({ ...more, ArnNotLike: { ...more.ArnNotLike, 'aws:PrincipalArn': exempt } });

/** What may be done with a role that nobody may change. */
export const LOOKING_AT_ROLES = ['iam:Generate*', 'iam:Get*', 'iam:List*', 'iam:Simulate*', 'sts:*'];
