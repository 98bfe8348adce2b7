import { allow, deny, policyOf, trustOf } from './a-cloud';
import { AnOrganization, denyAll, everything, RCP, SCP } from './an-organization';
import { createStack } from '../../../../src/lab/assembly/stacks';
import { JsonObject } from '../../../../src/lab/json';
import { Caller, Permission, Room } from '../../../../src/lab/room';
import { sqs } from '../../../../src/lab/services/sqs/sqs-room';

const EXPLICIT = 'with an explicit deny in a service control policy';
const PUT = { action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:eu-west-1:222222222222:table/tenants' };
const START = { action: 'states:StartExecution', resource: '*' };

test('a template that denies something to an OU stops a role of an account in it, in the words of AWS', async () => {
  const it = new AnOrganization(SCP);
  const admin = it.administrator(it.tenant);
  expect(it.says(admin, PUT)).toBe('allowed');
  const stack = await createStack(it.cloud, {
    name: 'guardrails',
    account: it.cloud.managementAccount,
    region: 'us-east-1',
    template: {
      Resources: {
        No: {
          Type: 'AWS::Organizations::Policy',
          Properties: { Name: 'no', Type: SCP, TargetIds: [it.tenants], Content: policyOf(deny('dynamodb:PutItem', '*')) },
        },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['No', 'Arn'] } } },
    },
  });
  expect(it.says(admin, PUT)).toBe(`User: ${admin.principal} is not authorized to perform: dynamodb:PutItem on resource: ${PUT.resource}`
    + ` ${EXPLICIT}: ${stack.outputs.Arn}`);
  expect(it.says(admin, { ...PUT, action: 'dynamodb:GetItem' })).toBe('allowed');
});

describe('a service control policy', () => {
  test.each(['root', 'tenants', 'small', 'tenant'] as const)('denies from the %s down', level => {
    const it = new AnOrganization(SCP);
    const admin = it.administrator(it.tenant);
    it.attach(SCP, it[level], deny('states:*', '*'));
    expect(it.says(admin, START)).toContain(EXPLICIT);
  });

  test.each(['root', 'tenants', 'small', 'tenant'] as const)('that does not allow on the level of the %s is not made up for by another level', level => {
    const it = new AnOrganization(SCP);
    const admin = it.administrator(it.tenant);
    it.attach(SCP, it[level], allow('dynamodb:*', '*'));
    it.act('detachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: it[level] });
    expect(it.says(admin, START)).toBe(`User: ${admin.principal} is not authorized to perform: states:StartExecution on resource: *`
      + ' because no service control policy allows the states:StartExecution action');
    expect(it.says(admin, PUT)).toBe('allowed');
  });

  test('gives nothing', () => {
    const it = new AnOrganization(SCP);
    const nobody = it.administrator(it.tenant, { policies: {} });
    expect(it.says(nobody, START)).toContain('because no identity-based policy allows');
  });

  test('denies nothing as long as its type is not enabled', async () => {
    const it = new AnOrganization();
    const admin = it.administrator(it.tenant);
    it.act('enablePolicyType', { RootId: it.root, PolicyType: SCP });
    expect(it.says(admin, START)).toBe('allowed');
    await it.cloud.clock.run(it.cloud.clock.now() + 5000);
    it.attach(SCP, it.root, deny('states:*', '*'));
    expect(it.says(admin, START)).toContain(EXPLICIT);
  });

  test('is named before what the role lacks, when it denies; and a policy of unknown content does not matter then', () => {
    const it = new AnOrganization(SCP);
    const nobody = it.administrator(it.tenant, { name: 'nobody', policies: {} });
    const unknown = it.administrator(it.tenant, { name: 'unknown', policies: {}, managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] });
    it.attach(SCP, it.small, deny('states:*', '*'));
    expect(it.says(nobody, START)).toContain(EXPLICIT);
    expect(it.says(unknown, START)).toContain(EXPLICIT);
    expect(it.says(unknown, PUT)).toContain('the lab does not know the content');
  });

  test.each<[string, (it: AnOrganization) => Caller]>([
    ['the management account', it => it.administrator(it.cloud.managementAccount)],
    ['an account of another OU', it => it.administrator(it.organization.addAccount({ name: 'b', email: 'b@example.com' }))],
    ['an account outside of the organization', it => it.administrator('999999999999')],
    ['a role that is linked to a service', it => it.administrator(it.tenant, { path: '/aws-service-role/config.amazonaws.com/' })],
  ])('does not hold %s', (_, who) => {
    const it = new AnOrganization(SCP);
    it.attach(SCP, it.tenants, deny('*', '*'));
    expect(it.says(who(it), START)).toBe('allowed');
  });

  test('holds whoever is moved under it, and nobody who was moved away', () => {
    const it = new AnOrganization(SCP);
    const admin = it.administrator(it.tenant);
    const quarantine = it.organization.addOrganizationalUnit('quarantine');
    it.attach(SCP, quarantine, deny('*', '*'));
    const move = (SourceParentId: string, DestinationParentId: string) => it.act('moveAccount', { AccountId: it.tenant, SourceParentId, DestinationParentId });
    const said = [it.says(admin, START)];
    move(it.small, quarantine);
    said.push(it.says(admin, START));
    move(quarantine, it.small);
    said.push(it.says(admin, START));
    expect(said).toEqual(['allowed', expect.stringContaining(EXPLICIT), 'allowed']);
  });

  test('holds from the moment on in which it is attached, changed, detached', () => {
    const it = new AnOrganization(SCP);
    const admin = it.administrator(it.tenant);
    const asked = () => [START, PUT].map(each => it.says(admin, each) === 'allowed');
    const PolicyId = it.attach(SCP, it.small, deny('states:*', '*'));
    expect(asked()).toEqual([false, true]);
    it.act('updatePolicy', { PolicyId, Content: JSON.stringify(policyOf(deny('dynamodb:*', '*'))) });
    expect(asked()).toEqual([true, false]);
    it.act('detachPolicy', { PolicyId, TargetId: it.small });
    expect(asked()).toEqual([true, true]);
  });

  test('holds a role that its own account lets in by name, where its own policies are not asked', async () => {
    const it = new AnOrganization(SCP);
    const visitor = it.administrator(it.tenant, { policies: {} });
    const target = it.administrator(it.tenant, { name: 'target', trust: trustOf({ AWS: visitor.principal }) });
    const assume = () => it.sts.handle({
      service: 'sts', action: 'assumeRole', caller: visitor, parameters: { RoleArn: target.principal, RoleSessionName: 'session' },
    });
    expect(assume).not.toThrow();
    it.attach(SCP, it.root, deny('sts:AssumeRole', '*'));
    expect(assume).toThrow(EXPLICIT);
  });

  describe('may ask for', () => {
    const conditions: [string, JsonObject, JsonObject][] = [
      ['the role', { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/admin' } }, { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/other' } }],
      ['tags of the role, whatever the case of their names', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }, { StringEquals: { 'aws:PrincipalTag/Team': 'blue' } }],
      ['the Region', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }, { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }],
      ['MFA, which no role has', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
      ['no service', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
    ];
    test.each(conditions)('%s', (_, holds, not) => {
      for (const [condition, expected] of [[holds, false], [not, true]] as const) {
        const it = new AnOrganization(SCP);
        const admin = it.administrator(it.tenant, { tags: new Map([['Team', 'red']]) });
        it.attach(SCP, it.root, deny('*', '*', condition));
        expect(it.room.allows(admin, START)).toBe(expected);
      }
    });

    test('the organization and the path of the role, and of the resource', () => {
      const it = new AnOrganization(SCP);
      const id = it.organization.organizationId();
      const path = `${id}/${it.root}/${it.tenants}/${it.small}/`;
      const admin = it.administrator(it.tenant);
      it.attach(SCP, it.root, deny('a:*', '*', {
        'StringEquals': { 'aws:PrincipalOrgID': id, 'aws:ResourceOrgID': id },
        'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': path, 'aws:ResourceOrgPaths': path },
      }));
      expect(it.room.allows(admin, { action: 'a:b', resource: '*' })).toBe(false);
      expect(it.room.allows(admin, { action: 'a:b', resource: 'arn:aws:a:::999999999999:x' })).toBe(false);
      expect(it.room.allows(admin, { action: 'a:b', resource: 'arn:aws:a:eu-west-1:999999999999:x' })).toBe(true);
    });
  });
});

describe('a resource control policy', () => {
  const queueOf = (account: string): Permission => ({ action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-west-1:${account}:orders` });
  const denied = expect.stringMatching(/with an explicit deny in a resource control policy: arn:\S+\/resource_control_policy\/p-\w+$/);

  test('denies what is asked of the resources of an account, whoever asks', () => {
    const it = new AnOrganization(RCP);
    const [inside, management, outside] = [it.tenant, it.cloud.managementAccount, '999999999999'].map(account => it.administrator(account));
    it.attach(RCP, it.tenants, denyAll('sqs:*', { StringNotEquals: { 'aws:PrincipalOrgID': it.organization.organizationId() } }));
    const said = () => [inside, management, outside].map(who => it.says(who, queueOf(it.tenant)));
    expect(said()).toEqual(['allowed', 'allowed', denied]);
    it.attach(RCP, it.small, denyAll('sqs:*'));
    expect(said()).toEqual([denied, denied, denied]);
  });

  test.each<[string, (it: AnOrganization) => [Caller, Permission]]>([
    ['resources of the management account', it => [it.administrator(it.tenant), queueOf(it.cloud.managementAccount)]],
    ['resources of accounts outside', it => [it.administrator(it.tenant), queueOf('999999999999')]],
    ['a role that is linked to a service', it => [it.administrator(it.tenant, { path: '/aws-service-role/config.amazonaws.com/' }), queueOf(it.tenant)]],
    ['services that it does not cover', it => [it.administrator(it.tenant), { action: 'sns:Publish', resource: `arn:aws:sns:eu-west-1:${it.tenant}:orders` }]],
    ['the one action of kms', it => [it.administrator(it.tenant), { action: 'kms:RetireGrant', resource: `arn:aws:kms:eu-west-1:${it.tenant}:key/a` }]],
  ])('does not hold %s', (_, asked) => {
    const it = new AnOrganization(RCP);
    it.attach(RCP, it.root, denyAll(['sqs:*', 'sns:*', 'kms:*']));
    const [who, permission] = asked(it);
    expect(it.says(who, permission)).toBe('allowed');
  });

  test('that denies is named before a service control policy that only does not allow', () => {
    const it = new AnOrganization(RCP, SCP);
    const admin = it.administrator(it.tenant);
    it.attach(SCP, it.root, allow('dynamodb:*', '*'));
    it.act('detachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: it.root });
    expect(it.says(admin, queueOf(it.tenant))).toContain('because no service control policy allows');
    it.attach(RCP, it.root, denyAll('sqs:*'));
    expect(it.says(admin, queueOf(it.tenant))).toEqual(denied);
  });

  test('goes by the owner of a bucket, whose ARN does not name him', () => {
    const it = new AnOrganization(RCP);
    const admin = it.administrator(it.cloud.managementAccount);
    const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' };
    it.attach(RCP, it.root, denyAll('s3:*'));
    expect(it.says(admin, read)).toBe('allowed');
    expect(it.says(admin, { ...read, context: { 'aws:ResourceAccount': it.tenant } })).toEqual(denied);
  });

  test('keeps a service from an account which another organization makes it call', async () => {
    const it = new AnOrganization(RCP);
    it.cloud.add(sqs);
    const QueueUrl = `https://sqs.eu-west-1.amazonaws.com/${it.tenant}/orders`;
    await (it.cloud.room<Room>('sqs').resources!['AWS::SQS::Queue']({
      type: 'AWS::SQS::Queue', logicalId: 'Orders', properties: { QueueName: 'orders' }, stack: 'a', account: it.tenant, region: 'eu-west-1', asset: () => undefined,
    }));
    await (it.cloud.room<Room>('sqs').resources!['AWS::SQS::QueuePolicy']({
      type: 'AWS::SQS::QueuePolicy', logicalId: 'Policy', stack: 'a', account: it.tenant, region: 'eu-west-1', asset: () => undefined,
      properties: { Queues: [QueueUrl], PolicyDocument: policyOf({ ...everything, Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }) },
    }));
    const send = (account: string) => it.cloud.room('sqs').handle({
      service: 'sqs', action: 'sendMessage', parameters: { QueueUrl, MessageBody: 'hello' },
      caller: { principal: 'events.amazonaws.com', trusted: true, account, region: 'eu-west-1', sourceArn: `arn:aws:events:eu-west-1:${account}:rule/r` },
    });
    it.attach(RCP, it.root, denyAll('sqs:*', {
      StringNotEqualsIfExists: { 'aws:SourceOrgID': it.organization.organizationId() },
      Null: { 'aws:SourceAccount': 'false' },
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
    }));
    await send(it.tenant);
    expect(() => send('999999999999')).toThrow('with an explicit deny in a resource control policy');
  });

  test('keeps a service from a role, but not from one that is linked to it', () => {
    const it = new AnOrganization(RCP);
    const role = it.administrator(it.tenant).principal;
    const linked = it.administrator(it.tenant, { name: 'linked', path: '/aws-service-role/lambda.amazonaws.com/' }).principal;
    expect(it.room.trustsService(role, 'lambda.amazonaws.com')).toBe(true);
    it.attach(RCP, it.root, denyAll('sts:AssumeRole'));
    expect([role, linked].map(arn => it.room.trustsService(arn, 'lambda.amazonaws.com'))).toEqual([false, true]);
  });
});
