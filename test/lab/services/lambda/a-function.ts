import { createStack } from '../../../../src/lab/assembly/stacks';
import { Fault } from '../../../../src/lab/faults';
import { JsonObject } from '../../../../src/lab/json';
import { Room, RoomBuilder } from '../../../../src/lab/room';
import { aCloudWith, aFolder, HOME, REGION } from '../../assembly/an-app';

export { aFolder, HOME, REGION };

export const ARN = `arn:aws:lambda:${REGION}:${HOME}:function:worker`;
export const ROLE = `arn:aws:iam::${HOME}:role/worker`;

interface Options {
  readonly files?: Record<string, string>;
  /** Further properties of the function. */
  readonly properties?: JsonObject;
  readonly statements?: JsonObject[];
  readonly rooms?: Room[];
  /** Further services of the lab's own. */
  readonly builders?: RoomBuilder[];
  readonly resources?: JsonObject;
  readonly faults?: readonly Fault[];
}

/** A cloud with one deployed function `worker`, whose code is the body of a handler or a set of files. */
export async function aFunction(
  body: string, { files, properties, statements, rooms = [], builders = [], resources, faults = [] }: Options = {},
) {
  const world = aCloudWith({ faults }, ...rooms);
  world.cloud.add(...builders);
  const code = aFolder(files ?? { 'index.js': `exports.handler = async (event, context) => { ${body} };` });
  const allowed = statements ?? [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  await createStack(world.cloud, {
    name: 'Stack',
    account: HOME,
    region: REGION,
    assets: { 'code.zip': code },
    template: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'worker',
            AssumeRolePolicyDocument: {
              Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
            },
            ...(allowed.length > 0 && { Policies: [{ PolicyName: 'work', PolicyDocument: { Version: '2012-10-17', Statement: allowed } }] }),
          },
        },
        Worker: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'worker',
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            ...properties,
          },
        },
        ...resources,
      } as JsonObject,
    },
  });
  return {
    ...world,
    invoke: (Payload: JsonObject | string = {}, more: JsonObject = {}) =>
      world.settle(world.cloud.call(world.operator, 'lambda', 'invoke', { FunctionName: 'worker', Payload, ...more })),
    /** What the function gives, parsed. */
    result: async (Payload: JsonObject = {}) => JSON.parse(String(
      (await world.settle(world.cloud.call(world.operator, 'lambda', 'invoke', { FunctionName: 'worker', Payload }))).Payload)) as unknown,
  };
}
