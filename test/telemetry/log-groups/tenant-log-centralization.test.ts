import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { TenantLogCentralization, TenantLogCentralizationProps } from '../../../src';
import { managementStack, token } from '../../good';

const RULE = 'AWS::ObservabilityAdmin::OrganizationCentralizationRule';
const UNITS = ['ou-ab12-11111111', 'ou-ab12-22222222'];

function centralization(props: Partial<TenantLogCentralizationProps> = {}, stack = managementStack()) {
  new TenantLogCentralization(stack, 'Logs', { organizationalUnits: UNITS, tenants: 6000, ...props });
  return Template.fromStack(stack);
}

const destination = (more: object) => ({ Rule: { Destination: more } });
const names = (logGroupNamePattern: unknown) => destination({
  DestinationLogsConfiguration: { LogGroupNameConfiguration: { LogGroupNamePattern: logGroupNamePattern } },
});

test.each<[string, Partial<TenantLogCentralizationProps>, RegExp]>([
  ['the default that merges all tenants', { logGroupNamePattern: '${source.logGroup}' }, /'logGroupNamePattern' must begin with '\/tenants\/\$\{source.accountId\}\/', or tenants' logs would come together, or where nobody looks for them, got '\$\{source.logGroup\}'/],
  ['a pattern that joins the account with what follows', { logGroupNamePattern: '/tenants/${source.accountId}${source.region}' }, /'logGroupNamePattern' must begin with/],
  ['the account where nobody looks for it', { logGroupNamePattern: '/all/${source.accountId}/x' }, /'logGroupNamePattern' must begin with/],
  ['variables that AWS does not know', { logGroupNamePattern: '/tenants/${source.accountId}/${source.tenant}${open' }, /'logGroupNamePattern' must hold variables that AWS knows, .*, got \$\{source.tenant\}, \$\{open/],
  ['characters that log groups have not', { logGroupNamePattern: '/tenants/${source.accountId}/a b' }, /'logGroupNamePattern' must hold letters, digits and/],
  ['names that get too long', { logGroupNamePattern: `/tenants/\${source.accountId}/${'x'.repeat(91)}\${source.logGroup}` }, /'logGroupNamePattern' must come to names of at most 512 characters, got up to 513 with log groups of 400; make it shorter/],
  ['log groups of two Regions that become one', { regions: ['us-east-1', 'eu-west-1'], logGroupNamePattern: '/tenants/${source.accountId}/x${source.logGroup}' }, /'logGroupNamePattern' must hold '\$\{source.region\}' where there are several Regions, or log groups of the same name would become one/],
  ['more log groups than AWS takes', { logGroupsPerTenant: 200 }, /'logGroupNamePattern' comes to 1200000 log groups \(6000 tenants with 200 each\), and AWS takes 1000000 in an account and Region; leave '\$\{source.logGroup\}' out of it/],
  ['no units', { organizationalUnits: [] }, /'organizationalUnits' must hold at least one unit/],
  ['what is no unit', { organizationalUnits: ['r-ab12'] }, /'organizationalUnits' must hold ids of units, such as 'ou-ab12-11111111', got 'r-ab12'/],
  ['half a tenant', { tenants: 0.5 }, /'tenants' must be a whole number of at least 1, got 0.5/],
  ['no log groups', { logGroupsPerTenant: 0 }, /'logGroupsPerTenant' must be a whole number of at least 1, got 0/],
  ['no Regions', { regions: [] }, /'regions' must hold at least one Region/],
  ['a Region that is none', { regions: ['Frankfurt'] }, /'regions' must hold names of Regions such as 'eu-central-1', got 'Frankfurt'/],
  ['an account that is none', { destinationAccount: 'logs' }, /'destinationAccount' must be an account id of 12 digits, got 'logs'/],
  ['a destination that is none', { destinationRegion: 'Frankfurt' }, /'destinationRegion' must hold names of Regions/],
  ['the name of no platform', { platformName: 'My Platform' }, /'platformName' must be 1 to 24 lower-case letters, digits and hyphens, got 'My Platform'/],
])('refuses %s', (_, props, words) => {
  expect(() => centralization(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => centralization({ organizationalUnits: [], tenants: -1, logGroupNamePattern: 'x' }))
    .toThrow(/^Organization\/Logs:\n {2}- 'organizationalUnits' .*\n {2}- 'tenants' .*\n {2}- 'logGroupNamePattern'/);
});

test('takes what only CloudFormation knows, but not how tenants are kept apart', () => {
  const stack = managementStack();
  const template = centralization({ organizationalUnits: [token(stack, 'Unit')], destinationAccount: token(stack, 'Account') }, stack);
  template.hasResourceProperties(RULE, { Rule: { Source: { Scope: { 'Fn::Join': ['', ["OrganizationUnitId IN ('", { Ref: 'Unit' }, "')"]] } } } });
  const other = managementStack();
  expect(() => centralization({ logGroupNamePattern: token(other) }, other)).toThrow(/'logGroupNamePattern' must be known when the app is synthesized/);
});

test('copies what matters of all accounts in the units', () => {
  centralization().hasResourceProperties(RULE, {
    RuleName: 'cdk-account-per-tenant-tenants-logs',
    Rule: {
      Source: {
        Scope: "OrganizationUnitId IN ('ou-ab12-11111111', 'ou-ab12-22222222')",
        SourceLogsConfiguration: { LogGroupSelectionCriteria: "LogGroupName LIKE '/tenant/priority/%'" },
      },
    },
  });
});

test('TenantLogCentralizationProps.regions default: that of the stack', () => {
  centralization().hasResourceProperties(RULE, { Rule: { Source: { Regions: ['us-east-1'] } } });
  centralization({ regions: ['eu-west-1', 'us-east-1'] }).hasResourceProperties(RULE, { Rule: { Source: { Regions: ['eu-west-1', 'us-east-1'] } } });
});

test('TenantLogCentralizationProps.destinationAccount default: that of the stack', () => {
  centralization().hasResourceProperties(RULE, destination({ Account: '111111111111' }));
  centralization({ destinationAccount: '444444444444' }).hasResourceProperties(RULE, destination({ Account: '444444444444' }));
});

test('TenantLogCentralizationProps.destinationRegion default: that of the stack', () => {
  centralization().hasResourceProperties(RULE, destination({ Region: 'us-east-1' }));
  centralization({ destinationRegion: 'eu-west-1' }).hasResourceProperties(RULE, destination({ Region: 'eu-west-1' }));
});

test('TenantLogCentralizationProps.logGroupNamePattern default: each tenant and Region has its own', () => {
  centralization().hasResourceProperties(RULE, names('/tenants/${source.accountId}/${source.region}${source.logGroup}'));
  const one = '/tenants/${source.accountId}';
  centralization({ logGroupNamePattern: one, logGroupsPerTenant: 1000, regions: ['us-east-1', 'eu-west-1'] }).hasResourceProperties(RULE, names(one));
});

test('TenantLogCentralizationProps.logGroupsPerTenant default: 50', () => {
  expect(() => centralization({ tenants: 20_000 })).not.toThrow();
  expect(() => centralization({ tenants: 20_001 })).toThrow(/comes to 1000050 log groups/);
});

test('TenantLogCentralizationProps.encryptionKey default: keys of AWS, and nobody loses his own', () => {
  centralization().hasResourceProperties(RULE, {
    Rule: {
      Source: { SourceLogsConfiguration: { EncryptedLogGroupStrategy: 'SKIP' } },
      Destination: { DestinationLogsConfiguration: { LogsEncryptionConfiguration: { EncryptionStrategy: 'AWS_OWNED' } } },
    },
  });
  const stack = managementStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/1');
  centralization({ encryptionKey }, stack).hasResourceProperties(RULE, {
    Rule: {
      Source: { SourceLogsConfiguration: { EncryptedLogGroupStrategy: 'ALLOW' } },
      Destination: {
        DestinationLogsConfiguration: {
          LogsEncryptionConfiguration: {
            EncryptionStrategy: 'CUSTOMER_MANAGED', KmsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/1', EncryptionConflictResolutionStrategy: 'SKIP',
          },
        },
      },
    },
  });
});

test('TenantLogCentralizationProps.platformName default: tenants', () => {
  centralization().hasResourceProperties(RULE, { RuleName: 'cdk-account-per-tenant-tenants-logs' });
  centralization({ platformName: 'shop' }).hasResourceProperties(RULE, { RuleName: 'cdk-account-per-tenant-shop-logs', Rule: Match.anyValue() });
});

test('takes a stack of which nobody knows where it goes', () => {
  expect(() => centralization({}, new Stack(new App(), 'Anywhere'))).not.toThrow();
});
