import { Versions } from './versions';
import { Json, JsonObject } from '../../../../src/lab';
import { Random } from '../../../../src/lab/random';
import { PLATFORM } from '../platform';
import { Fleet } from '../world';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const SERVICES: readonly string[] = ['orders', 'users'];

/** What the players of a world share. */
export interface Stage {
  readonly fleet: Fleet;
  readonly random: Random;
  readonly versions: Versions;
  /** When tenants who are not ready ceased to be. */
  readonly notReady: Map<string, number>;
  /** Whoever has not got what he wanted by then gives up. */
  readonly until: number;
  /** Counts that something was done, for the report. */
  readonly did: (what: string) => void;
}

/** Something happens later. What it throws ends the play. */
export function later({ fleet: { lab: { cloud: { clock } } } }: Pick<Stage, 'fleet'>, milliseconds: number, what: () => unknown): void {
  clock.at(clock.now() + milliseconds, () => { clock.background(Promise.resolve().then(what)); });
}

/** Somebody in the platform account calls, whom nothing befalls. */
export function call({ fleet: { lab } }: Pick<Stage, 'fleet'>, service: string, action: string, parameters: JsonObject): Promise<JsonObject> {
  return lab.cloud.call(lab.operator(PLATFORM), service, action, parameters);
}

/** Somebody asks for something on the factory's bus, as the pipeline's steps and the command line do. */
export function send({ fleet: { lab } }: Stage, detailType: string, detail: Json): Promise<unknown> {
  return lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'people', DetailType: detailType, Detail: JSON.stringify(detail) }]);
}
