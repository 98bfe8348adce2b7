import { LambdaFunction } from './functions';
import { Cloud } from '../../cloud';
import { CloudWatchRoom } from '../cloudwatch/cloudwatch-room';
import { Series } from '../cloudwatch/metric-store';

/** A metric by function, and that of all functions of the account. */
type Both = readonly [ofFunction: Series, ofAccount: Series];

interface Known {
  readonly Invocations: Both;
  readonly Errors: Both;
  readonly Throttles: Both;
  readonly Duration: Both;
  readonly unreserved: Series;
}

/**
 * What Lambda tells CloudWatch of each attempt: by `FunctionName`, and without dimensions for the account. It comes at
 * once; AWS takes a minute or two.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionMetrics {
  private readonly known = new Map<string, Known>();

  constructor(private readonly cloud: Cloud) {}

  /** An attempt that was let in and is over. */
  public ran(fn: LambdaFunction, began: number, failed: boolean): void {
    const metrics = this.of(fn);
    if (!metrics) { return; }
    add(metrics.Invocations, began, 1);
    add(metrics.Errors, began, failed ? 1 : 0);
    add(metrics.Throttles, began, 0);
    add(metrics.Duration, began, this.cloud.clock.now() - began);
  }

  /** An attempt that was not let in counts as nothing else. */
  public throttled(fn: LambdaFunction): void {
    const metrics = this.of(fn);
    if (metrics) { add(metrics.Throttles, this.cloud.clock.now(), 1); }
  }

  /** How many run at once of those that have no concurrency of their own. */
  public running(fn: LambdaFunction, count: number): void {
    if (fn.reserved !== undefined) { return; }
    const metrics = this.of(fn);
    if (metrics) { put(metrics.unreserved, this.cloud.clock.now(), count); }
  }

  private of({ arn, name, account, region }: LambdaFunction): Known | undefined {
    const found = this.known.get(arn);
    const cloudWatch = found ? undefined : this.cloud.roomIfAny<CloudWatchRoom>('cloudwatch');
    if (!cloudWatch) { return found; }
    const series = (metric: string, dimensions: Record<string, string>) =>
      cloudWatch.series({ account, region, namespace: 'AWS/Lambda', name: metric, dimensions });
    const both = (metric: string): Both => [series(metric, { FunctionName: name }), series(metric, {})];
    const made: Known = {
      Invocations: both('Invocations'),
      Errors: both('Errors'),
      Throttles: both('Throttles'),
      Duration: both('Duration'),
      unreserved: series('UnreservedConcurrentExecutions', {}),
    };
    this.known.set(arn, made);
    return made;
  }
}

function put(series: Series, at: number, value: number): void {
  series.add(at, { count: 1, sum: value, minimum: value, maximum: value });
}

function add([ofFunction, ofAccount]: Both, at: number, value: number): void {
  put(ofFunction, at, value);
  put(ofAccount, at, value);
}
