import { RoleOptions } from './roles';
import { AwsError } from '../../aws-error';
import { ResourceRequest } from '../../room';

/** What the roles of services are called. */
const NAMES: ReadonlyMap<string, string> = new Map([['config.amazonaws.com', 'AWSServiceRoleForConfig']]);

/** The role that a service works with in an account. What it may do is the service's own affair. */
export function serviceLinkedRole({ type, properties }: ResourceRequest): RoleOptions {
  const service = String(properties.AWSServiceName);
  const name = NAMES.get(service);
  if (name === undefined || properties.CustomSuffix !== undefined) { throw new Error(`the lab does not know the name of an ${type} for ${service}`); }
  return {
    name, path: `/aws-service-role/${service}/`,
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] },
  };
}

export const taken = ({ name }: RoleOptions): AwsError =>
  new AwsError('InvalidInput', `Service role name ${name} has been taken in this account, please try a different suffix.`);
