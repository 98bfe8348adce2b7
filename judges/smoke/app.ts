// The smallest platform there is, for npm run aws:smoke: everything in the management account, nothing that stays.
import { App, CfnOutput, CliCredentialsStackSynthesizer, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { TenantAccountFactory, TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'SmokeTest', {
  env: { account: app.node.getContext('account') as string, region: app.node.getContext('region') as string },
  synthesizer: new CliCredentialsStackSynthesizer(),
});
const organization = new TenantOrganization(stack, 'Organization', {
  platformName: 'smoke', parentId: app.node.tryGetContext('unit') as string | undefined,
});
const baseline = new TenantBaseline(stack, 'Baseline', { organization });
const factory = new TenantAccountFactory(stack, 'Tenants', {
  organization,
  baseline,
  directory: new TenantDirectory(stack, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }),
  emailTemplate: app.node.getContext('email') as string,
});
new CfnOutput(stack, 'BusName', { value: factory.bus.eventBusName });
new CfnOutput(stack, 'StackSetName', { value: baseline.stackSetName });
new CfnOutput(stack, 'TableName', { value: factory.directory.table.tableName });
new CfnOutput(stack, 'MachineArn', { value: factory.enrolment.stateMachineArn });

app.synth();
