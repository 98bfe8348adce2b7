import { Rule, Target } from './rules';
import { Undeliverable } from './undeliverable';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Caller, Room } from '../../room';
import { urlOf } from '../sqs/names';

/** Calls the service behind a target. Buses are not here: what they are given is an event, not a text. */
export async function sendTo(cloud: Cloud, rule: Rule, target: Target, input: string): Promise<void> {
  switch (target.kind) {
    case 'lambda':
      await cloud.call(itself(rule), 'lambda', 'invoke', { FunctionName: target.arn, InvocationType: 'Event', Payload: json(input) });
      return;
    case 'states': {
      const longest = cloud.quotas.value('eventbridge.machineInputBytes');
      if (Buffer.byteLength(input) > longest) {
        throw new Undeliverable('ERROR_FROM_TARGET', `the input of a state machine has at most ${longest} bytes`);
      }
      const parameters: JsonObject = { StateMachineArn: target.arn, Input: json(input) };
      await cloud.call(roleOf(cloud, rule, target), 'sfn', 'startExecution', parameters);
      return;
    }
    case 'sqs':
      await cloud.call(itself(rule), 'sqs', 'sendMessage', { QueueUrl: urlOf(target.arn), MessageBody: input });
      return;
    case 'sns':
      await cloud.call(itself(rule), 'sns', 'publish', { TopicArn: target.arn, Message: input });
      return;
    case 'events': throw new Error('a bus is given events, not text');
  }
}

/** EventBridge under its own name: whether it may is a matter of the target's own policy. */
export function itself(rule: Rule): Caller {
  return { principal: 'events.amazonaws.com', account: rule.account, region: rule.region, trusted: true, sourceArn: rule.arn };
}

/** What EventBridge asks of IAM before it acts in a role. */
interface RoleKeeper extends Room {
  trustsService(roleArn: string, service: string): boolean;
}

/** EventBridge in the target's role, which has to trust it, and which IAM judges. */
export function roleOf(cloud: Cloud, rule: Rule, { roleArn = '' }: Target): Caller {
  if (cloud.roomIfAny<RoleKeeper>('iam')?.trustsService(roleArn, 'events.amazonaws.com') === false) {
    throw new Undeliverable('FAILED_TO_ASSUME_ROLE', `EventBridge is not trusted by ${roleArn}`);
  }
  return { principal: roleArn, account: rule.account, region: rule.region };
}

function json(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Undeliverable('INVALID_JSON', `the target takes JSON, got: ${text}`);
  }
}
