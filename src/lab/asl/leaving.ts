import { Json, JsonObject, isObject } from '../json';
import { View } from './data';
import { StatesError, dataLimitExceeded } from './errors';
import { bytesOf, exceeds } from './size';
import type { Visit } from './visit';

/** The data that leave a state. */
export interface Left { readonly output: Json; readonly assign?: JsonObject }

/** Applies what shapes the data that leave a state; `result` is what the state worked out, or what it was given. */
export type Leave = (visit: Visit, view: View, result: Json) => Promise<Left>;

const VARIABLE = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** Checks the names in an Assign. */
export function checkAssign(assign: Json | undefined, where: string, complain: (text: string) => void): void {
  if (assign !== undefined && !isObject(assign)) { complain(`${where}Assign must be an object`); }
  for (const name of isObject(assign) ? Object.keys(assign) : []) {
    if (!VARIABLE.test(name) || name.length > 80 || name === 'states') { complain(`'${name}' in ${where}Assign is no name for a variable`); }
  }
}

/** Gives the value back if it is small enough to pass between states. */
export function withinLimit(value: Json, visit: Visit): Json {
  if (exceeds(value, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
  return value;
}

/** What leaves a state, measured. */
export function left(visit: Visit, output: Json, assign: JsonObject | undefined): Left {
  // What came in was measured when it came in.
  if (output !== visit.input) { withinLimit(output, visit); }
  if (assign) { checkVariables(assign, visit); }
  return { output, assign };
}

function checkVariables(assign: JsonObject, visit: Visit): void {
  const sizes: Record<string, number> = {};
  let together = 0;
  for (const [name, value] of Object.entries(assign)) { together += sizes[name] = bytesOf(value as Json); }
  const growth = visit.branch.growth(sizes);
  if (together > visit.limit('assignedBytes') || visit.branch.run.variableBytes + growth > visit.limit('variablesBytes')) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `The variables that the state '${visit.state.name}' assigns exceed the maximum number of bytes service limit.`,
    );
  }
  visit.branch.grow(sizes, growth);
}
