import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SOURCE } from '../../../tenants/contract';
import { CENTRAL_EVENTS, FailureItem } from '../../contract';

/** Tells on the central bus that redriving a failure does no good. Without its body, which is the tenant's. */
export async function tellParked(bus: string, { body, bodyAt, ...item }: FailureItem): Promise<void> {
  const { FailedEntryCount, Entries } = await new EventBridgeClient({}).send(new PutEventsCommand({
    Entries: [{ EventBusName: bus, Source: SOURCE, DetailType: CENTRAL_EVENTS.parked, Detail: JSON.stringify(item) }],
  }));
  if (FailedEntryCount) { throw new Error(`${bus} did not take ${CENTRAL_EVENTS.parked}: ${Entries?.[0]?.ErrorMessage}`); }
}
