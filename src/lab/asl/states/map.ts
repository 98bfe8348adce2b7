import { Json, JsonObject, isObject } from '../../json';
import { ATTEMPT_FIELDS, ATTEMPT_FIELDS_OF, attempts } from '../attempts';
import { Kind, Source } from '../flow';
import { distributed } from './map-distributed';
import { inline } from './map-inline';

const OF_DISTRIBUTED = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

/** A Map plays its flow for each item: inside the execution, or in distributed mode as executions of their own. */
export const map: Kind = {
  fields: ['ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage', ...OF_DISTRIBUTED, ...ATTEMPT_FIELDS],
  only: {
    JSONata: ['Items', ...ATTEMPT_FIELDS_OF.JSONata],
    JSONPath: [
      'ItemsPath', 'MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'Parameters', 'Iterator',
      ...ATTEMPT_FIELDS_OF.JSONPath,
    ],
  },
  compile: source => {
    return attempts(source, isDistributed(source) ? distributed(source) : inline(source));
  },
};

function isDistributed(source: Source): boolean {
  const { fields, complain } = source;
  const processor = isObject(fields.ItemProcessor) ? fields.ItemProcessor : {};
  const config: JsonObject = isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const { Mode: mode = 'INLINE', ExecutionType: type } = config;
  if (mode !== 'INLINE' && mode !== 'DISTRIBUTED') { complain(`the Mode of ProcessorConfig must be INLINE or DISTRIBUTED, got ${JSON.stringify(mode)}`); }
  if (mode === 'DISTRIBUTED') {
    if (type === 'EXPRESS' && waits(processor)) { complain('an Express child can neither wait for a job, a token or an activity nor hold a Distributed Map'); }
    if (type !== 'STANDARD' && type !== 'EXPRESS') { complain(`the ExecutionType of ProcessorConfig must be STANDARD or EXPRESS, got ${JSON.stringify(type)}`); }
    return true;
  }
  if (type !== undefined) { complain('an ExecutionType needs the Mode DISTRIBUTED'); }
  for (const field of OF_DISTRIBUTED) {
    if (fields[field] !== undefined) { complain(`${field} needs the Mode DISTRIBUTED`); }
  }
  return false;
}

/** Whether something in a flow does what only Standard executions can do. */
function waits(flow: JsonObject): boolean {
  return Object.values(isObject(flow.States) ? flow.States : {}).filter(isObject).some(state => {
    const { Type: type, Resource: resource, Branches: branches, ItemProcessor: processor, Iterator: older } = state;
    if (type === 'Task') { return /\.(sync|waitForTaskToken)|:activity:/.test(String(resource)); }
    const inside = [...Array.isArray(branches) ? branches : [], processor, older] as Json[];
    return inside.filter(isObject).some(each => waits(each)
      || (isObject(each.ProcessorConfig) && each.ProcessorConfig.Mode === 'DISTRIBUTED'));
  });
}
