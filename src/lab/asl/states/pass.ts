import { Kind } from '../flow';

export const pass: Kind = {
  fields: ['Assign', 'Output', 'Next', 'End'],
  compile: source => {
    const leaving = source.data.leaving(source.fields, '', []);
    const next = source.fields.Next as string | undefined;
    return async visit => ({ ...await source.data.leave(leaving, visit, visit, visit.input), next });
  },
};
