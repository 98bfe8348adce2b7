import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';

/** How GuardDuty names what it says on the bus of the account that administers it. */
export const GUARDDUTY_FINDING = { source: 'aws.guardduty', detailType: 'GuardDuty Finding' } as const;

/** Where findings end up that could not be handed on. Empty unless something is amiss. */
export function defineLost(scope: Construct): sqs.Queue {
  const lost = new sqs.Queue(scope, 'Lost', { enforceSSL: true, retentionPeriod: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN });
  acknowledge(lost, { 'AwsSolutions-SQS3': 'It is the dead-letter queue of a rule, where cdk-nag does not look.' });
  return lost;
}
