import {
  AlreadyExistsException, CallAs, CloudFormationClient, CreateChangeSetCommand, DeleteChangeSetCommand,
  DescribeChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Bucket } from './bucket';
import { Directory } from './directory';
import { ChangeSet, Place, Previewer } from './preview';
import { StackSets } from './stack-sets';
import { PreviewAnswer, PreviewRequest } from '../../contract';

type Change = ChangeSet['changes'][number];

interface Context { readonly invokedFunctionArn: string }

export async function handler(request: PreviewRequest, { invokedFunctionArn }: Context): Promise<PreviewAnswer> {
  const { DIRECTORY = '', BUCKET = '', PLATFORM = '', CALL_AS = 'SELF', PREVIEW_ROLE = '' } = process.env;
  const [, partition] = invokedFunctionArn.split(':');
  const directory = new Directory(DIRECTORY);
  const bucket = new Bucket(BUCKET);
  const stackSets = new StackSets(PLATFORM, CALL_AS as CallAs);
  const clients = new Map<string, Promise<CloudFormationClient>>();
  const at = ({ accountId, region }: Place) => {
    const key = `${accountId}/${region}`;
    const client = clients.get(key) ?? clientFor(`arn:${partition}:iam::${accountId}:role/${PREVIEW_ROLE}`, region);
    clients.set(key, client);
    return client;
  };
  return new Previewer({
    release: (service, release) => directory.release(service, release),
    read: key => bucket.read(key),
    write: (key, content) => bucket.write(key, content),
    stackIn: ({ accountId, region }, service) => stackSets.stackIn(service, accountId, region),
    create: async (place, StackName, ChangeSetName, TemplateURL) => {
      try {
        await (await at(place)).send(new CreateChangeSetCommand({
          StackName, ChangeSetName, TemplateURL, ChangeSetType: 'UPDATE', Capabilities: ['CAPABILITY_NAMED_IAM'],
          Description: 'Made to be looked at by the platform. Nobody executes it',
        }));
      } catch (error) {
        if (!(error instanceof AlreadyExistsException)) { throw error; }
      }
    },
    describe: async (place, StackName, ChangeSetName) => {
      const client = await at(place);
      const changes: Change[] = [];
      for (let NextToken: string | undefined; ;) {
        const page = await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName, NextToken }));
        changes.push(...(page.Changes ?? []).flatMap(({ ResourceChange: change }) => change ? [{
          action: change.Action ?? '', logicalId: change.LogicalResourceId ?? '', type: change.ResourceType ?? '',
          replacement: change.Replacement, policy: change.PolicyAction,
        }] : []));
        NextToken = page.NextToken;
        if (NextToken === undefined) { return { status: page.Status ?? '', reason: page.StatusReason, changes }; }
      }
    },
    remove: async (place, StackName, ChangeSetName) => {
      await (await at(place)).send(new DeleteChangeSetCommand({ StackName, ChangeSetName }));
    },
  }).answer(request);
}

async function clientFor(RoleArn: string, region: string): Promise<CloudFormationClient> {
  const { Credentials: given } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'preview' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = given ?? {};
  return new CloudFormationClient({ region, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}
