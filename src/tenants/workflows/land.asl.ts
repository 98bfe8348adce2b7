import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, otherwise } from '../../private/asl';

/** Where a step goes on that fails for good. */
export interface Broken {
  readonly next: string;
  readonly assign?: Record<string, unknown>;
}

/** Which organizational unit is which, as the management account says. */
export function readLand(to: EnrolmentTies, name: string, next: string, broken: Broken): States {
  return {
    [name]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:ssm:getParameter`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: { Name: to.landParameter },
      Assign: { land: jsonata('$parse($states.result.Parameter.Value)'), parent: jsonata('$parse($states.result.Parameter.Value).root') },
      Retry: [PATIENTLY],
      Catch: [otherwise('reading the organizational units', broken.next, broken.assign)],
      Next: next,
    },
  };
}
