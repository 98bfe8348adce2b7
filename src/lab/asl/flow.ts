import { Json, JsonObject } from '../json';
import { QueryLanguage, TemplateTools } from './data';
import { StateData } from './state-data';
import type { Visit } from './visit';

/** What comes of a visit to a state. */
export interface Outcome {
  readonly output: Json;
  readonly assign?: JsonObject;
  /** Absent at the end of the flow. */
  readonly next?: string;
}

/** What a state does when it is visited. */
export type Work = (visit: Visit) => Outcome | Promise<Outcome>;

/** A state, ready to be visited. */
export interface State {
  readonly name: string;
  readonly type: string;
  readonly work: Work;
}

/** States that lead to each other: a machine, a branch of a Parallel, the inside of a Map. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A machine, ready to run. */
export interface Program {
  readonly flow: Flow;
  readonly timeoutSeconds?: number;
}

/** A state of a document, as its type compiles it. */
export interface Source extends TemplateTools {
  readonly name: string;
  readonly fields: JsonObject;
  readonly data: StateData;
  /** Compiles the flow inside this state. */
  flow(definition: Json | undefined, where: string): Flow;
}

/** One type of state. */
export interface Kind {
  /** The fields that it has in both languages, beyond Type, Comment and QueryLanguage. */
  readonly fields: readonly string[];
  /** The fields that it has in one of them alone. */
  readonly only?: Readonly<Record<QueryLanguage, readonly string[]>>;
  compile(source: Source): Work;
}
