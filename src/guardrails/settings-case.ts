import { Settings } from './guardrail-definition';

/** A policy of settings that somebody else makes beside ours, and what has to come of it. */
export interface SettingsCase {
  /** What happens, as a sentence. */
  readonly says: string;
  /** Whether what it sets is what holds: denied in the tenant's account, allowed in the account that it is about. */
  readonly is: 'denied' | 'allowed';
  /** It looks very much like something on the other side. */
  readonly isNearMiss?: true;
  /**
   * What it is attached to: the root of the organization, the tenant's account, or a unit without tenants. What is
   * denied by ours on the root has to hold in that unit.
   */
  readonly on: 'root' | 'account' | 'elsewhere';
  readonly sets: Settings;
}

export const assign = (value: string | readonly string[]): Settings => ({ '@@assign': value });

/** Takes back a lock, as far as one can. */
export const UNLOCK: Settings = { '@@operators_allowed_for_child_policies': ['@@all'] };

export const denied = (says: string, on: SettingsCase['on'], sets: Settings): SettingsCase => ({ says, is: 'denied', on, sets });
export const allowed = (says: string, on: SettingsCase['on'], sets: Settings, more: Partial<SettingsCase> = {}): SettingsCase =>
  ({ says, is: 'allowed', on, sets, ...more });
