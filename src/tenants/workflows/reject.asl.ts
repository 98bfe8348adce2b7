import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, text } from '../../private/asl';
import { EVENTS, KEYS, METRICS, NAMESPACE, SOURCE } from '../contract';

/** A request that cannot be right is kept with its reasons and answered. No account is made for it. */
export function rejected(to: EnrolmentTies, sdk: (service: string, action: string) => string): States {
  return {
    'Keep the rejected request': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'putItem'),
      Arguments: {
        TableName: to.directoryTable,
        Item: {
          [KEYS.partition]: text(`"${KEYS.rejected}" & $tenantId`),
          [KEYS.sort]: text(`"${KEYS.history}" & $states.context.State.EnteredTime & "#" & $states.context.Execution.Name`),
          state: { S: 'rejected' },
          changedAt: text('$states.context.State.EnteredTime'),
          tenantId: text('$tenantId'),
          reason: text('$join($complaints, "; ")'),
          requestedBy: text('$requestedBy'),
          request: text('$substring($string($states.context.Execution.Input), 0, 100000)'),
          run: text('$states.context.Execution.Id'),
        },
      },
      Retry: [PATIENTLY],
      Next: 'Tell that it is rejected',
    },
    'Tell that it is rejected': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::events:putEvents`,
      Arguments: {
        Entries: [{
          EventBusName: to.busName,
          Source: SOURCE,
          DetailType: EVENTS.rejected,
          Detail: {
            tenantId: jsonata('$tenantId'),
            reasons: jsonata('$complaints'),
            requestedBy: jsonata('$requestedBy'),
            run: jsonata('$states.context.Execution.Id'),
          },
        }],
      },
      Retry: [PATIENTLY],
      Next: 'Count the rejection',
    },
    'Count the rejection': {
      Type: 'Task',
      Resource: sdk('cloudwatch', 'putMetricData'),
      Arguments: {
        Namespace: NAMESPACE,
        MetricData: [{ MetricName: METRICS.rejected, Value: 1, Unit: 'Count', Dimensions: [{ Name: 'Platform', Value: to.platform }] }],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rejected' }],
      Next: 'Rejected',
    },
    'Rejected': {
      Type: 'Succeed',
      Output: { outcome: 'rejected', tenantId: jsonata('$tenantId'), reasons: jsonata('$complaints') },
    },
  };
}
