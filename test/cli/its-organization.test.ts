import { App, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { TenantOrganization } from '../../src';
import { itsOrganization } from '../../src/cli/its-organization';

const env = { account: '123456789012', region: 'us-east-1' };

test('an app that says nothing of its organization may be of any', () => {
  const app = new App();
  new Bucket(new Stack(app, 'Other', { env }), 'Bucket');
  expect(itsOrganization(app.synth().directory)).toEqual({ managementAccount: undefined, organizations: {} });
});

test('the management account is where the units are, and the id is the one that conditions name', () => {
  const app = new App();
  new TenantOrganization(new Stack(app, 'Land', { env }), 'Tenants', { platformAccount: '222222222222' });
  const bucket = new Bucket(new Stack(app, 'Other', { env: { ...env, account: '333333333333' } }), 'Bucket');
  bucket.addToResourcePolicy(new PolicyStatement({
    effect: Effect.ALLOW, principals: [new StarPrincipal()], actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')],
    conditions: { StringEquals: { 'aws:SourceOrgID': 'o-abcde12345' } },
  }));
  expect(itsOrganization(app.synth().directory)).toEqual({ managementAccount: env.account, organizations: { organizationId: 'o-abcde12345' } });
});
