import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import type { TenantAccountFactoryProps } from './tenant-account-factory-props';
import { EMAIL } from './workflows/request';
import { HOME_REGIONS } from '../organization/contract';
import { known } from '../private/complaints';

/** AWS's limit for the root address of an account. */
const LONGEST_EMAIL = 64;

/** Stands for the part of an address that is made for each tenant. */
const ID = 'x'.repeat(26);

/** Everything that is wrong with a factory's props, one line each. */
export function complaintsAboutFactory(scope: IConstruct, props: TenantAccountFactoryProps): string[] {
  const complaints = (['organization', 'baseline', 'emailTemplate'] as const)
    .filter(prop => props[prop] === undefined).map(prop => `'${prop}' is missing`);
  if (complaints.length > 0) {
    return complaints;
  }
  const { emailTemplate, features, timeout, organization, baseline } = props;
  if (Token.isUnresolved(emailTemplate)) {
    complaints.push("'emailTemplate' must be known when the app is synthesized, for its length is checked");
  } else if (emailTemplate.split('{id}').length !== 2) {
    complaints.push(`'emailTemplate' must contain '{id}' once, got '${emailTemplate}'; every account needs an address of its own, such as 'aws+{id}@example.com'`);
  } else {
    const address = emailTemplate.replace('{id}', ID);
    if (address.length > LONGEST_EMAIL) {
      complaints.push(`'emailTemplate' must make addresses of at most ${LONGEST_EMAIL} characters, got ${address.length} ('{id}' becomes ${ID.length}); use a shorter domain`);
    }
    if (!new RegExp(EMAIL).test(address)) {
      complaints.push(`'emailTemplate' must make addresses that AWS accepts, such as 'aws+{id}@example.com', got '${emailTemplate}'`);
    }
  }
  for (const feature of features ?? []) {
    if (known(feature) && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(feature)) {
      complaints.push(`'features' must be names of up to 64 letters, digits, dots, underscores and hyphens, got '${feature}'`);
    }
  }
  if (timeout && !timeout.isUnresolved() && (timeout.toSeconds() < 3600 || timeout.toSeconds() > 30 * 86400)) {
    complaints.push(`'timeout' must be 1 hour to 30 days, got ${timeout.toHumanString()}`);
  }
  const { managementAccount } = organization;
  if (Token.isUnresolved(managementAccount) && managementAccount !== Stack.of(scope).account) {
    complaints.push("'organization' must be in a stack with a known account; give that stack an 'env' with the management account's id");
  }
  const { platformAccount } = organization;
  const { account } = Stack.of(scope);
  if (known(platformAccount) && known(account) && platformAccount !== account) {
    complaints.push(`'organization' lets account '${platformAccount}' in, and this factory is in '${account}'; `
      + "give the TenantOrganization the factory's account as its 'platformAccount'");
  }
  if (baseline.regions.length === 0) {
    complaints.push("'baseline' must go to at least one Region");
  }
  const { region } = Stack.of(scope);
  const home = Construct.isConstruct(baseline) ? Stack.of(baseline).region : region;
  if (home !== region) {
    complaints.push(`'baseline' must be in the Region of the factory, where its stack set is called, got '${home}' and '${region}'`);
  }
  if (known(region) && !HOME_REGIONS.includes(region)) {
    complaints.push(`the factory must be in us-east-1 (or its partition's home Region), got '${region}'; Step Functions calls Organizations in its own Region only`);
  }
  return complaints;
}
