import { AwsError } from './aws-error';
import * as data from './quotas.json';
import { Call } from './room';

interface Throttle {
  service: string;
  actions: string[];
  ratePerSecond: number;
  burst: number;
  error: string;
  message: string;
  /**
   * Who shares a bucket: the callers of one account and Region (the default), of one account, or all of the
   * organization.
   */
  per?: 'account' | 'organization';
  /** Regions where AWS allows another rate than in most. */
  regions?: Record<string, { ratePerSecond: number; burst: number }>;
}

/** Sums of tenths are not exact: a token that lacks less than this is there. */
const ALMOST_NOTHING = 1e-9;

/** AWS's limits from `quotas.json`, each with its source, and the token buckets that hold calls to them. */
export class Quotas {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  private readonly overrides = new Map<string, number>();

  /** A limit by its name in the data file, such as `organizations.accountsInCreation`. */
  public value(name: string): number {
    const known = (data.values as Record<string, { value: number }>)[name];
    if (!known) { throw new Error(`quotas.json has no value '${name}'`); }
    return this.overrides.get(name) ?? known.value;
  }

  /** Another value than AWS's default, for example an account quota that was raised. */
  public set(name: string, value: number): void {
    this.value(name);
    this.overrides.set(name, value);
  }

  /** Takes a token from each bucket of the call, or answers as AWS does when one is empty. */
  public admit(call: Call, now: number): void {
    for (const throttle of data.throttles as Throttle[]) {
      if (throttle.service !== call.service || !throttle.actions.includes(call.action)) { continue; }
      const sharers = throttle.per === 'organization' ? 'organization'
        : throttle.per === 'account' ? call.caller.account : `${call.caller.account}/${call.caller.region}`;
      const key = `${sharers}/${throttle.service}/${throttle.actions.join()}`;
      const { ratePerSecond, burst } = throttle.regions?.[call.caller.region] ?? throttle;
      const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / 1000 * ratePerSecond);
      bucket.at = now;
      this.buckets.set(key, bucket);
      if (bucket.tokens < 1 - ALMOST_NOTHING) { throw new AwsError(throttle.error, throttle.message); }
      bucket.tokens -= 1;
    }
  }
}
