import { App, Stack } from 'aws-cdk-lib';
import { TenantAccountFactory, TenantBaseline, TenantOrganization } from 'cdk-account-per-tenant';

const FEW = 10;
const MANY = 10000;

/** What a platform's tenants ask for. Nothing of the library takes it: it goes to the bus, after deployment. */
const requests = (tenants: number) => Array.from({ length: tenants }, (_, at) => ({ tenantId: `tenant-${at}` }));

/** The templates of a platform with so many tenants, in bytes, and the requests of these. */
function platform(tenants: number): { templates: number; data: number } {
  const app = new App({ analyticsReporting: false });
  const [management, account] = ['111111111111', '222222222222'];
  const land = new Stack(app, 'Organization', { env: { account: management, region: 'us-east-1' } });
  const organization = new TenantOrganization(land, 'Tenants', { platformAccount: account });
  const stack = new Stack(app, 'Platform', { env: { account, region: 'us-east-1' } });
  const baseline = new TenantBaseline(stack, 'Baseline', { organization });
  new TenantAccountFactory(stack, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  return {
    templates: app.synth().stacks.reduce((sum, { template }) => sum + bytes(template), 0),
    data: bytes(requests(tenants)),
  };
}

/** How templates grow with tenants. */
export function templateSize(): void {
  const [few, many] = [platform(FEW), platform(MANY)];
  console.log(`Templates: bytes at ${MANY} tenants over bytes at ${FEW}`);
  console.log(`  ${(many.templates / few.templates).toFixed(2)}   (${few.templates} and ${many.templates} bytes)`);
  console.log('  Tenants are data: no construct takes any, so the templates cannot know how many there are.');
  console.log(`  Their requests, on the bus: ${(many.data / few.data).toFixed(0)} times as many bytes.`);
}
