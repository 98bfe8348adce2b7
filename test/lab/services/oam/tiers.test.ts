import { CfnStackSet, Stack } from 'aws-cdk-lib';
import { CfnSink } from 'aws-cdk-lib/aws-oam';
import { Lab } from '../../../../src/lab';
import { JsonObject } from '../../../../src/lab/json';
import { synthesized } from '../../assembly/an-app';

const MANAGEMENT = '111111111111';
const REGION = 'us-east-1';

/** What a tenant account has: all of it follows from one parameter. */
const template = (more: JsonObject = {}): string => JSON.stringify({
  Parameters: { Tier: { Type: 'String', Default: 'priority', AllowedValues: ['priority', 'dormant'] }, Sink: { Type: 'String' } },
  Mappings: { Tiers: { priority: { Filter: "Namespace != '-'", Rate: '0.05' }, dormant: { Filter: "Namespace = '-'", Rate: '0' } } },
  Conditions: { Seen: { 'Fn::Equals': [{ 'Fn::FindInMap': ['Tiers', { Ref: 'Tier' }, 'Rate'] }, '0.05'] } },
  Resources: {
    Link: {
      Type: 'AWS::Oam::Link',
      Properties: {
        LabelTemplate: '$AccountName',
        ResourceTypes: ['AWS::CloudWatch::Metric'],
        SinkIdentifier: { Ref: 'Sink' },
        LinkConfiguration: { MetricConfiguration: { Filter: { 'Fn::FindInMap': ['Tiers', { Ref: 'Tier' }, 'Filter'] } } },
      },
    },
    Told: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/tier', Type: 'String', Value: { 'Fn::If': ['Seen', 'seen', 'not seen'] } } },
    Group: { Type: 'AWS::Logs::LogGroup', Condition: 'Seen', Properties: { LogGroupName: '/seen' } },
    ...more,
  },
});

class World {
  public readonly lab = new Lab({ stackSets: { organizationsAccess: 'ENABLED' } });
  public readonly unit = this.lab.organization.addOrganizationalUnit('tenants');
  public readonly central = this.lab.organization.addAccount({ name: 'observability', email: 'o@example.com' });
  public readonly tenants = ['acme', 'rival', 'third'].map(name =>
    this.lab.organization.addAccount({ name, email: `${name}@example.com`, parent: this.unit }));

  public async deploy(templateBody = template()): Promise<void> {
    const organization = this.lab.organization.organizationId();
    await this.lab.deploy(synthesized(app => {
      new CfnSink(new Stack(app, 'Observability', { env: { account: this.central, region: REGION } }), 'Sink', {
        name: 'sink',
        policy: {
          Version: '2012-10-17',
          Statement: [{
            Effect: 'Allow', Principal: '*', Action: ['oam:CreateLink', 'oam:UpdateLink'], Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
          }],
        },
      });
    }));
    const sink = this.lab.only('AWS::Oam::Sink').ref;
    await this.lab.deploy(synthesized(app => {
      new CfnStackSet(new Stack(app, 'Baseline', { env: { account: MANAGEMENT, region: REGION } }), 'StackSet', {
        stackSetName: 'baseline', permissionModel: 'SERVICE_MANAGED', templateBody,
        parameters: [{ parameterKey: 'Sink', parameterValue: sink }],
        stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds: [this.unit] }, regions: [REGION] }],
        operationPreferences: { maxConcurrentPercentage: 100 },
      });
    }));
  }

  public async call(action: string, parameters: JsonObject, service = 'cloudformation', account = MANAGEMENT): Promise<JsonObject> {
    const about = service === 'cloudformation' ? { StackSetName: 'baseline', ...parameters } : parameters;
    const answer = this.lab.cloud.call(this.lab.operator({ account, region: REGION }), service, action, about);
    answer.catch(() => undefined);
    await this.lab.play();
    return answer;
  }

  public async override(accounts: readonly string[], ...overrides: JsonObject[]): Promise<JsonObject> {
    const { OperationId } = await this.call('updateStackInstances', {
      DeploymentTargets: { OrganizationalUnitIds: [this.unit], Accounts: [...accounts], AccountFilterType: 'INTERSECTION' },
      Regions: [REGION],
      ParameterOverrides: overrides,
      OperationPreferences: { FailureTolerancePercentage: 100, MaxConcurrentPercentage: 100 },
    });
    return (await this.call('describeStackSetOperation', { OperationId })).StackSetOperation as JsonObject;
  }

  public async overrides(account: string): Promise<unknown> {
    const { StackInstance } = await this.call('describeStackInstance', { StackInstanceAccount: account, StackInstanceRegion: REGION });
    return (StackInstance as JsonObject).ParameterOverrides;
  }

  /** What can be seen of each tenant: the parameter, whether metrics go through, and its resources. */
  public async seen(): Promise<unknown[]> {
    return Promise.all(this.tenants.map(async account => {
      const { Parameter } = await this.call('getParameter', { Name: '/tier' }, 'ssm', account);
      const link = this.lab.oam.linksTo(this.central, REGION).get(account);
      const resources = Object.keys(this.lab.stackOf(account, REGION, 'baseline')!.template.Resources).length;
      return [(Parameter as JsonObject).Value, link?.metrics?.('AWS/Lambda'), resources];
    }));
  }
}

const DORMANT = { ParameterKey: 'Tier', ParameterValue: 'dormant' };

test('a tier that there is not changes nothing in the account, and the operation tells why', async () => {
  const world = new World();
  await world.deploy();
  await expect(world.override(world.tenants, { ParameterKey: 'Tiers', ParameterValue: 'dormant' })).rejects.toMatchObject({ code: 'ValidationError' });
  await world.override(world.tenants.slice(0, 1), { ParameterKey: 'Tier', ParameterValue: 'asleep' });
  const [instance] = world.lab.stackSets.stackInstances('baseline');
  expect(instance).toMatchObject({ status: 'OUTDATED', detailed: 'FAILED', reason: expect.stringContaining("Parameter 'Tier' must be one of AllowedValues, got 'asleep'") });
  expect(await world.seen()).toEqual(Array.from({ length: 3 }, () => ['seen', true, 3]));
});

test('an account outside of the organization’s sink policy gets no link, and its stack says so', async () => {
  const world = new World();
  await world.deploy();
  const late = world.lab.organization.addAccount({ name: 'late', email: 'late@example.com', parent: world.unit });
  world.lab.cloud.quotas.set('oam.linksPerSink', 3);
  await world.call('createStackInstances', { DeploymentTargets: { OrganizationalUnitIds: [world.unit] }, Regions: [REGION] });
  expect(world.lab.stackSets.instanceIn(late, REGION, 'baseline')?.reason).toMatch(/Link \(AWS::Oam::Link\): The sink .* already has 3 links/);
  expect(world.lab.oam.linksTo(world.central, REGION).size).toBe(3);
});

test('an override is followed by mapping, condition and link, in the accounts that are named', async () => {
  const world = new World();
  await world.deploy();
  const [acme, rival] = world.tenants;
  expect(await world.override([acme, rival], DORMANT)).toMatchObject({ Status: 'SUCCEEDED', Action: 'UPDATE' });
  expect(await world.seen()).toEqual([['not seen', false, 3], ['not seen', false, 3], ['seen', true, 3]]);
  expect(await world.overrides(acme)).toEqual([DORMANT]);
  const groups = world.tenants.map(account => world.lab.stackOf(account, REGION, 'baseline')).map(stack => stack?.parameters.Tier);
  expect(groups).toEqual(['dormant', 'dormant', undefined]);
  await world.override([acme], { ParameterKey: 'Tier', ParameterValue: 'priority' });
  expect(await world.seen()).toEqual([['seen', true, 3], ['not seen', false, 3], ['seen', true, 3]]);
});

test('an override outlives another template of the stack set', async () => {
  const world = new World();
  await world.deploy();
  const [acme] = world.tenants;
  await world.override([acme], DORMANT);
  await world.deploy(template({ More: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/more', Type: 'String', Value: { Ref: 'Tier' } } } }));
  expect(await world.seen()).toEqual([['not seen', false, 4], ['seen', true, 4], ['seen', true, 4]]);
  expect(await world.overrides(acme)).toEqual([DORMANT]);
  const { Parameter } = await world.call('getParameter', { Name: '/more' }, 'ssm', acme);
  expect(Parameter).toMatchObject({ Value: 'dormant' });
  await world.override([acme]);
  expect(await world.overrides(acme)).toEqual([]);
  expect(await world.seen()).toEqual(Array.from({ length: 3 }, () => ['seen', true, 4]));
});

test('what a dormant tenant does is not seen, and is when it is awake', async () => {
  const world = new World();
  await world.deploy();
  const [acme, rival] = world.tenants;
  const tell = () => [acme, rival].forEach(account =>
    world.lab.cloudWatch.observe({ account, region: REGION, namespace: 'AWS/Lambda', metricName: 'Invocations', value: 1 }));
  const seen = async () => (await world.call('listMetrics', { MetricName: 'Invocations', IncludeLinkedAccounts: true }, 'cloudwatch', world.central)).OwningAccounts;
  await world.override([acme], DORMANT);
  tell();
  expect(await seen()).toEqual([rival]);
  await world.override([acme]);
  expect(await seen()).toEqual([acme, rival]);
});
