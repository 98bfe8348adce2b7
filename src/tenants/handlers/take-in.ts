import { LARGEST_REQUEST } from '../contract';

/** An event from the bus, as EventBridge hands it to a function. */
export interface RequestEvent {
  readonly id: string;
  readonly time: string;
  readonly source: string;
  readonly account: string;
  readonly detail: unknown;
}

/** What taking a request in does to the world. */
export interface Reception {
  /** Starts the enrolment under this name; a second start under the name is none. */
  start(name: string, input: string): Promise<void>;
  /** Keeps a request that no workflow can take, and answers it. */
  reject(rejection: Rejection): Promise<void>;
}

export interface Rejection {
  readonly id: string;
  readonly time: string;
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly reasons: string[];
  /** As much of the request as fits on record. */
  readonly request: string;
}

const KEPT_OF_A_REJECTED_REQUEST = 100000;

/**
 * Hands a request to the workflow. The event's id names the run, so that an event delivered twice is enrolled once.
 *
 * What is too large for a workflow is all that is refused here; everything else the workflow judges itself.
 */
export async function takeIn(event: RequestEvent, reception: Reception): Promise<void> {
  const said = typeof event.detail === 'object' && event.detail !== null && !Array.isArray(event.detail) ? event.detail as Record<string, unknown> : {};
  const requestedBy = typeof said.requestedBy === 'string' ? said.requestedBy : `${event.source} in account ${event.account}`;
  const input = JSON.stringify(said === event.detail ? { requestedBy, ...said } : event.detail);
  const bytes = Buffer.byteLength(input);
  if (bytes <= LARGEST_REQUEST) {
    return reception.start(event.id, input);
  }
  return reception.reject({
    id: event.id,
    time: event.time,
    tenantId: typeof said.tenantId === 'string' ? said.tenantId.slice(0, 100) : 'unknown',
    requestedBy: requestedBy.slice(0, 100),
    reasons: [`the request has ${bytes} bytes, and a workflow takes ${LARGEST_REQUEST}`],
    request: input.slice(0, KEPT_OF_A_REJECTED_REQUEST),
  });
}
