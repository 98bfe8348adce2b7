/**
 * Why AWS, and not the template, let a stack fail: retrying may help. What matches none of these is the template's.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html for InternalFailure,
 * ServiceUnavailable, RequestExpired, ThrottlingException and OptInRequired
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html for the
 * codes of resource handlers, which CloudFormation puts into its reasons as `HandlerErrorCode: …`
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html for the errors of servers of EC2
 */
const OF_AWS: readonly RegExp[] = [
  /Internal ?Failure|Internal ?(Server|Service) ?(Error|Exception)|ServiceInternalError|InternalError/i,
  /Service ?Unavailable|temporarily unavailable|RequestExpired|RequestTimeout/i,
  /Throttl|Rate ?(limit )?exceeded|request has been throttled|TooManyRequests|RequestLimitExceeded|SlowDown/i,
  /HandlerErrorCode: (ServiceInternalError|Throttling|NetworkFailure|InternalFailure)/,
  /Status Code: 5\d\d|status code: 5\d\d/,
  // An account that is too young: services refuse it for some minutes, some for up to four hours.
  /OptInRequired|SubscriptionRequired|PendingVerification|not (yet )?subscribed|pending verification/i,
];

/** CloudFormation updates a stack no more whose way back failed too. */
const STUCK = /UPDATE_ROLLBACK_FAILED|INOPERABLE/;

export const isOfAws = (reason: string) => OF_AWS.some(pattern => pattern.test(reason));
export const isStuck = (reason: string) => STUCK.test(reason);

const LONGEST = 200;

/** The same for each account whom the same befell: without what is its own. */
export function inGeneral(reason: string): string {
  return shortened(reason
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '…')
    .replace(/\b\d{12}\b/g, '…'), LONGEST);
}

export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
