import { ALARM, REGIONS, versionParameter } from './app';
import { SeenPlace, SeenRelease } from './seen';
import { ReleaseStory } from './stories';
import { assetBucketName, releaseMachineName, serviceStackSetName } from '../../../src/fleet/contract';
import { Json } from '../../../src/lab';
import { SsmRoom } from '../../../src/lab/services/ssm/ssm-room';
import { DEFAULT_PLATFORM } from '../../../src/organization/contract';
import { TENANT_TAG } from '../../../src/tenants/contract';
import { LabWorld } from '../play-here';

/** Plays a release in the lab. */
export async function releaseHere(
  world: LabWorld, { service, alarm }: ReleaseStory, tenants: readonly string[], assembly?: string,
): Promise<SeenRelease> {
  const { lab } = world;
  if (assembly !== undefined) { await lab.deploy(assembly); }
  if (alarm !== undefined) { lab.cloudWatch.setAlarm(ALARM, alarm); }
  world.begin();
  const machine = lab.all('AWS::StepFunctions::StateMachine').find(({ ref }) => ref.endsWith(releaseMachineName(DEFAULT_PLATFORM)))!;
  lab.states.start(machine.ref, { service, requestedBy: 'judge', reason: 'a story' });
  await lab.play();
  const accounts = lab.organization.accounts()
    .flatMap(({ id, tags }) => [{ id, tenant: tags.get(TENANT_TAG) ?? '' }]).filter(({ tenant }) => tenants.includes(tenant));
  const { ref: bucket } = lab.only('AWS::S3::Bucket', 'ReleasesBucket');
  return {
    run: world.runs().find(({ path }) => path.includes('Which version is the newest?'))!,
    records: lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref),
    events: world.events(),
    places: Object.fromEntries(accounts.flatMap(({ id, tenant }) =>
      REGIONS.map(region => [`${tenant} ${region}`, placeHere(world, id, region)]))),
    instances: instancesHere(world, service),
    assets: Object.fromEntries(REGIONS.map(region => {
      const name = assetBucketName(DEFAULT_PLATFORM, machine.account, region);
      return [name, Object.keys(lab.buckets.objects(name))];
    })),
    files: Object.fromEntries(Object.entries(lab.buckets.objects(bucket))
      .map(([key, text]) => [key, fileOf(key, text)])),
    names: new Map([...world.names(), [bucket, 'bucket of releases']]),
  };
}

/** Lists for people are JSON, those for StackSets lines. */
export const fileOf = (key: string, text: string): Json => key.endsWith('.json') ? JSON.parse(text) as Json : text.split('\n');

function placeHere({ lab }: LabWorld, account: string, region: string): SeenPlace {
  const services = ['users', 'orders'];
  const parameters = lab.cloud.room<SsmRoom>('ssm');
  return {
    versions: Object.fromEntries(services.flatMap(service => {
      const value = parameters.value(account, region, versionParameter(service));
      return value === undefined ? [] : [[service, value]];
    })),
    stacks: services.flatMap(service => {
      const stack = lab.stackOf(account, region, serviceStackSetName(DEFAULT_PLATFORM, service));
      return stack ? [`${stack.name} ${stack.status}`] : [];
    }),
  };
}

function instancesHere({ lab }: LabWorld, service: string): string[] {
  return lab.stackSets.stackInstances(serviceStackSetName(DEFAULT_PLATFORM, service))
    .map(({ account, region, status }) => `${account} ${region} ${status}`);
}
