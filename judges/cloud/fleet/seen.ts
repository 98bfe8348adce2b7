import { Json, JsonObject } from '../../../src/lab';
import { SeenRun } from '../seen';

/** What a tenant's account has in a Region. */
export interface SeenPlace {
  /** Which version of each service its parameters tell. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names and states of the stacks of services, without what is made up. */
  readonly stacks: readonly string[];
}

/** What came of a release in one of the clouds. */
export interface SeenRelease {
  readonly run: SeenRun;
  /** The items of services, of their releases and versions, and of who has what. */
  readonly records: readonly JsonObject[];
  readonly events: readonly { readonly type: string; readonly detail: Json }[];
  /** What tenants' accounts have: tenant and Region. */
  readonly places: Readonly<Record<string, SeenPlace>>;
  /** What the last operation of the service's stack set has left: tenant, Region and status. */
  readonly instances: readonly string[];
  /** What lies in the buckets of assets. */
  readonly assets: Readonly<Record<string, readonly string[]>>;
  /** Files of the release, by their names: lists, previews, failures. */
  readonly files: Readonly<Record<string, Json>>;
  /** What functions in the tenants' accounts answer; not there where they do not run. */
  readonly answers?: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}
