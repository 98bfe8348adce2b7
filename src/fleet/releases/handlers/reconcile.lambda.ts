import { CallAs } from '@aws-sdk/client-cloudformation';
import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ExecutionDoesNotExist, SFNClient, StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { AssetFiles } from './asset-files';
import { Bucket } from './bucket';
import { Collector } from './collect';
import { Directory } from './directory';
import { Reconciler } from './reconcile';
import { StackSets } from './stack-sets';
import { versionBefore } from './waves';
import { PublishedService, ReconcileAnswer, serviceParameterName } from '../../contract';

/** With less time left, no other service is begun. */
const LEAST_MS = 5 * 60_000;

interface Context {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

export async function handler(_: unknown, context: Context): Promise<ReconcileAnswer> {
  const { DIRECTORY = '', BUCKET = '', PLATFORM = '', CALL_AS = 'SELF', MACHINE = '' } = process.env;
  const directory = new Directory(DIRECTORY);
  const bucket = new Bucket(BUCKET);
  const stackSets = new StackSets(PLATFORM, CALL_AS as CallAs);
  const sfn = new SFNClient({});
  const isLate = () => context.getRemainingTimeInMillis() < LEAST_MS;
  const answer = await new Reconciler({
    now: () => Date.now(),
    isLate,
    services: () => directory.services(),
    service: service => directory.service(service),
    release: (service, release) => directory.release(service, release),
    ready: () => directory.ready(),
    items: service => directory.items(service),
    instances: service => stackSets.instances(service),
    hasStack: async (service, account, region) => await stackSets.stackIn(service, account, region) !== undefined,
    correct: (tenant, change, service, version, before) => directory.correct(tenant, change, service, version, before),
    read: key => bucket.read(key),
    write: (key, content) => bucket.write(key, content),
    runNamed: name => `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`,
    statusOf: async executionArn => {
      try {
        return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) { return undefined; }
        throw error;
      }
    },
    start: async (name, input) => {
      try {
        await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) }));
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) { return false; }
        throw error;
      }
    },
  }).reconcile();
  if (!isLate()) { await collect(directory, PLATFORM, context); }
  return answer;
}

async function collect(directory: Directory, platform: string, { invokedFunctionArn }: Context): Promise<void> {
  // arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME
  const [, , , region, account] = invokedFunctionArn.split(':');
  const files = new AssetFiles(platform, account, region);
  const ssm = new SSMClient({});
  await new Collector({
    now: () => Date.now(),
    versions: service => directory.versions(service),
    items: service => directory.items(service),
    inRelease: async ({ service, running, queued }) => {
      const ids = [running, queued].flatMap(id => id ?? []);
      const releases = await Promise.all(ids.map(id => directory.release(service, id)));
      return releases.flatMap(release => release ? [release.version, versionBefore(release) ?? release.version] : []);
    },
    published: async service => {
      try {
        const read = new GetParameterCommand({ Name: serviceParameterName(platform, service) });
        const { Parameter: found } = await ssm.send(read);
        return found?.Value && (JSON.parse(found.Value) as PublishedService).version;
      } catch (error) {
        if (error instanceof ParameterNotFound) { return undefined; }
        throw error;
      }
    },
    files: where => files.files(where),
    template: key => files.template(key),
    remove: (keys, where) => files.remove(keys, where),
    forget: (service, version) => directory.forget(service, version),
  }).collect(await directory.services());
}
