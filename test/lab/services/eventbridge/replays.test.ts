import { JsonObject } from '../../../../src/lab/json';
import { ACCOUNT, OPERATOR, OTHER_ACCOUNT, REGION, ROLE } from '../deployed';
import { ABus, BUS, FUNCTION } from './a-bus';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.parse('2026-01-05T09:00:00Z') + minutes * MINUTE).toISOString();
const ARCHIVE = `arn:aws:events:${REGION}:${ACCOUNT}:archive/kept`;
const REPLAY = { ReplayName: 'again', EventSourceArn: ARCHIVE, EventStartTime: at(0), EventEndTime: at(60), Destination: { Arn: BUS } };

class AnArchive extends ABus {
  public readonly rules: readonly string[];

  constructor(archive: JsonObject = {}) {
    super();
    this.deploy('AWS::Events::Archive', { ArchiveName: 'kept', SourceArn: BUS, ...archive });
    this.rules = ['First', 'Second'].map(Name => this.rule([{ Id: 'F', Arn: FUNCTION.replace(':F', `:${Name}`) }], { Name }));
  }

  public async pass(minutes: number): Promise<void> {
    await this.cloud.clock.run(this.cloud.clock.now() + minutes * MINUTE);
  }

  public start(more: JsonObject = {}): Promise<JsonObject> {
    return this.call('eventbridge', 'startReplay', { ...REPLAY, ...more });
  }

  /** What functions got by a replay: which one, and what. */
  public replayed(): [string, unknown][] {
    return this.calls
      .map(({ parameters }) => ({ name: String(parameters.FunctionName), text: String(parameters.Payload) }))
      .map(({ name, text }) => ({ name, event: JSON.parse(text) as JsonObject }))
      .filter(({ event }) => event['replay-name'] !== undefined)
      .map(({ name, event }) => [name.split(':').at(-1)!, (event.detail as JsonObject).tenant]);
  }
}

describe('a replay is refused', () => {
  test.each<[string, JsonObject, string]>([
    ['without a name', { ReplayName: '' }, 'ValidationException'],
    ['of no time', { EventStartTime: 'yesterday' }, 'ValidationException'],
    ['that ends as it begins', { EventEndTime: at(0) }, 'ValidationException'],
    ['of an archive that is not there', { EventSourceArn: `${ARCHIVE}2` }, 'ResourceNotFoundException'],
    ['of an archive of another account', { EventSourceArn: ARCHIVE.replace(ACCOUNT, OTHER_ACCOUNT) }, 'ResourceNotFoundException'],
    ['to another bus', { Destination: { Arn: BUS.replace('plane', 'default') } }, 'ValidationException'],
    ['to a rule of another bus', { Destination: { Arn: BUS, FilterArns: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/R`] } }, 'ValidationException'],
  ])('%s', async (_, more, name) => {
    await expect(new AnArchive().start(more)).rejects.toMatchObject({ name });
  });

  test('under a name that there was before', async () => {
    const bus = new AnArchive();
    await bus.start();
    await expect(bus.start()).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });

  test('when ten are active', async () => {
    const bus = new AnArchive();
    const started = Array.from({ length: 11 }, (_, n) => bus.cloud.call(OPERATOR, 'eventbridge', 'startReplay', { ...REPLAY, ReplayName: `n${n}` }).catch(error => (error as Error).name));
    await bus.cloud.clock.run();
    expect((await Promise.all(started)).filter(answer => answer === 'LimitExceededException')).toHaveLength(1);
  });

  test.each([ARCHIVE, BUS, `arn:aws:events:${REGION}:${ACCOUNT}:replay/again`])('to a role that is not asked about %s', async resource => {
    const bus = new AnArchive();
    await bus.call('eventbridge', 'startReplay', REPLAY, ROLE);
    expect(bus.asked).toContainEqual(expect.objectContaining({ action: 'events:StartReplay', resource }));
  });

  test('when it is misspelt', async () => {
    await expect(new AnArchive().start({ Filter: [] })).rejects.toThrow('the lab does not know the parameter Filter of eventbridge:startReplay');
  });
});

test('nothing is replayed of what the archive has for less than ten minutes, or no more', async () => {
  const bus = new AnArchive({ RetentionDays: 1 });
  await bus.put({ tenant: 'early' });
  await bus.pass(5);
  await bus.start();
  await bus.pass(24 * 60);
  await bus.start({ ReplayName: 'too-late' });
  expect(bus.replayed()).toEqual([]);
});

test('only what the pattern of the archive takes, and only what happened in the time, is replayed', async () => {
  const bus = new AnArchive({ EventPattern: { detail: { tenant: [{ prefix: 'a' }] } } });
  for (const tenant of ['acme', 'zoo']) { await bus.put({ tenant }); }
  await bus.pass(30);
  await bus.put({ tenant: 'apart' });
  await bus.pass(30);
  await bus.start({ EventEndTime: at(20) });
  expect(bus.replayed()).toEqual([['First', 'acme'], ['Second', 'acme']]);
});

test('a replay reaches the rules that it names, and no other', async () => {
  const bus = new AnArchive();
  await bus.put({ tenant: 'acme' });
  await bus.pass(30);
  await bus.start({ Destination: { Arn: BUS, FilterArns: [bus.rules[1]] } });
  expect(bus.replayed()).toEqual([['Second', 'acme']]);
});

test('what is replayed is the same event with the name of the replay, and is not archived again', async () => {
  const bus = new AnArchive();
  const { Entries: [{ EventId }] } = await bus.put({ tenant: 'acme' }) as { Entries: JsonObject[] };
  await bus.pass(30);
  await bus.start();
  expect(JSON.parse(String(bus.calls.at(-1)!.parameters.Payload))).toMatchObject({ 'id': EventId, 'replay-name': 'again', 'account': ACCOUNT });
  await bus.pass(30);
  await bus.start({ ReplayName: 'third' });
  expect(bus.replayed()).toHaveLength(4);
});

test('events of many minutes come minute by minute', async () => {
  const bus = new AnArchive();
  for (let minute = 0; minute < 5; minute++) {
    for (const letter of 'abc') { await bus.put({ tenant: `${minute}${letter}` }); }
    await bus.cloud.clock.run(Date.parse(at(minute + 1)));
  }
  await bus.pass(30);
  await bus.start({ Destination: { Arn: BUS, FilterArns: [bus.rules[0]] } });
  const minutes = bus.replayed().map(([, tenant]) => String(tenant)[0]);
  expect(minutes.join('')).toBe('000111222333444');
});

test('a replay is described as it goes on', async () => {
  const bus = new AnArchive();
  await bus.put({ tenant: 'acme' });
  await bus.pass(30);
  const started = bus.cloud.call(OPERATOR, 'eventbridge', 'startReplay', REPLAY);
  await bus.cloud.clock.run(bus.cloud.clock.now() + 100);
  expect(await started).toEqual({ ReplayArn: `arn:aws:events:${REGION}:${ACCOUNT}:replay/again`, State: 'STARTING', ReplayStartTime: expect.any(String) });
  await bus.cloud.clock.run();
  const described = await bus.call('eventbridge', 'describeReplay', { ReplayName: 'again' });
  expect(described).toMatchObject({ ...REPLAY, State: 'COMPLETED', EventLastReplayedTime: expect.stringMatching(/^2026-01-05T09:00/), ReplayEndTime: expect.any(String) });
  await expect(bus.call('eventbridge', 'describeReplay', { ReplayName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
