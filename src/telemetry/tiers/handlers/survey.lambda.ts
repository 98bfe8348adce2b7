import { CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Settings, Surveyor } from './survey';
import { TierTable } from './tier-table';
import { linkedAccounts } from '../../sink/handlers/linked-accounts';
import { SurveyAnswer, SurveyRequest } from '../contract';

export async function handler(request: SurveyRequest): Promise<SurveyAnswer> {
  const { DIRECTORY = '', METRICS_ROLE = '', SETTINGS = '{}' } = process.env;
  const table = new TierTable(DIRECTORY);
  const sts = new STSClient({});
  const assumed = async () => {
    const assume = new AssumeRoleCommand({ RoleArn: METRICS_ROLE, RoleSessionName: 'survey' });
    const { Credentials: given } = await sts.send(assume);
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = given ?? {};
    return { accessKeyId, secretAccessKey, sessionToken };
  };
  return new Surveyor({
    now: () => Date.now(),
    ready: () => table.ready(),
    tenant: tenantId => table.tenant(tenantId),
    items: () => table.items(),
    item: tenantId => table.item(tenantId),
    before: () => table.before(),
    saw: survey => table.saw(survey),
    linked: async region => linkedAccounts({ region, credentials: await assumed(), maxAttempts: 8 }),
    active: async (region, { namespace: Namespace, metricName: MetricName }) => {
      const client = new CloudWatchClient({ region, credentials: await assumed(), maxAttempts: 8 });
      const asked = { Namespace, MetricName, RecentlyActive: 'PT3H' as const, IncludeLinkedAccounts: true };
      const accounts = new Set<string>();
      for await (const { OwningAccounts: page = [] } of paginateListMetrics({ client }, asked)) {
        page.forEach(account => accounts.add(account));
      }
      return accounts;
    },
    note: (tenant, note, stale) => table.note(tenant, note, stale),
    claim: (move, operation, stale) => table.claim(move, operation, stale),
    wish: (tenant, wish, before) => table.wish(tenant, wish, before),
    forget: (tenant, tier) => table.forget(tenant, tier),
  }, JSON.parse(SETTINGS) as Settings).answer(request);
}
