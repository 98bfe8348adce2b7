import { PATIENTLY, bounded, jsonata } from '../../../private/asl';
import { SOURCE } from '../../../tenants/contract';
import { CENTRAL_EVENTS } from '../../contract';

/** What the workflow is tied to. */
export interface ReadTies {
  readonly partition: string;
  readonly busName: string;
}

/** From CloudTrail's word that somebody has come to read across tenants to an event that says who. */
export function read(to: ReadTies) {
  return {
    Comment: 'Somebody reads telemetry across tenants',
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 3600,
    StartAt: 'Tell who reads',
    States: bounded({
      'Tell who reads': {
        Type: 'Task',
        Resource: `arn:${to.partition}:states:::events:putEvents`,
        Arguments: {
          Entries: [{
            EventBusName: to.busName, Source: SOURCE, DetailType: CENTRAL_EVENTS.read, Detail: jsonata(DETAIL),
          }],
        },
        Retry: [PATIENTLY],
        End: true,
      },
    }),
  };
}

/** Whoever comes from another account has no ARN here; what is not there is left out. */
const DETAIL = '$states.input.detail.{"by": requestParameters.sourceIdentity, "session": requestParameters.roleSessionName, '
  + '"who": $exists(userIdentity.arn) ? userIdentity.arn : userIdentity.principalId, "account": userIdentity.accountId, '
  + '"from": sourceIPAddress, "at": eventTime, "outcome": $exists(errorCode) ? errorCode : "granted", "eventId": eventID}';

/** The calls that the document makes: API actions as IAM names them. */
export const READ_CALLS = { bus: ['events:PutEvents'] } as const;
