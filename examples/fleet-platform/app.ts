// A platform that carries two services to every tenant account, in two Regions, from a repository on GitHub.
import { join } from 'path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import {
  FleetStack, FleetStackSetPipeline, HealthGate, Ring, TenantAccountFactory, TenantBaseline, TenantOrganization, Wave,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };
const REGIONS = ['us-east-1', 'eu-central-1']; // the first is the tenants' home

/** Who may use what. */
class Users extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const api = new Function(this, 'Api', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(__dirname, 'users')),
      environment: { TABLE: table.tableName },
    });
    table.grantReadWriteData(api);
    this.facts.addTo(api); // which tenant this is
  }
}

/** What was bought. */
class Orders extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Function(this, 'Api', {
      runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromAsset(join(__dirname, 'orders')),
    });
  }
}

/** How cdk-nag calls the managed policy that aws-cdk-lib gives each function. */
const LOGS_ONLY = 'AwsSolutions-IAM4[Policy:arn:<AWS:Partition>:iam:aws:policy/service-role/AWSLambdaBasicExecutionRole]';

const app = new App();

// In the management account: `cdk deploy Organization`, once, with rights that no pipeline has.
const land = new Stack(app, 'Organization', { env: MANAGEMENT });
const organization = new TenantOrganization(land, 'Tenants', { platformAccount: PLATFORM.account });

// In the platform account: `cdk deploy Platform`, once; from then on the pipeline does it.
const platform = new Stack(app, 'Platform', { env: PLATFORM });
const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: REGIONS });
const factory = new TenantAccountFactory(platform, 'Tenants', {
  organization, baseline, emailTemplate: 'aws+{id}@example.com',
});

// What the tenants' accounts report to the platform's metrics, such as with the embedded metric format.
const errors = new Metric({ namespace: 'Orders', metricName: 'Errors', statistic: 'Sum', period: Duration.minutes(5) });
const failing = new Alarm(platform, 'OrdersFail', { metric: errors, threshold: 5, evaluationPeriods: 2 });

const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
  organization,
  organizationId: 'o-exampleorgid',
  directory: factory.directory,
  bus: factory.bus,
  baseline,
  regions: REGIONS,
  waves: [
    Wave.of(Ring.of('canary'), { bake: Duration.minutes(30), gates: [HealthGate.fromAlarms(failing)] }),
    Wave.of(Ring.percent(10), { gates: [HealthGate.fromAlarms(failing)] }),
    Wave.of(Ring.everyone()),
  ],
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example/shop', 'main', {
      connectionArn: 'arn:aws:codeconnections:us-east-1:222222222222:connection/11111111-2222-3333-4444-555555555555',
    }),
    commands: ['npm ci', 'npm test', 'npx cdk synth'],
  }),
});
const users = fleet.addService(new Users(fleet.services, 'Users'));
fleet.addService(new Orders(fleet.services, 'Orders'), { dependsOn: [users] });

Validations.of(fleet.services).acknowledge({ id: LOGS_ONLY, reason: 'The policy lets a function write its logs and nothing else.' });

app.synth();
