import * as fc from 'fast-check';
import { ALL_TYPES, AnObservatory, filtered, REGION } from './an-observatory';
import { Quotas } from '../../../../src/lab/quotas';
import { filterOf } from '../../../../src/lab/services/oam/filters';

const refusal = (code: string, message = '') => expect.objectContaining({ code, message: expect.stringContaining(message) });
const thrown = (work: () => unknown): unknown => {
  try { work(); } catch (error) { return error; }
  return undefined;
};

describe('a sink is refused', () => {
  test('beside another one in its account and Region, and taken in another Region and account', () => {
    const world = new AnObservatory();
    world.sink();
    expect(thrown(() => world.sink({ Name: 'second' }))).toEqual(refusal('ConflictException', `already has a sink in ${REGION}`));
    world.sink({}, world.central, 'eu-west-1');
    world.sink({}, world.member('other'));
  });

  test.each([[undefined], ['a sink'], ['x'.repeat(256)]])('under the name %j', Name => {
    expect(thrown(() => new AnObservatory().sink({ Name }))).toEqual(refusal('InvalidParameterException', 'cannot name a sink'));
  });

  test('with a policy that lets nobody in by name', () => {
    const Policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'oam:CreateLink', Resource: '*' }] };
    expect(thrown(() => new AnObservatory().sink({ Policy }))).toEqual(refusal('MalformedPolicyDocument', 'needs a Principal'));
  });

  test('to go while accounts are linked to it', () => {
    const world = new AnObservatory();
    const sink = world.sink();
    const link = world.link(world.member('acme'), sink);
    expect(thrown(() => world.remove(sink))).toEqual(refusal('ConflictException', 'has 1 links'));
    world.remove(link);
    world.remove(sink);
    expect(world.sink().ref).not.toBe(sink.ref);
  });
});

describe('a link is refused', () => {
  test('from an account outside of the organization', () => {
    const world = new AnObservatory();
    expect(thrown(() => world.link('999999999999', world.sink()))).toEqual(refusal('AccessDeniedException', 'oam:CreateLink'));
  });

  test('to a sink without a policy', () => {
    const world = new AnObservatory();
    const sink = world.sink({ Policy: undefined });
    expect(thrown(() => world.link(world.member('acme'), sink))).toEqual(refusal('AccessDeniedException'));
  });

  test('with more types than the sink allows', () => {
    const world = new AnObservatory();
    const sink = world.sink({ Policy: world.policy(['AWS::CloudWatch::Metric']) });
    const acme = world.member('acme');
    expect(thrown(() => world.link(acme, sink))).toEqual(refusal('AccessDeniedException'));
    world.link(acme, sink, { ResourceTypes: ['AWS::CloudWatch::Metric'] });
  });

  test('to a sink of another Region, to one that is not there, and to its own', () => {
    const world = new AnObservatory();
    const [sink, acme] = [world.sink(), world.member('acme')];
    expect(thrown(() => world.link(acme, sink, {}, 'eu-west-1'))).toEqual(refusal('InvalidParameterException', 'is in another Region than eu-west-1'));
    expect(thrown(() => world.link(acme, sink, { SinkIdentifier: `${sink.ref}0` }))).toEqual(refusal('ResourceNotFoundException'));
    expect(thrown(() => world.link(acme, sink, { SinkIdentifier: 'sink' }))).toEqual(refusal('InvalidParameterException', 'not the ARN of a sink'));
    expect(thrown(() => world.link(world.central, sink))).toEqual(refusal('InvalidParameterException', 'its own sink'));
  });

  test('a second time to the same sink, and beside five others of its Region', () => {
    const world = new AnObservatory();
    const acme = world.member('acme');
    const sinks = Array.from({ length: 6 }, (_, at) => world.sink({}, world.member(`o${at}`)));
    sinks.slice(0, 5).forEach(sink => world.link(acme, sink));
    expect(thrown(() => world.link(acme, sinks[0]))).toEqual(refusal('ConflictException', 'already linked'));
    expect(thrown(() => world.link(acme, sinks[5]))).toEqual(refusal('ServiceQuotaExceededException', 'already has 5 links'));
    world.link(acme, world.sink({}, world.central, 'eu-west-1'), {}, 'eu-west-1');
  });

  test('beyond what a sink takes', () => {
    const world = new AnObservatory();
    world.cloud.quotas.set('oam.linksPerSink', 1);
    const sink = world.sink();
    world.link(world.member('a'), sink);
    expect(thrown(() => world.link(world.member('b'), sink))).toEqual(refusal('ServiceQuotaExceededException', 'already has 1 links'));
  });

  test.each([
    ['no types', { ResourceTypes: [] }], ['an unknown type', { ResourceTypes: ['AWS::S3::Bucket'] }],
    ['a type twice', { ResourceTypes: [ALL_TYPES[0], ALL_TYPES[0]] }], ['no label', { LabelTemplate: undefined }],
    ['a label that is too long', { LabelTemplate: 'x'.repeat(65) }],
    ['a filter of a type that it does not share', { ResourceTypes: ['AWS::XRay::Trace'], ...filtered("Namespace = 'A'") }],
    ['a filter that is none', filtered('everything')],
  ])('with %s', (_, properties) => {
    const world = new AnObservatory();
    expect(thrown(() => world.link(world.member('acme'), world.sink(), properties))).toEqual(refusal('InvalidParameterException'));
  });

  test('aloud where AWS documents nothing: * for a new link, and a filter that is left out later', () => {
    const world = new AnObservatory();
    const [sink, acme] = [world.sink(), world.member('acme')];
    expect(() => world.link(acme, sink, filtered('*'))).toThrow('the lab does not know whether AWS takes the filter');
    const link = world.link(acme, sink, filtered("Namespace = 'A'"));
    const { LinkConfiguration, ...without } = link.request.properties;
    expect(LinkConfiguration).toBeDefined();
    expect(() => world.update(link, without)).toThrow('the lab does not know what AWS makes of a link that loses');
    expect(() => world.update(link, { ...link.request.properties, LabelTemplate: 'other' })).toThrow('does not model the replacement of AWS::Oam::Link, whose LabelTemplate changed');
  });
});

test('a link is labelled as the organization knows the account', () => {
  const world = new AnObservatory();
  const link = world.link(world.member('acme'), world.sink(), { LabelTemplate: '$AccountName, $AccountEmail, $AccountEmailNoDomain' });
  expect(link.attributes).toEqual({ Arn: link.ref, Label: 'acme, acme@example.com, acme' });
});

test('a changed link is judged by the policy that the sink has by then', () => {
  const world = new AnObservatory();
  const [sink, acme] = [world.sink(), world.member('acme')];
  const link = world.link(acme, sink, { ResourceTypes: ['AWS::CloudWatch::Metric'] });
  world.update(sink, { Name: 'sink', Policy: world.policy(['AWS::CloudWatch::Metric']) });
  expect(thrown(() => world.update(link, { ...link.request.properties, ResourceTypes: ALL_TYPES }))).toEqual(refusal('AccessDeniedException', 'oam:UpdateLink'));
  expect(world.oam.linksTo(world.central, REGION).get(acme)?.types).toEqual(['AWS::CloudWatch::Metric']);
});

describe('by calls', () => {
  const caller = (account: string) => ({ principal: `arn:aws:iam::${account}:role/Somebody`, account, region: REGION });

  test('no account reaches the sink or the links of another', async () => {
    const world = new AnObservatory();
    const [sink, acme, rival] = [world.sink(), world.member('acme'), world.member('rival')];
    const link = world.link(acme, sink);
    const hostile = (action: string, parameters: object) => world.call('oam', action, { ...parameters }, caller(rival));
    await expect(hostile('putSinkPolicy', { SinkIdentifier: sink.ref, Policy: JSON.stringify(world.policy()) })).rejects.toEqual(refusal('AccessDeniedException'));
    await expect(hostile('getSinkPolicy', { SinkIdentifier: sink.ref })).rejects.toEqual(refusal('AccessDeniedException'));
    await expect(hostile('listAttachedLinks', { SinkIdentifier: sink.ref })).rejects.toEqual(refusal('AccessDeniedException'));
    await expect(hostile('deleteLink', { Identifier: link.ref })).rejects.toEqual(refusal('ResourceNotFoundException'));
    await expect(hostile('updateLink', { Identifier: link.ref, ResourceTypes: ALL_TYPES })).rejects.toEqual(refusal('ResourceNotFoundException'));
    expect(await hostile('listSinks', {})).toEqual({ Items: [] });
  });

  test('an account links itself, and is listed; IAM is asked for each type that it shares', async () => {
    const world = new AnObservatory();
    const [sink, acme] = [world.sink(), world.member('acme')];
    const made = await world.call('oam', 'createLink', { LabelTemplate: 'a', ResourceTypes: ALL_TYPES, SinkIdentifier: sink.ref }, caller(acme));
    expect(made).toMatchObject({ Label: 'a', SinkArn: sink.ref, ResourceTypes: ALL_TYPES });
    expect(new Set(world.asked.map(({ action }) => action))).toEqual(new Set(['oam:CreateLink', 'cloudwatch:Link', 'logs:Link', 'xray:Link']));
    const { Items } = await world.call('oam', 'listAttachedLinks', { SinkIdentifier: sink.ref }, caller(world.central));
    expect(Items).toEqual([{ LinkArn: made.Arn, Label: 'a', ResourceTypes: ALL_TYPES }]);
    await world.call('oam', 'deleteLink', { Identifier: made.Arn }, caller(acme));
    expect(world.oam.linksTo(world.central, REGION).size).toBe(0);
  });

  test('a sink gets another policy from its own account', async () => {
    const world = new AnObservatory();
    const [sink, acme] = [world.sink({ Policy: undefined }), world.member('acme')];
    await world.call('oam', 'putSinkPolicy', { SinkIdentifier: sink.ref, Policy: JSON.stringify(world.policy()) }, caller(world.central));
    expect(() => world.link(acme, sink)).not.toThrow();
  });
});

describe('a filter', () => {
  const read = (text: string) => filterOf(text, 'Namespace', new Quotas());

  test.each([
    '', 'Namespace', "Namespace == 'A'", 'Namespace = A', "Namespace LIKE 'A'", "Namespace LIKE '%A'", "Namespace LIKE '%'", "Namespace LIKE 'A%B%'",
    "Namespace IN 'A'", 'Namespace IN ()', "Namespace IN ('A'", "Namespace NOT = 'A'", "LogGroupName = 'A'", "Namespace = 'A' AND", "Namespace = 'A' 'B'",
    "(Namespace = 'A')", "Namespace = 'A", 'Namespace = "A"', `Namespace = '${'x'.repeat(2000)}'`, "namespace = 'A'",
    Array.from({ length: 7 }, () => "Namespace = 'A'").join(' OR '),
  ])('is refused as %j', text => {
    expect(thrown(() => read(text))).toEqual(refusal('InvalidParameterException', 'is not accepted'));
  });

  test.each<[string, string[], string[]]>([
    ["Namespace NOT LIKE 'AWS/%'", ['Orders'], ['AWS/Lambda']],
    ["Namespace IN ('AWS/EC2', 'AWS/ELB','AWS/S3')", ['AWS/ELB', 'AWS/S3'], ['AWS/Lambda']],
    ["Namespace = 'AWS/EC2' OR Namespace NOT LIKE 'AWS/%'", ['AWS/EC2', 'Orders'], ['AWS/S3']],
    ["Namespace NOT IN ('A', 'B') AND Namespace != 'C'", ['D'], ['A', 'B', 'C']],
    ["Namespace = 'A' OR Namespace LIKE 'B%' AND Namespace != 'BB'", ['A', 'BA'], ['BB', 'C']],
    ["Namespace != '-'", ['AWS/Lambda', 'Orders'], ['-']],
    [Array.from({ length: 6 }, (_, at) => `Namespace = 'N${at}'`).join(' OR '), ['N0', 'N5'], ['N6']],
  ])('%s lets through what it says', (text, through, not) => {
    const filter = read(text);
    expect([through.every(filter), not.some(filter)]).toEqual([true, false]);
  });

  test('and its contrary let each name through once', () => {
    const name = fc.stringMatching(/^[A-Z/]{1,6}$/);
    fc.assert(fc.property(name, fc.array(name, { minLength: 1, maxLength: 4 }), (asked, values) => {
      const list = values.map(value => `'${value}'`).join(',');
      const pairs = [
        [`Namespace = '${values[0]}'`, `Namespace != '${values[0]}'`], [`Namespace LIKE '${values[0]}%'`, `Namespace NOT LIKE '${values[0]}%'`],
        [`Namespace IN (${list})`, `Namespace NOT IN (${list})`],
      ];
      for (const [one, other] of pairs) { expect(read(one)(asked)).toBe(!read(other)(asked)); }
    }));
  });
});
