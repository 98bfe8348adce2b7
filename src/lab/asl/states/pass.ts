import { Json } from '../../json';
import { Kind } from '../flow';

export const pass: Kind = {
  fields: ['Assign', 'Next', 'End'],
  only: { JSONata: ['Output'], JSONPath: ['InputPath', 'Parameters', 'Result', 'ResultPath', 'OutputPath'] },
  compile: source => {
    const leave = source.data.leaving(source.fields, '', []);
    const { Result: result } = source.fields;
    const next = source.fields.Next as string | undefined;
    // A Pass has no Arguments in JSONata, and JSONPath needs no waiting.
    return async visit => ({ ...await leave(visit, visit, result ?? source.data.arguments(visit) as Json), next });
  },
};
