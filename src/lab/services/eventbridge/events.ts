import { Json, JsonObject } from '../../json';

/** An event as buses, rules and targets see it. */
export interface BusEvent {
  readonly 'version': '0';
  readonly 'id': string;
  readonly 'detail-type': string;
  readonly 'source': string;
  readonly 'account': string;
  readonly 'time': string;
  readonly 'region': string;
  readonly 'resources': readonly string[];
  readonly 'detail': JsonObject;
  /** Of an event that comes from an archive: the replay that it comes by. */
  readonly 'replay-name'?: string;
}

/** What an AWS service says on an account's default bus. */
export type ServiceEvent = {
  readonly source: string;
  readonly detail: JsonObject;
  readonly resources?: readonly string[];
} & ({ readonly detailType: string } | { readonly 'detail-type': string });

/** The buses an event has come through, the present one last. */
export interface Hop {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}

/** Times of events have no milliseconds. */
export function eventTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A moment as an SDK (seconds since 1970) or Step Functions (ISO 8601) gives it; undefined if it is none. */
export function moment(value: Json): number | undefined {
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
