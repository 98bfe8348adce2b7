/** What was told of a metric within one minute, or in all. */
export interface Statistics {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

export interface MetricName {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const MINUTE = 60_000;

/** How long the lab keeps data points, so that a long run stays small. AWS keeps those of a minute for 15 days. */
export const KEPT_HOURS = 12;
const KEPT = KEPT_HOURS * 60;

/** One metric of one account and Region: its data points by the minute, as many as are kept. */
export class Series implements MetricName {
  public readonly account: string;
  public readonly region: string;
  public readonly namespace: string;
  public readonly name: string;
  public readonly dimensions: Readonly<Record<string, string>>;
  /** By minutes since 1970. */
  public readonly points = new Map<number, Statistics>();
  /** When the last data point is of. */
  public last = -Infinity;

  constructor({ account, region, namespace, name, dimensions }: MetricName) {
    this.account = account;
    this.region = region;
    this.namespace = namespace;
    this.name = name;
    this.dimensions = dimensions;
  }

  public add(time: number, sample: Readonly<Statistics>): void {
    const minute = Math.floor(time / MINUTE);
    const point = this.points.get(minute);
    if (point) { merge(point, sample); } else { this.open(minute, sample); }
    if (time > this.last) { this.last = time; }
  }

  private open(minute: number, { count, sum, minimum, maximum }: Readonly<Statistics>): void {
    this.points.set(minute, { count, sum, minimum, maximum });
    for (const old of this.points.keys()) {
      if (old > minute - KEPT) { break; }
      this.points.delete(old);
    }
  }
}

/** What CloudWatch says of the data of a period. */
export const STATISTICS: Readonly<Record<string, (point: Readonly<Statistics>) => number>> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ maximum }) => maximum,
  Minimum: ({ minimum }) => minimum,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
};

/** The data of a time, which begins and ends with a minute. */
export function statisticsIn({ points }: Series, from: number, to: number): Statistics | undefined {
  let found: Statistics | undefined;
  for (const [minute, point] of points) {
    if (minute < from / MINUTE || minute >= to / MINUTE) { continue; }
    if (found) { merge(found, point); } else { found = { ...point }; }
  }
  return found;
}

export function merge(into: Statistics, { count, sum, minimum, maximum }: Readonly<Statistics>): void {
  into.count += count;
  into.sum += sum;
  into.minimum = Math.min(into.minimum, minimum);
  into.maximum = Math.max(into.maximum, maximum);
}

/** The metrics of all accounts, found by their place and name. */
export class MetricStore {
  /** By account and Region; then by namespace and name; then by dimensions. */
  private readonly places = new Map<string, Map<string, Map<string, Series>>>();

  /** The metric, which is made by being asked for. */
  public series(metric: MetricName): Series {
    const { account, region, namespace, name, dimensions } = metric;
    const place = at(this.places, placeKey(account, region), () => new Map<string, Map<string, Series>>());
    const named = at(place, nameKey(namespace, name), () => new Map<string, Series>());
    return at(named, dimensionsKey(dimensions), () => new Series(metric));
  }

  public find({ account, region, namespace, name, dimensions }: MetricName): Series | undefined {
    return this.places.get(placeKey(account, region))?.get(nameKey(namespace, name))?.get(dimensionsKey(dimensions));
  }

  /** Those of an account and Region, of this namespace and name where they are given. */
  public* in(account: string, region: string, namespace?: string, name?: string): Iterable<Series> {
    const place = this.places.get(placeKey(account, region));
    if (!place) { return; }
    if (namespace !== undefined && name !== undefined) {
      yield* place.get(nameKey(namespace, name))?.values() ?? [];
      return;
    }
    for (const named of place.values()) {
      for (const series of named.values()) {
        const isWanted = (namespace ?? series.namespace) === series.namespace && (name ?? series.name) === series.name;
        if (isWanted) { yield series; }
      }
    }
  }
}

const placeKey = (account: string, region: string) => `${account}/${region}`;
const nameKey = (namespace: string, name: string) => `${namespace}\n${name}`;

export function dimensionsKey(dimensions: Readonly<Record<string, string>>): string {
  const names = Object.keys(dimensions);
  return names.length === 0 ? '' : JSON.stringify(names.sort().map(name => [name, dimensions[name]]));
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) { return known; }
  const made = make();
  map.set(key, made);
  return made;
}
