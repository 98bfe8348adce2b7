import { Json } from '../../json';
import { template } from '../data';
import { Kind } from '../flow';
import { isDelay, momentOf } from '../time';

/** Waits beyond this many seconds are refused when they are met, as was seen in recorded executions. */
const TOO_LONG = 2 ** 31;

export const wait: Kind = {
  fields: ['Seconds', 'Timestamp', 'Assign', 'Output', 'Next', 'End'],
  compile: source => {
    const { Seconds: seconds, Timestamp: timestamp } = source.fields;
    if ((seconds === undefined) === (timestamp === undefined)) { source.complain('a Wait state needs either Seconds or Timestamp'); }
    const field = seconds === undefined ? 'Timestamp' : 'Seconds';
    const given = (seconds ?? timestamp ?? 0) as Json;
    const dynamic = typeof given === 'string' && given.startsWith('{%');
    if (!dynamic && (field === 'Seconds' ? !isDelay(given) : momentOf(given) === undefined)) {
      source.complain(`${field} must be ${field === 'Seconds' ? 'a whole number from 0 to 99999999' : 'a timestamp such as 2026-01-31T12:00:00Z'}, got ${JSON.stringify(given)}`);
    }
    const evaluate = template(given, field, source);
    const leaving = source.data.leaving(source.fields, '', []);
    const next = source.fields.Next as string | undefined;

    return async (visit) => {
      const { run, life } = visit.branch;
      const { clock } = run.world;
      const value = await evaluate(visit);
      let delay: number;
      if (field === 'Seconds') {
        if (!isDelay(value)) { throw visit.queryError(`The Seconds field must be a whole number from 0 to 99999999, but was: ${JSON.stringify(value)}`); }
        delay = value * 1000;
      } else {
        const moment = momentOf(value);
        if (moment === undefined) {
          const shown = typeof value === 'string' ? value : JSON.stringify(value);
          throw visit.queryError(`The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown}`);
        }
        delay = moment - clock.now();
        if (delay > TOO_LONG * 1000) { throw visit.runtimeError('Wait state delay is too long.'); }
      }
      if (delay > 0) { await life.sleep(clock, delay); }
      return { ...await source.data.leave(leaving, visit, visit, visit.input), next };
    };
  },
};
