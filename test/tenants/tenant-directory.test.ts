import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { TenantDirectory, TenantDirectoryGrants, TenantDirectoryProps } from '../../src';
import { actionsOf, statements } from '../good';

const TABLE = 'AWS::DynamoDB::Table';

function directory(props?: (stack: Stack) => TenantDirectoryProps) {
  const stack = new Stack(new App(), 'Platform');
  const made = new TenantDirectory(stack, 'Directory', props?.(stack));
  return { directory: made, stack, template: () => Template.fromStack(stack) };
}

const someone = (stack: Stack) => new iam.Role(stack, 'Someone', { assumedBy: new iam.AccountRootPrincipal() });

test('TenantDirectoryProps.removalPolicy default: RemovalPolicy.RETAIN, and the table cannot be deleted by hand either', () => {
  directory().template().hasResource(TABLE, {
    DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { DeletionProtectionEnabled: true },
  });
});

test('TenantDirectoryProps.encryptionKey default: the key that DynamoDB owns', () => {
  const { template } = directory();
  template().hasResourceProperties(TABLE, { SSESpecification: { SSEEnabled: false, KMSMasterKeyId: Match.absent() } });
  template().resourceCountIs('AWS::KMS::Key', 0);
});

test('whoever asks for its removal gets it: no protection stands in the way', () => {
  directory(() => ({ removalPolicy: RemovalPolicy.DESTROY })).template().hasResource(TABLE, {
    DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false },
  });
});

test('can be brought back to any second, and is paid by use', () => {
  directory().template().hasResourceProperties(TABLE, {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: Match.absent(),
  });
});

test('has the keys that the workflow writes, and the index by state', () => {
  directory().template().hasResourceProperties(TABLE, {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    TimeToLiveSpecification: Match.absent(),
    GlobalSecondaryIndexes: [{
      IndexName: 'by-state', KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }, { AttributeName: 'changedAt', KeyType: 'RANGE' }],
    }],
  });
});

test('is encrypted with the key that it is given', () => {
  const { stack, template } = directory(at => ({ encryptionKey: new kms.Key(at, 'Key') }));
  template().hasResourceProperties(TABLE, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() } });
  expect(stack.node.findChild('Key')).toBeDefined();
});

test('grants.read looks up by key and by state, and changes nothing', () => {
  const { directory: made, stack, template } = directory();
  made.grants.read(someone(stack));
  expect(statements(template()).flatMap(actionsOf)).toEqual(['dynamodb:GetItem', 'dynamodb:Query']);
  expect(JSON.stringify(statements(template())[0].Resource)).toContain('/index/by-state');
});

test('grants.record adds and changes, and removes nothing', () => {
  const { directory: made, stack, template } = directory();
  made.grants.record(someone(stack));
  expect(statements(template()).flatMap(actionsOf)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
});

test.each(['read', 'record'] as const)('grants.%s includes the key of the table, or nothing could be read', verb => {
  const { directory: made, stack, template } = directory(at => ({ encryptionKey: new kms.Key(at, 'Key') }));
  made.grants[verb](someone(stack));
  expect(statements(template()).flatMap(actionsOf)).toContain('kms:Decrypt');
});

test('a directory of another stack is known by the ARN of its table', () => {
  const stack = new Stack(new App(), 'Reader');
  const { table, grants } = TenantDirectory.fromTableArn(stack, 'Directory', 'arn:aws:dynamodb:us-east-1:222222222222:table/tenants');
  expect(table.tableName).toBe('tenants');
  grants.read(someone(stack));
  const [statement] = statements(Template.fromStack(stack));
  expect(statement.Resource).toEqual([
    'arn:aws:dynamodb:us-east-1:222222222222:table/tenants', 'arn:aws:dynamodb:us-east-1:222222222222:table/tenants/index/by-state',
  ]);
});

test('grants can be had for any table that is kept as a directory', () => {
  const { directory: made, stack, template } = directory();
  TenantDirectoryGrants.fromTable(made.table).read(someone(stack));
  expect(statements(template())).toHaveLength(1);
});
