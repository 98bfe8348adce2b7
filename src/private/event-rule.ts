import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/** Narrows what a rule hears to what an account has said: on a bus that others write to, too, the sender decides. */
export const saidBy = (account: string, options: events.OnEventOptions): events.OnEventOptions =>
  ({ ...options, eventPattern: { ...options.eventPattern, account: [account] } });

/** A rule on a bus for one kind of event of ours. */
export function ruleOn(
  scope: Construct, id: string, eventBus: events.IEventBus, source: string, detailType: string,
  { description, ruleName, eventPattern, target }: events.OnEventOptions,
): events.Rule {
  const rule = new events.Rule(scope, id, {
    eventBus, description, ruleName, eventPattern: { ...eventPattern, source: [source], detailType: [detailType] },
  });
  if (target) { rule.addTarget(target); }
  return rule;
}
