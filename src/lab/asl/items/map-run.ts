import { Json, JsonObject } from '../../json';
import { Flow } from '../flow';
import { Life } from '../life';
import type { Run } from '../run';

/** What a Distributed Map says about the executions that it starts. */
export interface MapRunPlan {
  readonly label: string;
  readonly flow: Flow;
  readonly express: boolean;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
}

/** A child workflow execution that is over. */
export interface Child {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: Json;
  /** As it is written to S3: what DescribeExecution answers. */
  readonly record: JsonObject;
}

/** The input of a child workflow execution, and how many items are in it. */
export interface ChildInput { readonly input: Json; readonly items: number }

/** The executions of one visit to a Distributed Map. */
export interface MapRun {
  readonly arn: string;
  /** What the children are given, once the items are read. A redrive does not read them again. */
  inputs?: readonly ChildInput[];
  /** Plays the child with this number to its end: a new one, or after a redrive the one that failed. */
  play(at: number, life: Life): Promise<Child>;
  /** The children so far, by number; those that never began are missing. */
  children(): (Child | undefined)[];
  end(status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void;
}

/** Where map runs are kept. */
export interface MapRuns {
  start(run: Run, plan: MapRunPlan): Promise<MapRun>;
  /** Goes on with a map run that did not succeed. */
  redrive(arn: string): MapRun;
}
