export { AwsError } from './aws-error';
export { Cloud, CloudOptions } from './cloud';
export { Crashed, Fault, nameOf } from './faults';
export { Entry, Journal } from './journal';
export { Json, JsonObject, isObject } from './json';
export { Lab, LabOptions } from './lab';
export { Call, Caller, Room } from './room';
export { Execution } from './services/states/executions';
