import { Json } from '../../json';
import { Kind } from '../flow';
import { Field } from '../state-data';
import { isDelay, momentOf } from '../time';
import { Visit } from '../visit';

/** Waits beyond this many seconds are refused when they are met, as was seen in recorded executions. */
const TOO_LONG = 2 ** 31;

export const wait: Kind = {
  fields: ['Seconds', 'Timestamp', 'Assign', 'Next', 'End'],
  only: { JSONata: ['Output'], JSONPath: ['SecondsPath', 'TimestampPath', 'InputPath', 'OutputPath'] },
  compile: source => {
    const seconds = source.data.field('Seconds');
    const timestamp = source.data.field('Timestamp');
    if (!seconds === !timestamp) { source.complain('a Wait state needs either Seconds or Timestamp'); }
    if (seconds && !seconds.dynamic && !isDelay(seconds.source)) { source.complain(`Seconds must be a whole number from 0 to 99999999, got ${JSON.stringify(seconds.source)}`); }
    if (timestamp && !timestamp.dynamic && momentOf(timestamp.source) === undefined) {
      source.complain(`Timestamp must be a timestamp such as 2026-01-31T12:00:00Z, got ${JSON.stringify(timestamp.source)}`);
    }
    const leave = source.data.leaving(source.fields, '', []);
    const next = source.fields.Next as string | undefined;

    return async (visit) => {
      const { run, life } = visit.branch;
      const delay = seconds
        ? millisecondsOf(seconds, await seconds.evaluate(visit), visit)
        : momentIn(timestamp!, await timestamp!.evaluate(visit), visit) - run.world.clock.now();
      if (!seconds && delay > TOO_LONG * 1000) { throw visit.runtimeError('Wait state delay is too long.'); }
      if (delay > 0) { await life.sleep(run.world.clock, delay); }
      return { ...await leave(visit, visit, source.data.input(visit)), next };
    };
  },
};

function millisecondsOf(field: Field, value: Json, visit: Visit): number {
  if (isDelay(value)) { return value * 1000; }
  if (!field.name.endsWith('Path')) {
    throw visit.queryError(`The Seconds field must be a whole number from 0 to 99999999, but was: ${JSON.stringify(value)}`, 'Seconds');
  }
  const where = `${String(field.source)} == ${shown(value)}`;
  if (typeof value !== 'number' || !Number.isInteger(value)) { throw visit.runtimeError(`The SecondsPath parameter cannot be parsed as a long value: ${where}`); }
  throw visit.runtimeError(value < 0 ? `The SecondsPath parameter references a negative value: ${where}` : 'Wait state delay is too long.');
}

function momentIn(field: Field, value: Json, visit: Visit): number {
  const moment = momentOf(value);
  if (moment !== undefined) { return moment; }
  throw field.name.endsWith('Path')
    ? visit.runtimeError(`The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${String(field.source)} == ${shown(value)}`)
    : visit.queryError(`The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown(value)}`, 'Timestamp');
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
