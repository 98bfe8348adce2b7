import { ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import { ManagedConfigRuleOptions, TenantConfigRule } from '../../../src';
import * as data from '../../../src/guardrails/config/managed-rules.json';

const MINE = { resourceTypes: ['AWS::S3::Bucket'], periodic: false };

test.each<[string, string, ManagedConfigRuleOptions, RegExp]>([
  ['the name of a page', 'encrypted-volumes', {}, /'identifier' must be the identifier of a managed rule, such as 'ENCRYPTED_VOLUMES', got 'encrypted-volumes'/],
  ['a rule that the library does not know, without what it looks at', 'S3_BUCKET_REPLICATION_ENABLED', {}, /'resourceTypes' and 'periodic' must be given for a rule that the library does not know/],
  ['the same with the types only', 'S3_BUCKET_REPLICATION_ENABLED', { resourceTypes: ['AWS::S3::Bucket'] }, /'resourceTypes' and 'periodic' must be given/],
  ['the same with the trigger only', 'S3_BUCKET_REPLICATION_ENABLED', { periodic: true }, /'resourceTypes' and 'periodic' must be given/],
  ['something that is no type', 'ENCRYPTED_VOLUMES', { resourceTypes: ['Volume'] }, /'resourceTypes' must hold types such as 'AWS::S3::Bucket', got 'Volume'/],
  ['a name with spaces', 'ENCRYPTED_VOLUMES', { name: 'my rule' }, /'name' must have 1 to 64 letters, digits, hyphens and underscores, got 'my rule'/],
  ['a name of 65 characters', 'ENCRYPTED_VOLUMES', { name: 'x'.repeat(65) }, /'name' must have 1 to 64/],
  ['parameters of 2,049 characters', 'ENCRYPTED_VOLUMES', { parameters: { kmsId: 'x'.repeat(2037) } }, /'parameters' must take at most 2048 characters as JSON, got 2049/],
  ['drift, for which each account would need a parameter of its own', 'CLOUDFORMATION_STACK_DRIFT_DETECTION_CHECK', MINE, /a role in each account.*DetectStackSetDrift/],
])('refuses %s', (_, identifier, options, words) => {
  expect(() => TenantConfigRule.managed(identifier, options)).toThrow(words);
});

test('says everything that is wrong with a rule at once, and with which', () => {
  expect(() => TenantConfigRule.managed('x', { name: '' }))
    .toThrow(/^TenantConfigRule\.managed\('x'\):\n {2}- 'identifier' must .*\n {2}- 'resourceTypes' and .*\n {2}- 'name' must/);
});

test.each(Object.entries(data.rules))('%s is a rule that AWS has', (identifier, { trigger, types }) => {
  // This one came after the list in the CDK: https://docs.aws.amazon.com/config/latest/developerguide/efs-filesystem-ct-encrypted.html
  const identifiers: unknown[] = [...Object.values(ManagedRuleIdentifiers), 'EFS_FILESYSTEM_CT_ENCRYPTED'];
  expect(identifiers).toContain(identifier);
  expect(['changes', 'periodic', 'both']).toContain(trigger);
  // A rule that waits for changes waits for those of some type.
  expect(types.length > 0 || trigger === 'periodic').toBe(true);
});

test('describes each rule in the 256 characters that AWS takes, with the page that says more', () => {
  for (const identifier of Object.keys(data.rules)) {
    const { _description: description } = TenantConfigRule.managed(identifier);
    expect(description).toMatch(/^[A-Z][^:]+: https:\/\/docs\.aws\.amazon\.com\/config\/latest\/developerguide\/[a-z0-9-]+\.html$/);
    expect(description.length).toBeLessThanOrEqual(256);
  }
  expect(TenantConfigRule.managed('INCOMING_SSH_DISABLED')._description).toContain('/restricted-ssh.html');
  expect(TenantConfigRule.managed('REQUIRED_TAGS', MINE)._description).toBe('https://docs.aws.amazon.com/config/latest/developerguide/required-tags.html');
});

test('recommends encryption, exposure and MFA, and all but the last wait for changes', () => {
  const names = TenantConfigRule.recommended().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([
    'encrypted-volumes', 'rds-storage-encrypted', 's3-bucket-level-public-access-prohibited', 'lambda-function-public-access-prohibited',
    'rds-instance-public-access-check', 'mfa-enabled-for-iam-console-access',
  ]));
  expect(new Set(names).size).toBe(names.length);
  expect(TenantConfigRule.recommended().filter(({ periodic }) => periodic).map(({ name }) => name)).toEqual(['mfa-enabled-for-iam-console-access']);
});

test.each([
  ['a rule about IAM', TenantConfigRule.managed('IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS'), true],
  ['a rule about the root user, who is no resource', TenantConfigRule.managed('ROOT_ACCOUNT_MFA_ENABLED'), true],
  ['a rule about buckets', TenantConfigRule.managed('S3_BUCKET_SSL_REQUESTS_ONLY'), false],
  ['a rule about a setting of the Region', TenantConfigRule.managed('EC2_EBS_ENCRYPTION_BY_DEFAULT'), false],
  ["a user's own about IAM", TenantConfigRule.managed('IAM_GROUP_HAS_USERS_CHECK', { resourceTypes: ['AWS::IAM::Group'], periodic: false }), true],
  ["a user's own about IAM and more", TenantConfigRule.managed('REQUIRED_TAGS', { resourceTypes: ['AWS::IAM::Role', 'AWS::S3::Bucket'], periodic: false }), false],
])('knows whether %s is about what an account has once', (_, rule, once) => {
  expect(rule._oncePerAccount).toBe(once);
});

test("ManagedConfigRuleOptions.resourceTypes default: what the rule's page says", () => {
  expect(TenantConfigRule.managed('RDS_SNAPSHOT_ENCRYPTED').resourceTypes).toEqual(['AWS::RDS::DBSnapshot', 'AWS::RDS::DBClusterSnapshot']);
  expect(TenantConfigRule.managed('RDS_SNAPSHOT_ENCRYPTED', { resourceTypes: ['AWS::RDS::DBSnapshot'] }).resourceTypes).toEqual(['AWS::RDS::DBSnapshot']);
});

test("ManagedConfigRuleOptions.periodic default: what the rule's page says; both counts as periodic", () => {
  const periodic = (identifier: string) => TenantConfigRule.managed(identifier).periodic;
  expect(['ENCRYPTED_VOLUMES', 'SSM_DOCUMENT_NOT_PUBLIC', 'S3_BUCKET_PUBLIC_READ_PROHIBITED'].map(periodic)).toEqual([false, true, true]);
  expect(TenantConfigRule.managed('S3_BUCKET_PUBLIC_READ_PROHIBITED', { periodic: false }).periodic).toBe(false);
});

test('ManagedConfigRuleOptions.name default: the identifier in lower case with hyphens', () => {
  expect(TenantConfigRule.managed('ENCRYPTED_VOLUMES').name).toBe('encrypted-volumes');
  expect(TenantConfigRule.managed('ENCRYPTED_VOLUMES', { name: 'by-our-key' }).name).toBe('by-our-key');
});
