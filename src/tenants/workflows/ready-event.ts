import { jsonata } from '../../private/asl';
import { EVENTS, SOURCE } from '../contract';

/** What is said once an account is usable. It may be said more than once; `repeated` tells which was the first. */
export const readyEvent = (busName: string, said: Record<string, unknown>) => ({
  EventBusName: busName,
  Source: SOURCE,
  DetailType: EVENTS.ready,
  Detail: {
    tenantId: jsonata('$tenantId'), stage: jsonata('$request.stage'), features: jsonata('$request.features'),
    parameters: jsonata('$request.parameters'), run: jsonata('$states.context.Execution.Id'), ...said,
  },
});
