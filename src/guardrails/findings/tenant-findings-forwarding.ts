import { Aws, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { GUARDDUTY_FINDING, defineLost } from './guardduty-findings';
import { DEFAULT_PLATFORM, HOME_REGIONS, PLATFORM_NAME } from '../../organization/contract';
import { known, throwIfAny } from '../../private/complaints';
import { complaintsAboutAccount } from '../../private/places';
import { busName } from '../../tenants/contract';

/**
 * What a `TenantFindingsForwarding` can be told.
 */
export interface TenantFindingsForwardingProps {
  /**
   * The account in which the `TenantAccountFactory` works, 12 digits.
   */
  readonly platformAccount: string;

  /**
   * The name of the platform, as the organization was given it.
   *
   * @default 'tenants'
   */
  readonly platformName?: string;

  /**
   * Findings below this severity stay in the security account: 1 to 10, as GuardDuty counts. Medium begins at 4, high
   * at 7, critical at 9.
   *
   * @default - all are sent
   * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
   */
  readonly minimumSeverity?: number;
}

/**
 * Sends what GuardDuty finds in any account of the organization to the platform's bus, where `TenantFindings` says
 * whose account it was: a rule on the default bus, and a queue for what could not be sent.
 *
 * Deploy it in the account that administers GuardDuty, in each Region in which GuardDuty is on: findings stay in their
 * Region otherwise. The platform's stack with `TenantFindings` comes first; what arrives before its bus takes findings
 * ends up in the queue. It sends to the bus that the factory defines, not to one of your own.
 *
 * It costs nothing while there is no finding, and about 0.000001 USD for each. GuardDuty itself costs 4 USD per million
 * management events of CloudTrail: some 0.01 to 0.10 USD a month for an idle tenant in a Region.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
export class TenantFindingsForwarding extends Construct {
  /**
   * Where findings end up that the platform's bus did not take, for 14 days.
   */
  public readonly lost: sqs.IQueue;

  constructor(scope: Construct, id: string, props: TenantFindingsForwardingProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutForwarding(props));
    this.lost = defineLost(this);
    const home = homeOf(Stack.of(this).region);
    const name = busName(props.platformName ?? DEFAULT_PLATFORM);
    const bus = events.EventBus.fromEventBusArn(this, 'Bus',
      `arn:${Aws.PARTITION}:events:${home}:${props.platformAccount}:event-bus/${name}`);
    const { minimumSeverity: least } = props;
    new events.Rule(this, 'Findings', {
      description: "What GuardDuty finds goes to the platform's bus",
      eventPattern: {
        source: [GUARDDUTY_FINDING.source],
        detailType: [GUARDDUTY_FINDING.detailType],
        ...least !== undefined && { detail: { severity: events.Match.greaterThanOrEqual(least) } },
      },
      targets: [new targets.EventBus(bus, { deadLetterQueue: this.lost })],
    });
  }
}

/** Where the factory is, and so its bus. A Region that is not known yet is taken for one of the usual partition. */
function homeOf(region: string): string {
  const partition = known(region) ? RegionInfo.get(region).partition : undefined;
  return HOME_REGIONS.find(home => RegionInfo.get(home).partition === partition) ?? HOME_REGIONS[0];
}

function complaintsAboutForwarding(props: TenantFindingsForwardingProps): string[] {
  const { platformAccount, platformName, minimumSeverity } = props;
  const complaints = complaintsAboutAccount('platformAccount', platformAccount);
  if (known(platformName) && !PLATFORM_NAME.test(platformName)) {
    complaints.push(`'platformName' must be 1 to 24 lower-case letters, digits and hyphens and begin with a letter, got '${platformName}'`);
  }
  if (known(minimumSeverity) && !(minimumSeverity >= 1 && minimumSeverity <= 10)) {
    complaints.push(`'minimumSeverity' must be a number from 1 to 10, got ${minimumSeverity}; leave it out to get all findings`);
  }
  return complaints;
}
