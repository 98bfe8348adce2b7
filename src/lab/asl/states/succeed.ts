import { Kind } from '../flow';

export const succeed: Kind = {
  fields: [],
  only: { JSONata: ['Output'], JSONPath: ['InputPath', 'OutputPath'] },
  compile: source => {
    const leave = source.data.leaving(source.fields, '', []);
    return visit => leave(visit, visit, source.data.input(visit));
  },
};
