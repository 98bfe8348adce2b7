import { Deed } from './story';

/** What somebody does by hand to the run that was started at this place in the order, as one who may. */
export const byHand = (action: 'stopExecution' | 'redriveExecution', which = 0): Deed['what'] => (lab, { machineArn }) => {
  const caller = lab.operator({ account: machineArn.split(':')[4], region: 'us-east-1' });
  return lab.cloud.call(caller, 'sfn', action, { ExecutionArn: lab.states.executions()[which].arn });
};
