import { Machine } from './machine';
import { executionOf } from '../../asl/tasks/tokens';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Caller, Room } from '../../room';

interface RoleKeeper extends Room {
  trustsService(roleArn: string, service: string, sourceArn: string): boolean;
}

/** A machine is made only with a role that lets Step Functions in. */
export function throwUnlessTrusted({ arn, roleArn, region }: Machine, cloud: Cloud): void {
  const iam = cloud.roomIfAny<RoleKeeper>('iam');
  const principals = ['states.amazonaws.com', `states.${region}.amazonaws.com`];
  if (!iam || principals.some(principal => iam.trustsService(roleArn, principal, arn))) { return; }
  throw new AwsError('AccessDeniedException',
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.');
}

/**
 * A machine is reached from its own account and Region only: it has no policy of its own that could let others in, so
 * a permission of the caller alone is not enough. Which errors a foreign Region and a foreign token get is unverified.
 */
export function throwIfForeign(action: string, parameters: JsonObject, { account, region, principal }: Caller): void {
  const tokenOf = executionOf(parameters.TaskToken);
  const { StateMachineArn, ExecutionArn, MapRunArn, ActivityArn } = parameters;
  const arn = tokenOf ?? String(StateMachineArn ?? ExecutionArn ?? MapRunArn ?? ActivityArn);
  const [, , service, itsRegion, itsAccount] = arn.split(':');
  if (service !== 'states' || (itsRegion === region && itsAccount === account)) { return; }
  if (tokenOf !== undefined) { throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'"); }
  if (itsRegion !== region) { throw new AwsError('InvalidArn', `Invalid Arn: '${arn}' is not in ${region}`); }
  const api = `states:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  throw new AwsError('AccessDeniedException',
    `User: ${principal} is not authorized to perform: ${api} on resource: ${arn} because no resource-based policy allows the ${api} action`);
}
