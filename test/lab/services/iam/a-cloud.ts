import { Cloud } from '../../../../src/lab/cloud';
import { Json, JsonObject } from '../../../../src/lab/json';
import { Caller } from '../../../../src/lab/room';
import { iam, IamRoom } from '../../../../src/lab/services/iam/iam-room';
import { RoleOptions } from '../../../../src/lab/services/iam/roles';
import { sts, StsRoom } from '../../../../src/lab/services/iam/sts-room';

export const HOME = '111111111111';
export const TENANT = '222222222222';

/** A cloud with IAM and STS, and a way to make roles in it. */
export function aCloud() {
  const cloud = new Cloud();
  cloud.add(iam(), sts());
  const room = cloud.room<IamRoom>('iam');
  return {
    cloud,
    room,
    sts: cloud.room<StsRoom>('sts'),
    /** A role that may do what the statements say, and a session of it. */
    role: (statements: JsonObject[], options: Partial<RoleOptions> & { account?: string } = {}): Caller => {
      const { account = HOME, ...rest } = options;
      const principal = room.addRole(account, {
        name: 'worker', trust: trustOf({ Service: 'lambda.amazonaws.com' }), policies: { work: policyOf(...statements) }, ...rest,
      });
      return { principal, account, region: 'eu-west-1' };
    },
    /** Lets the clock run until the work is done. */
    async settle<T>(work: Promise<T>): Promise<T> {
      const outcome = work.then(value => () => value, error => () => { throw error; });
      await cloud.clock.run();
      return (await outcome)();
    },
  };
}

export function policyOf(...Statement: JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement };
}

export function trustOf(Principal: Json, Condition?: JsonObject, Effect = 'Allow', Action: Json = 'sts:AssumeRole'): JsonObject {
  return policyOf({ Effect, Principal, Action, ...(Condition && { Condition }) });
}

export function allow(Action: Json, Resource: Json, Condition?: JsonObject): JsonObject {
  return { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

export function deny(Action: Json, Resource: Json, Condition?: JsonObject): JsonObject {
  return { ...allow(Action, Resource, Condition), Effect: 'Deny' };
}
