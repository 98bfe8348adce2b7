import { StatesError } from '../errors';
import { Kind, Source } from '../flow';
import { Visit } from '../visit';

export const fail: Kind = {
  fields: ['Error', 'Cause'],
  only: { JSONata: [], JSONPath: ['ErrorPath', 'CausePath'] },
  compile: source => {
    const error = text(source, 'Error');
    const cause = text(source, 'Cause');
    return async visit => { throw new StatesError(await error(visit), await cause(visit)); };
  },
};

/** A field that must give a text, if it is there. */
function text(source: Source, name: 'Error' | 'Cause'): (visit: Visit) => Promise<string | undefined> {
  const field = source.data.field(name);
  if (!field) { return async () => undefined; }
  if (typeof field.source !== 'string') { source.complain(`${name} must be a text or an expression`); }
  return async (visit) => {
    const value = await field.evaluate(visit);
    if (typeof value !== 'string') { throw field.wrongType(visit, 'string', value); }
    return value;
  };
}
