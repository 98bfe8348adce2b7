import { CloudStory } from './stories';
import { Json, JsonObject } from '../../src/lab';

/** A call that a run made, as Step Functions spells it. */
export interface SeenCall {
  readonly state: string;
  readonly service: string;
  readonly action: string;
  /** The account in which it was made. */
  readonly account: string;
  readonly parameters: Json;
  readonly error?: string;
}

/** What one run of the enrolment did. */
export interface SeenRun {
  readonly input: Json;
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  /** The states that it entered, in order. */
  readonly path: readonly string[];
  readonly calls: readonly SeenCall[];
}

/** An account that is there after a story, and what is in it. */
export interface SeenAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: string;
  readonly unit: string;
  readonly tags: JsonObject;
  readonly roles: readonly string[];
  /** What the tenant account's own parameter says of it. */
  readonly facts?: Json;
  /** Regions in which the baseline's stack is there, and how it is. */
  readonly baseline: readonly string[];
}

/** What came of a story in one of the clouds. */
export interface Seen {
  readonly runs: readonly SeenRun[];
  readonly records: readonly JsonObject[];
  readonly events: readonly { readonly type: string; readonly detail: Json }[];
  readonly accounts: readonly SeenAccount[];
  /** What ids of this cloud stand for. */
  readonly names: ReadonlyMap<string, string>;
}

/** A cloud in which stories are played, one after another. */
export interface World {
  play(story: CloudStory): Promise<Seen>;
}
