import { Settings } from '../guardrail-definition';

/**
 * Says that policies of accounts, and of units below ours, change nothing here.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
 */
export const LOCK: Settings = { '@@operators_allowed_for_child_policies': ['@@none'] };

/** A setting that stays what it is. */
export const locked = (value: string | readonly string[]): Settings => ({ '@@assign': value, ...LOCK });
