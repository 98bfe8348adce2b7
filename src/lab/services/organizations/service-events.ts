import { Account } from './model';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Room } from '../../room';

interface EventBus extends Room {
  publish(account: string, region: string, event: { source: string; detailType: string; detail: JsonObject }): unknown;
}

/** Organizations is in one Region only, and so are its events. */
const HOME = 'us-east-1';

/** What Organizations tells by way of CloudTrail. Without a trail that logs, EventBridge never hears of it. */
export class ServiceEvents {
  constructor(private readonly cloud: Cloud, private readonly trail: boolean) {}

  /** Names and addresses are masked: only the id of the request tells which one it is. */
  public accountCreated(status: JsonObject): void {
    const { Id, State, RequestedTimestamp, CompletedTimestamp, AccountId, FailureReason } = status;
    this.send('CreateAccountResult', {
      createAccountStatus: {
        id: Id,
        state: State,
        accountName: '****',
        requestedTimestamp: RequestedTimestamp,
        completedTimestamp: CompletedTimestamp,
        ...(AccountId !== undefined && { accountId: AccountId }),
        ...(FailureReason !== undefined && { failureReason: FailureReason }),
      },
    });
  }

  public accountClosed(account: Account): void {
    this.send('CloseAccountResult', {
      closeAccountStatus: { accountId: account.id, state: 'SUCCEEDED', completedTimestamp: this.cloud.timestamp() },
    });
  }

  private send(eventName: string, serviceEventDetails: JsonObject): void {
    const bus = this.cloud.roomIfAny<EventBus>('eventbridge');
    if (!this.trail || !bus) { return; }
    bus.publish(this.cloud.managementAccount, HOME, {
      source: 'aws.organizations',
      detailType: 'AWS Service Event via CloudTrail',
      detail: {
        eventVersion: '1.08',
        userIdentity: { accountId: this.cloud.managementAccount, invokedBy: 'AWS Internal' },
        eventTime: this.cloud.timestamp(),
        eventSource: 'organizations.amazonaws.com',
        eventName,
        awsRegion: HOME,
        sourceIPAddress: 'AWS Internal',
        userAgent: 'AWS Internal',
        requestParameters: null,
        responseElements: null,
        readOnly: false,
        eventType: 'AwsServiceEvent',
        recipientAccountId: this.cloud.managementAccount,
        serviceEventDetails,
      },
    });
  }
}
