// A small team's platform: everything in the management account, with alarms, a dashboard and a readiness probe of
// its own.
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ReadinessProbe, TenantAccountFactory, TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

/** How cdk-nag calls the managed policy that aws-cdk-lib gives each function. */
const LOGS_ONLY = 'AwsSolutions-IAM4[Policy:arn:<AWS:Partition>:iam:aws:policy/service-role/AWSLambdaBasicExecutionRole]';

const app = new App();
const stack = new Stack(app, 'Platform', { env: { account: '111111111111', region: 'us-east-1' } });

const organization = new TenantOrganization(stack, 'Organization');
const probe = new Function(stack, 'Probe', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromAsset(`${__dirname}/probe`),
  logGroup: new LogGroup(stack, 'ProbeLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
});
const factory = new TenantAccountFactory(stack, 'Tenants', {
  organization,
  baseline: new TenantBaseline(stack, 'Baseline', { organization, regions: ['us-east-1', 'eu-west-1'] }),
  directory: new TenantDirectory(stack, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }),
  emailTemplate: 'aws+{id}@example.com',
  readinessProbe: ReadinessProbe.fromFunction(probe, { attempts: 3 }),
});

Validations.of(probe).acknowledge({ id: LOGS_ONLY, reason: 'The policy lets a function write its logs and nothing else.' });

const operators = new Topic(stack, 'Operators', { enforceSSL: true });
factory.addAlarms({ actions: [new SnsAction(operators)], accountQuota: 500 });
factory.addDashboard();
factory.onTenantFailed('TellOperators', { target: new SnsTopic(operators) });
platformTeam(factory);

app.synth();

/** The product's backend may ask for tenants. */
function platformTeam(to: TenantAccountFactory): void {
  const backend = new Function(stack, 'Backend', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => undefined;'),
    logGroup: new LogGroup(stack, 'BackendLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
  });
  Validations.of(backend).acknowledge({ id: LOGS_ONLY, reason: 'The policy lets a function write its logs and nothing else.' });
  to.grants.requestTenants(backend);
}
