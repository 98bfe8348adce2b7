import { servicesMissing } from './fleet';
import { Played } from './story';
import { isObject, Json, JsonObject, Lab } from '../../src/lab';
import { ServiceQuotas } from '../../src/lab/services/servicequotas/service-quotas';
import { SsmRoom } from '../../src/lab/services/ssm/ssm-room';

const FACTS = '/cdk-account-per-tenant/tenant';
const TENANT_TAG = 'cdk-account-per-tenant:tenant';
const STAGE_TAG = 'cdk-account-per-tenant:stage';

/** A name and tags that an account does not get are noted. */
const WITHOUT_NAME = /AWS refused the display name or a tag/;
const WITHOUT_TAGS = /AWS refused (the display name or )?a tag/;
const OTHER_NAME = /the account keeps the name /;

interface Quota {
  readonly serviceCode: string;
  readonly quotaCode: string;
  readonly desiredValue: number;
  readonly waive?: boolean;
}

/** What an account does not have of what was asked for: its facts, its tags, its quotas. */
export function lacks(lab: Lab, accountId: string, request: JsonObject, notes: string): string[] {
  const { region } = lab.only('AWS::CloudFormation::StackSet', 'Baseline');
  const { tenantId = '', stage = 'production', features = [], parameters = {}, tags = {}, quotas = [], displayName = tenantId } = request;
  const lacking: string[] = [];
  const compare = (what: string, is: Json | undefined, promised: Json) => {
    if (text(is) !== text(promised)) { lacking.push(`${String(tenantId)}: its ${what} ${text(is)}, not ${text(promised)}`); }
  };

  const facts = lab.cloud.room<SsmRoom>('ssm').value(accountId, region, FACTS);
  compare('facts are', facts === undefined ? undefined : JSON.parse(facts) as Json, {
    tenantId, accountId, stage, features: [...features as string[]].sort(), parameters,
  } as JsonObject);

  const own = { [TENANT_TAG]: tenantId, [STAGE_TAG]: stage };
  const promisedTags = (WITHOUT_TAGS.test(notes) ? own : { ...own, ...tags as JsonObject }) as JsonObject;
  const account = lab.organization.account(accountId);
  // What an earlier request asked for under other keys stays.
  const has = Object.entries(Object.fromEntries(account?.tags ?? [])).filter(([key]) => key in promisedTags);
  compare('tags are', Object.fromEntries(has), promisedTags);
  if (!WITHOUT_NAME.test(notes) && !OTHER_NAME.test(notes)) { compare('name is', account?.name, accountName(String(displayName)) || tenantId); }

  for (const { serviceCode, quotaCode, desiredValue, waive } of quotas as unknown as Quota[]) {
    const value = lab.cloud.room<ServiceQuotas>('servicequotas').value(accountId, region, serviceCode, quotaCode);
    if (!waive && value < desiredValue) { compare(`quota ${serviceCode}/${quotaCode} is`, value, desiredValue); }
  }
  return [...lacking, ...servicesMissing(lab, accountId, String(tenantId))];
}

/** AWS takes 1 to 50 printable ASCII characters. */
const accountName = (displayName: string) => displayName.replace(/[^ -~]+/g, '').trim().slice(0, 50).trim();

/** Fills with what tenants lack in the moment in which they are told to be ready: some of it comes a while later. */
export function lackingWhenReady(lab: Lab): readonly string[] {
  const lacking: string[] = [];
  const requests = new Map<string, Json>();
  lab.cloud.journal.listen(entry => {
    if (entry.type === 'execution' && entry.input !== undefined) { requests.set(entry.execution, entry.input); }
    if (entry.type !== 'event' || entry.detailType !== 'TenantReady' || !isObject(entry.detail)) { return; }
    const { accountId, run, repeated, notes } = entry.detail;
    const request = requests.get(String(run));
    if (!isObject(request) || repeated) { return; }
    lacking.push(...lacks(lab, String(accountId), request, String(notes)).map(each => `when it was told to be ready, ${each}`));
  });
  return lacking;
}

/** The ends that were put on record, and that nobody was told of afterwards. */
export function untold(tenantId: string, { entries, history }: Played): string[] {
  const told = (type: string, since: string) => entries.some(entry => entry.type === 'event' && entry.detailType === type
    && entry.at >= since && isObject(entry.detail) && entry.detail.tenantId === tenantId);
  return history(tenantId).filter(({ became, at }) => (became === 'ready' && !told('TenantReady', at)) || (became === 'failed' && !told('TenantFailed', at)))
    .map(({ became, at }) => `it became ${became} at ${at}, and nobody was told`);
}

/** Requests that were rejected although nothing is wrong with them, as far as AWS let them be put on record at all. */
export const neverRecorded = (reasons: unknown) => String(reasons).startsWith('the request could not be put on record');

/** The same for the same contents, in whatever order. */
function text(value: Json | undefined): string {
  return JSON.stringify(value, (_, part: Json) => isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1)) : part) ?? 'missing';
}
