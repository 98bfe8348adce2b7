import { isObject, JsonObject } from '../../lab';

/**
 * A record of CloudTrail, as far as it tells something of the request.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export interface CloudTrailRecord {
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly eventType?: string;
  readonly awsRegion: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly recipientAccountId: string;
  readonly userIdentity: UserIdentity;
  readonly requestParameters?: JsonObject | null;
  readonly resources?: readonly { readonly ARN?: string; readonly accountId?: string }[] | null;
  readonly vpcEndpointId?: string;
  readonly tlsDetails?: JsonObject | null;
  /** Of records that were asked to hold more. */
  readonly eventContext?: { readonly requestContext?: JsonObject };
}

export interface UserIdentity {
  readonly type?: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly userName?: string;
  readonly invokedBy?: string;
  readonly identityProvider?: string;
  readonly sessionContext?: {
    readonly sessionIssuer?: { readonly arn?: string };
    readonly attributes?: { readonly mfaAuthenticated?: string; readonly creationDate?: string };
    readonly assumedRoot?: string | boolean;
    readonly sourceIdentity?: string;
    readonly webIdFederationData?: { readonly federatedProvider?: string };
  };
}

/** What no record is without, but the account, which old ones may lack. */
const TEXTS = ['eventTime', 'eventSource', 'eventName', 'awsRegion'] as const;

/** What is wrong with something that should be a record; undefined when nothing is. */
export function complaintAboutRecord(record: unknown): string | undefined {
  if (!isObject(record)) { return 'is no JSON object'; }
  const missing: string[] = TEXTS.filter(field => typeof record[field] !== 'string' || record[field] === '');
  if (!isObject(record.userIdentity)) { missing.push('userIdentity'); }
  if (missing.length > 0) { return `is no record of CloudTrail: it has no ${missing.join(', ')}`; }
  return Number.isNaN(Date.parse(String(record.eventTime))) ? `has an eventTime that is no time: '${String(record.eventTime)}'` : undefined;
}

/** What services answer to somebody who may not. */
const REFUSED = /AccessDenied|AuthorizationError|Unauthorized|NotAuthorized/i;

/** Why a record says nothing of what policies would do, in words; undefined when it does. */
export function reasonToSkip(record: CloudTrailRecord, managementAccounts: readonly string[]): string | undefined {
  const { eventType, errorCode, recipientAccountId } = record;
  if (managementAccounts.includes(recipientAccountId)) { return 'of the management account, which no policy holds'; }
  if (eventType !== undefined && eventType !== 'AwsApiCall') { return `no API calls (${eventType})`; }
  return errorCode !== undefined && REFUSED.test(errorCode) ? 'refused already' : undefined;
}
