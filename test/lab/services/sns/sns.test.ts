import { Caller } from '../../../../src/lab/room';
import { sns, SnsRoom } from '../../../../src/lab/services/sns/sns-room';
import { ACCOUNT, OTHER_ACCOUNT, REGION, ROLE, TestCloud } from '../deployed';

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:alerts`;

function aTopic(): TestCloud {
  const cloud = new TestCloud({}, sns);
  cloud.deploy('AWS::SNS::Topic', { TopicName: 'alerts' });
  return cloud;
}

const messages = (cloud: TestCloud) => cloud.cloud.room<SnsRoom>('sns').messages(TOPIC);

describe('a publication is refused', () => {
  test.each([
    ['a topic that does not exist', { TopicArn: `${TOPIC}2`, Message: 'x' }, 'NotFoundException'],
    ['an ARN that is none', { TopicArn: 'alerts', Message: 'x' }, 'InvalidParameterException'],
    ['no topic', { Message: 'x' }, 'InvalidParameterException'],
    ['no message', { TopicArn: TOPIC }, 'InvalidParameterException'],
    ['an empty message', { TopicArn: TOPIC, Message: '' }, 'InvalidParameterException'],
    ['more than 256 KiB', { TopicArn: TOPIC, Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
    ['a subject of 100 characters', { TopicArn: TOPIC, Message: 'x', Subject: 'x'.repeat(100) }, 'InvalidParameterException'],
    ['a subject of two lines', { TopicArn: TOPIC, Message: 'x', Subject: 'a\nb' }, 'InvalidParameterException'],
    ['a structure without a default', { TopicArn: TOPIC, Message: '{"email":"x"}', MessageStructure: 'json' }, 'InvalidParameterException'],
  ])('for %s', async (_, parameters, name) => {
    await expect(aTopic().call('sns', 'publish', parameters)).rejects.toMatchObject({ name });
  });

  test('for a topic of another Region', async () => {
    const elsewhere = aTopic().call('sns', 'publish', { TopicArn: TOPIC, Message: 'x' }, { ...ROLE, region: 'eu-west-1' });
    await expect(elsewhere).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('for what the lab does not model', async () => {
    await expect(aTopic().call('sns', 'publish', { PhoneNumber: '+1', Message: 'x' })).rejects.toThrow('does not model text messages');
    await expect(aTopic().call('sns', 'createTopic', { Name: 'x' })).rejects.toThrow('the lab does not model sns:createTopic');
  });

  test('from another account, unless the policy of the topic lets it in', async () => {
    const cloud = aTopic();
    const stranger: Caller = { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/R`, account: OTHER_ACCOUNT, region: REGION };
    await expect(cloud.call('sns', 'publish', { TopicArn: TOPIC, Message: 'x' }, stranger)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const Statement = [{ Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'sns:Publish', Resource: TOPIC }];
    cloud.deploy('AWS::SNS::TopicPolicy', { Topics: [TOPIC], PolicyDocument: { Version: '2012-10-17', Statement } });
    await expect(cloud.call('sns', 'publish', { TopicArn: TOPIC, Message: 'x' }, stranger)).resolves.toBeDefined();
  });
});

test.each(['sqs', 'lambda', 'firehose'])('a subscription by %s is refused, for the lab would not deliver it', protocol => {
  const subscribe = () => aTopic().deploy('AWS::SNS::Subscription', { TopicArn: TOPIC, Protocol: protocol, Endpoint: 'x' });
  expect(subscribe).toThrow(`the lab does not model SNS subscriptions by '${protocol}'`);
});

test('FIFO topics, topics twice and odd names are refused', () => {
  expect(() => aTopic().deploy('AWS::SNS::Topic', { FifoTopic: true })).toThrow('does not model FIFO topics');
  expect(() => aTopic().deploy('AWS::SNS::Topic', { TopicName: 'alerts' })).toThrow('already exists');
  expect(() => aTopic().deploy('AWS::SNS::Topic', { TopicName: 'a b' })).toThrow('Topic Name');
});

test('what is published is kept, with who published it', async () => {
  const cloud = aTopic();
  const { MessageId } = await cloud.call('sns', 'publish', { TopicArn: TOPIC, Message: 'hello', Subject: 'S' }, ROLE);
  expect(messages(cloud)).toEqual([{ id: MessageId, message: 'hello', subject: 'S', attributes: {}, sender: ROLE.principal }]);
  expect(cloud.asked).toEqual([{ action: 'sns:Publish', resource: TOPIC, principal: ROLE.principal }]);
});

test('subscriptions that lead out of AWS are kept', () => {
  const cloud = aTopic();
  cloud.deploy('AWS::SNS::Subscription', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'ops@example.com' });
  expect(cloud.cloud.room<SnsRoom>('sns').subscriptions(TOPIC)).toEqual([expect.objectContaining({ protocol: 'email', endpoint: 'ops@example.com' })]);
});
