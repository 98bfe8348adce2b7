import { App, Stack } from 'aws-cdk-lib';
import { TenantAccountFactory, TenantAccountFactoryProps, TenantBaseline, TenantOrganization } from '../../src';

test('says what is missing, for those whom no compiler tells', () => {
  const stack = new Stack(new App(), 'Platform');
  expect(() => new TenantAccountFactory(stack, 'Tenants', {} as TenantAccountFactoryProps))
    .toThrow(/- 'organization' is missing\n {2}- 'baseline' is missing\n {2}- 'emailTemplate' is missing/);
});

test.each([[undefined], ['333333333333']])('refuses an organization that lets another account in (%s)', platformAccount => {
  const app = new App();
  const land = new Stack(app, 'Organization', { env: { account: '111111111111', region: 'us-east-1' } });
  const stack = new Stack(app, 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
  const organization = new TenantOrganization(land, 'Tenants', { platformAccount });
  const baseline = new TenantBaseline(stack, 'Baseline', { organization });
  expect(() => new TenantAccountFactory(stack, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' }))
    .toThrow(/'organization' lets account '\d{12}' in, and this factory is in '222222222222'; give the TenantOrganization/);
});

test('ITenantOrganization.platformAccount default: not known, so not compared', () => {
  const stack = new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
  const organization = TenantOrganization.fromManagementAccount('111111111111');
  expect(organization.platformAccount).toBeUndefined();
  const baseline = new TenantBaseline(stack, 'Baseline', { organization });
  new TenantAccountFactory(stack, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
});
