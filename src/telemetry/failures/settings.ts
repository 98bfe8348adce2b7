/** How long the function that redrives may take. */
export const REDRIVE_SECONDS = 300;

/** Longer than that: who claimed a failure so long ago is gone. */
export const CLAIM_MS = (REDRIVE_SECONDS + 60) * 1000;

/** Failures in a second: more would be a load that a tenant's account has never seen. */
export const FASTEST = 100;

/** What an input holds easily, with room for ids that are keys of objects. */
export const MOST_IDS = 1000;

/** The rules in tenant accounts that hand failures over, by which replays find their way. */
export const FORWARDING_RULES = {
  bus: (platform: string) => `apt-${platform}-failures`,
  executions: (platform: string) => `apt-${platform}-failed-executions`,
  objects: (platform: string) => `apt-${platform}-failed-objects`,
} as const;

/** The ways that an execution fails. */
export const FAILED_EXECUTIONS = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Where Lambda puts the records of failed invocations in a bucket. */
export const RECORDS_PREFIX = 'aws/lambda/async/';
