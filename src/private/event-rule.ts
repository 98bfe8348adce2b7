import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

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
