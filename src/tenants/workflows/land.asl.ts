import { heldByStage } from './held';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, otherwise, quoted } from '../../private/asl';

/** Where a step goes on that fails for good. */
export interface Broken {
  readonly next: string;
  readonly assign?: Record<string, unknown>;
}

/** Which organizational unit is which, and which guardrails hold in that of the stage: the management account says. */
export function readLand(to: EnrolmentTies, name: string, next: string, broken: Broken): States {
  const missing = `the parameter ${to.landParameter} is missing in the management account`;
  const land = `($land := $states.result.Parameters[Name = ${quoted(to.landParameter)}].Value; $exists($land) ? $parse($land) : $error(${quoted(missing)}))`;
  return {
    [name]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:ssm:getParameters`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: { Names: [to.landParameter, to.guardrailsParameter, to.promotedParameter] },
      Assign: { land: jsonata(land), parent: jsonata(`${land}.root`), guardrails: jsonata(`$lookup(${heldByStage(to)}, $request.stage).digest`) },
      Retry: [PATIENTLY],
      Catch: [otherwise('reading the organizational units', broken.next, broken.assign)],
      Next: next,
    },
  };
}
