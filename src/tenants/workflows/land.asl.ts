import { FAILED } from './fail.asl';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, otherwise } from '../../private/asl';

/** Which organizational unit is which, as the management account says. */
export function readLand(to: EnrolmentTies, name: string, next: string): States {
  return {
    [name]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:ssm:getParameter`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: { Name: to.landParameter },
      Assign: { land: jsonata('$parse($states.result.Parameter.Value)'), parent: jsonata('$parse($states.result.Parameter.Value).root') },
      Retry: [PATIENTLY],
      Catch: [otherwise('reading the organizational units', FAILED)],
      Next: next,
    },
  };
}
