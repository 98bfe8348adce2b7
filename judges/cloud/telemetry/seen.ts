import { JsonObject } from '../../../src/lab';
import { SeenRun } from '../seen';

/** What came of a failure in one of the clouds. */
export interface SeenFailure {
  /** What is on record centrally, before it was to be given back and after. */
  readonly before: readonly JsonObject[];
  readonly after: readonly JsonObject[];
  readonly run: SeenRun;
  /** What the work of each tenant was given last: a hash. */
  readonly done: Readonly<Record<string, string | undefined>>;
  readonly names: ReadonlyMap<string, string>;
}
