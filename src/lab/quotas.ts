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
  private readonly known = new Map<string, readonly { readonly throttle: Throttle; readonly name: string }[]>();
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

  /** How many calls of an action AWS takes in a second from one account in a Region. */
  public rate(service: string, action: string, region: string): number {
    const throttle = (data.throttles as Throttle[]).find(each =>
      each.service === service && each.actions.includes(action) && each.per !== 'organization');
    if (!throttle) { throw new Error(`quotas.json has no rate for ${service}:${action}`); }
    return (throttle.regions?.[region] ?? throttle).ratePerSecond;
  }

  /** Takes a token from each bucket of the call, or answers as AWS does when one is empty. */
  public admit(call: Call, now: number): void {
    for (const { throttle, name } of this.throttlesOf(call)) {
      const sharers = throttle.per === 'organization' ? 'organization'
        : throttle.per === 'account' ? call.caller.account : `${call.caller.account}/${call.caller.region}`;
      const key = `${sharers}/${name}`;
      const { ratePerSecond, burst } = throttle.regions?.[call.caller.region] ?? throttle;
      const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / 1000 * ratePerSecond);
      bucket.at = now;
      this.buckets.set(key, bucket);
      if (bucket.tokens < 1 - ALMOST_NOTHING) { throw new AwsError(throttle.error, throttle.message); }
      bucket.tokens -= 1;
    }
  }

  private throttlesOf({ service, action }: Call) {
    const call = `${service}:${action}`;
    const found = this.known.get(call) ?? (data.throttles as Throttle[])
      .filter(each => each.service === service && each.actions.includes(action))
      .map(throttle => ({ throttle, name: `${service}/${throttle.actions.join()}` }));
    this.known.set(call, found);
    return found;
  }
}
