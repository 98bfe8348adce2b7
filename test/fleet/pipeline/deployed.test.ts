import { REGIONS, ALARM, platformWith } from './deployed';
import { PreviewFile, serviceStackSetName } from '../../../src/fleet/contract';
import { Execution, JsonObject, Lab } from '../../../src/lab';

/** The platform with its tenants; the first is a canary. */
async function enrolled(version: string): Promise<Lab> {
  const lab = new Lab({ accountQuota: 100, organizations: { organizationId: 'o-exampleorgid' } });
  await lab.deploy(platformWith(version));
  lab.cloudWatch.setAlarm(ALARM, 'OK');
  await enrol(lab, { tenantId: 't0', ring: 'canary' }, { tenantId: 't1' }, { tenantId: 't2' });
  return lab;
}

async function enrol(lab: Lab, ...requests: JsonObject[]): Promise<void> {
  for (const request of requests) {
    void lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'test', DetailType: 'TenantRequested', Detail: JSON.stringify(request) }]);
  }
  await lab.play();
}

/** As the pipeline does it. */
async function release(lab: Lab, service: string): Promise<Execution> {
  const machine = lab.all('AWS::StepFunctions::StateMachine').find(({ ref }) => ref.endsWith(':cdk-account-per-tenant-tenants-release'))!;
  const run = lab.states.start(machine.ref, { service, requestedBy: 'pipeline', reason: 'execution 1 of a pipeline' });
  await lab.play();
  return run;
}

/** Which version of a service each account has in each Region. */
function truths(lab: Lab, service: string): string[] {
  const text = (value: unknown) => (value as JsonObject | undefined)?.S;
  const records = lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref)
    .filter(({ sk, state }) => text(sk) === 'RECORD' && text(state) === 'ready');
  return records.flatMap(({ accountId }) => REGIONS.map(region => {
    const stack = lab.stackOf(text(accountId) as string, region, serviceStackSetName('tenants', service));
    const [said] = Object.values(stack?.template.Resources ?? {}).filter(({ Type }) => Type === 'AWS::SSM::Parameter');
    return String(said?.Properties?.Value ?? 'none');
  }));
}

test('services are published, released in all Regions, taken back when bad, and there for who comes later', async () => {
  const lab = await enrolled('1');
  expect((await release(lab, 'users')).status).toBe('SUCCEEDED');
  expect((await release(lab, 'orders')).status).toBe('SUCCEEDED');
  expect(truths(lab, 'orders')).toEqual(new Array(6).fill('1'));

  await lab.deploy(platformWith('2'));
  expect((await release(lab, 'orders')).status).toBe('SUCCEEDED');
  expect(truths(lab, 'orders')).toEqual(new Array(6).fill('2'));
  expect(truths(lab, 'users')).toEqual(new Array(6).fill('1'));

  const { ref: bucket } = lab.only('AWS::S3::Bucket', 'ReleasesBucket');
  const { accounts } = JSON.parse(lab.buckets.objects(bucket)['orders/000002/preview.json']) as PreviewFile;
  expect(accounts.length).toBeGreaterThan(0);
  expect(accounts.filter(({ error, changes }) => error !== undefined || changes.length === 0)).toEqual([]);

  await lab.deploy(platformWith('3'));
  lab.cloudWatch.setAlarm(ALARM, 'INSUFFICIENT_DATA');
  const bad = await release(lab, 'orders');
  expect(bad).toMatchObject({ status: 'FAILED', error: 'ReleaseNotForward' });
  expect(truths(lab, 'orders')).toEqual(new Array(6).fill('2'));

  await enrol(lab, { tenantId: 'late' });
  expect(truths(lab, 'orders')).toEqual(new Array(8).fill('2'));
  expect(truths(lab, 'users')).toEqual(new Array(8).fill('1'));
}, 120_000);
