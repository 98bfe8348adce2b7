import { TelemetryResourceType } from './telemetry-resource-type';

/**
 * Where the telemetry of one Region arrives.
 */
export interface ITelemetrySink {
  /**
   * The ARN, which ends in an id that AWS chooses.
   */
  readonly sinkArn: string;

  /**
   * The account that it is in.
   */
  readonly account: string;

  /**
   * The Region that it is in. Only accounts' telemetry of this Region arrives here.
   */
  readonly region: string;

  /**
   * What may be shared with it.
   */
  readonly resourceTypes: TelemetryResourceType[];
}
