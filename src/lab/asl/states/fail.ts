import { Json } from '../../json';
import { template, wrongType } from '../data';
import { StatesError } from '../errors';
import { Kind, Source } from '../flow';
import { Visit } from '../visit';

export const fail: Kind = {
  fields: ['Error', 'Cause'],
  compile: source => {
    const error = text(source, 'Error');
    const cause = text(source, 'Cause');
    return async visit => { throw new StatesError(await error(visit), await cause(visit)); };
  },
};

/** A field that must give a text, if it is there. */
function text(source: Source, field: 'Error' | 'Cause'): (visit: Visit) => Promise<string | undefined> {
  const given = source.fields[field];
  if (given === undefined) { return async () => undefined; }
  if (typeof given !== 'string') { source.complain(`${field} must be a text or an expression`); }
  const evaluate = template(given as Json, field, source);
  return async (visit) => {
    const value = await evaluate(visit);
    if (typeof value !== 'string') { throw wrongType(visit, field, given as Json, 'string', value); }
    return value;
  };
}
