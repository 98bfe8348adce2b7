import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudTrailRecord, complaintAboutRecord, reasonToSkip } from '../../../src/cli/guardrails/cloudtrail';
import { Request, requestsOf } from '../../../src/cli/guardrails/request';

const ALL = readFileSync(join(__dirname, 'records.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as CloudTrailRecord);
const ACCOUNT = '333333333333';

const record = (name: string, who = ''): CloudTrailRecord =>
  ALL.find(({ eventName, userIdentity }) => eventName === name && JSON.stringify(userIdentity).includes(who))!;
const request = (of: CloudTrailRecord): Request => requestsOf(of)![0];
const called = (eventSource: string, eventName: string, more: Partial<CloudTrailRecord> = {}): CloudTrailRecord =>
  ({ ...record('DescribeInstances'), eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters: null, ...more });
const actions = (of: CloudTrailRecord) => requestsOf(of)?.map(({ action }) => action);

test('every record of the sample has the form of one', () => {
  expect(ALL.map(complaintAboutRecord)).toStrictEqual(ALL.map(() => undefined));
});

describe('the action', () => {
  test.each([
    ['lambda', 'CreateFunction20150331', ['lambda:CreateFunction']], ['lambda', 'UpdateFunctionCode20150331v2', ['lambda:UpdateFunctionCode']],
    ['lambda', 'Invoke', ['lambda:InvokeFunction']], ['cloudfront', 'CreateDistribution2020_05_31', ['cloudfront:CreateDistribution']],
    ['monitoring', 'PutMetricAlarm', ['cloudwatch:PutMetricAlarm']], ['cloudcontrolapi', 'CreateResource', ['cloudformation:CreateResource']],
    ['s3', 'ListObjects', ['s3:ListBucket']], ['s3', 'HeadObject', ['s3:GetObject']], ['s3', 'CopyObject', ['s3:GetObject', 's3:PutObject']],
    ['s3', 'DeleteBucketEncryption', ['s3:PutEncryptionConfiguration']], ['apigateway', 'CreateRestApi', ['apigateway:POST']],
    ['amazonmq', 'CreateBroker', ['mq:CreateBroker']], ['autoscaling', 'PutScalingPolicy', ['autoscaling:PutScalingPolicy']],
    ['apigateway', 'UpdateStage', ['apigateway:PATCH']], ['dynamodb', 'GetItem', ['dynamodb:GetItem']],
  ])('%s %s is %j', (source, name, expected) => {
    expect(actions(called(source, name))).toStrictEqual(expected);
  });

  test('of an event that nobody can map is not guessed', () => {
    expect(actions(called('apigateway', 'FlushStageCache'))).toBeUndefined();
  });

  test('of a service that policies know by no such prefix is not guessed', () => {
    expect(actions(called('billingconsole', 'GetAllAccounts'))).toBeUndefined();
  });

  test('of services that share a source is told apart by what only one of them is asked', () => {
    const scaling = called('autoscaling', 'PutScalingPolicy', { requestParameters: { serviceNamespace: 'dynamodb' } });
    expect(actions(scaling)).toStrictEqual(['application-autoscaling:PutScalingPolicy']);
  });

  test('that AWS asks no policy about is none', () => {
    expect(actions(called('sts', 'GetCallerIdentity'))).toStrictEqual([]);
  });
});

describe('what it is about', () => {
  test.each<[string, CloudTrailRecord, string[]]>([
    ['what the record lists', record('Decrypt', 'orders-handler'), [`arn:aws:kms:eu-central-1:${ACCOUNT}:key/01234567-89ab-cdef-0123-456789abcdef`]],
    ['a role by its name', record('GetRole'), [`arn:aws:iam::${ACCOUNT}:role/cdk-account-per-tenant-tenants-platform`]],
    ['a user whose path is told', called('iam', 'CreateUser', { requestParameters: { userName: 'a', path: '/team/' } }), [`arn:aws:iam::${ACCOUNT}:user/team/a`]],
    ['a group and not who joins it', called('iam', 'AddUserToGroup', { requestParameters: { userName: 'a', groupName: 'g' } }), [`arn:aws:iam::${ACCOUNT}:group/g`]],
    ['no parameter, where the name is that of a document', called('ssm', 'DeleteDocument', { requestParameters: { name: 'a' } }), ['ssm', 'ec2'].map(owner => `arn:*:${owner}:*:*:*`)],
    ['no function, where it is but named', called('lambda', 'CreateEventSourceMapping20150331', { requestParameters: { functionName: 'a' } }), ['arn:*:lambda:*:*:*']],
    ['a parameter whose name begins with a slash', record('PutParameter', 'AWSReserved'), [`arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/orders/table`]],
    ['several parameters', called('ssm', 'GetParameters', { requestParameters: { names: ['/a', 'b'] } }), ['a', 'b'].map(name => `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/${name}`)],
    ['a stack, of which the id is not told', record('DeleteStack'), [`arn:aws:cloudformation:eu-central-1:${ACCOUNT}:stack/StackSet-cdk-account-per-tenant-tenants-baseline-0123/*`]],
    ['an ARN in a parameter', called('lambda', 'GetFunction', { requestParameters: { functionName: 'arn:aws:lambda:eu-west-1:1:function:f' } }), ['arn:aws:lambda:eu-west-1:1:function:f']],
    ['nothing but something of the service', record('RunInstances', 'AWSReserved'), ['ec2', 'elastic-inference', 'license-manager', 'resource-groups'].map(owner => `arn:*:${owner}:*:*:*`)],
    ['a role, where the service has none of its own', called('sts', 'AssumeRole'), ['arn:*:sts:*:*:*', 'arn:*:iam:*:*:*']],
    ['something of China', called('ssm', 'GetParameter', {
      awsRegion: 'cn-north-1', requestParameters: { name: 'a' }, userIdentity: { type: 'IAMUser', arn: `arn:aws-cn:iam::${ACCOUNT}:user/a`, accountId: ACCOUNT },
    }), [`arn:aws-cn:ssm:cn-north-1:${ACCOUNT}:parameter/a`]],
  ])('%s', (_, of, resources) => {
    expect(request(of).resources).toStrictEqual(resources);
  });
});

describe('who asks', () => {
  const values = (of: CloudTrailRecord, key: string) => request(of).values(key);

  test('a session is the role, path and all', () => {
    const of = record('RunInstances', 'AWSReserved');
    const role = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0123456789abcdef`;
    expect(request(of)).toMatchObject({
      principal: role, bySubject: true, inAccount: true, alike: ['aws:principalorgid', 'aws:resourceorgid'],
    });
    expect([values(of, 'aws:principalarn'), values(of, 'aws:principaltype')]).toStrictEqual([[role], ['AssumedRole']]);
  });

  test.each([['true', ['true']], ['false', ['false', undefined]]])('a session with mfaAuthenticated %s may have the key as %j', (mfaAuthenticated, expected) => {
    const user = record('DeleteTable', 'alice').userIdentity;
    expect(values(called('ec2', 'X', { userIdentity: { ...user, sessionContext: { attributes: { mfaAuthenticated } } } }), 'aws:multifactorauthpresent')).toStrictEqual(expected);
  });

  test('a user with a long-lived key has shown no second factor, and the key is absent', () => {
    expect(values(record('DeleteTable', 'alice'), 'aws:multifactorauthpresent')).toStrictEqual([undefined]);
    expect(values(record('DeleteTable', 'alice'), 'aws:principaltype')).toStrictEqual(['User']);
  });

  test('the root user is its account, and a root session of the management account is marked', () => {
    const [root, session] = [record('ListMFADevices'), record('DeleteBucketPolicy')];
    expect([values(root, 'aws:principaltype'), values(root, 'aws:assumedroot')]).toStrictEqual([['Account'], [undefined]]);
    expect(values(session, 'aws:assumedroot')).toStrictEqual(['true']);
  });

  test('a service has a name and no ARN, and for whom it acts is not told', () => {
    const of = record('PutObject', 'delivery.logs');
    expect(request(of)).toMatchObject({ principal: 'delivery.logs.amazonaws.com', bySubject: false, inAccount: true });
    expect(['aws:principalisawsservice', 'aws:principalservicename', 'aws:principalarn', 'aws:sourceaccount'].map(key => values(of, key)))
      .toStrictEqual([['true'], ['delivery.logs.amazonaws.com'], [undefined], undefined]);
  });

  test('whether a service acts for somebody or in a role of its own is not told', () => {
    expect(values(record('CreateVpcEndpoint'), 'aws:viaawsservice')).toStrictEqual(['true', 'false']);
    expect(values(record('CreateVpcEndpoint'), 'aws:calledvia')).toBeUndefined();
    expect(values(record('CreateVolume'), 'aws:viaawsservice')).toStrictEqual(['false']);
  });

  test('a role that is linked to a service is held by nothing', () => {
    expect(request(record('RunInstances', 'aws-service-role'))).toMatchObject({ bySubject: false, inAccount: false });
  });

  test('of another account nothing but the account is known', () => {
    const of = record('Decrypt', '999999999999');
    expect(request(of)).toMatchObject({ principal: 'account 999999999999', bySubject: false, inAccount: true, alike: [] });
    expect([values(of, 'aws:principalaccount'), values(of, 'aws:principalarn'), values(of, 'aws:principalorgid')]).toStrictEqual([['999999999999'], undefined, undefined]);
  });

  test('a token of a pipeline says whose it is', () => {
    const of = record('AssumeRoleWithWebIdentity');
    expect(values(of, 'token.actions.githubusercontent.com:sub')).toStrictEqual(['repo:acme/shop:ref:refs/heads/main']);
    expect(request(of).bySubject).toBe(false);
  });
});

describe('what the request says', () => {
  const values = (of: CloudTrailRecord, key: string) => request(of).values(key);

  test('Region, time, TLS and endpoint', () => {
    const of = record('GetObject');
    expect(['aws:requestedregion', 'aws:currenttime', 'aws:securetransport', 'aws:sourcevpce'].map(key => values(of, key)))
      .toStrictEqual([['eu-central-1'], [of.eventTime], ['true'], ['vpce-0123456789abcdef0']]);
    const without = { ...of, tlsDetails: undefined, vpcEndpointId: undefined };
    expect([values(without, 'aws:securetransport'), values(without, 'aws:sourcevpce')]).toStrictEqual([undefined, [undefined]]);
  });

  test('headers of S3, and parameters that are a key by another name', () => {
    expect(values(record('PutBucketAcl'), 's3:x-amz-acl')).toStrictEqual(['public-read']);
    expect(values(record('CreateFunctionUrlConfig'), 'lambda:functionurlauthtype')).toStrictEqual(['NONE']);
    expect(values(record('CreateDBInstance'), 'rds:storageencrypted')).toStrictEqual(['true']);
  });

  test('a key that the action does not know is absent, and what it may know is not told', () => {
    expect(values(record('GetObject'), 's3:x-amz-acl')).toStrictEqual([undefined]);
    expect(values(record('CreateBucket'), 's3:x-amz-acl')).toBeUndefined();
  });

  test('what AWS was asked to write into records as well', () => {
    const of = called('ec2', 'CreateVolume', { eventContext: { requestContext: { 'ec2:Encrypted': 'false', 'aws:TagKeys': ['a', 'b'] } } });
    expect([values(of, 'ec2:encrypted'), values(of, 'aws:tagkeys')]).toStrictEqual([['false'], [['a', 'b']]]);
  });
});

test.each<[string, Partial<CloudTrailRecord>, RegExp | undefined]>([
  ['refused', { errorCode: 'AccessDenied' }, /refused already/], ['refused by EC2', { errorCode: 'Client.UnauthorizedOperation' }, /refused already/],
  ['failed', { errorCode: 'ThrottlingException' }, undefined], ['of a service', { eventType: 'AwsServiceEvent' }, /no API calls \(AwsServiceEvent\)/],
  ['of the management account', { recipientAccountId: '111111111111' }, /management account/], ['that went well', {}, undefined],
])('a record %s: whether it is skipped', (_, more, reason) => {
  const found = reasonToSkip({ ...record('CreateVolume'), ...more }, ['111111111111']);
  expect(found === undefined ? undefined : reason?.test(found)).toBe(reason && true);
});
