import { everyone, plan, release, RELEASE, SERVICE } from './release-world';
import { PreviewFile, ReleaseItem, Target } from '../../../../src/fleet/contract';
import { ChangeSet, Previewer, World } from '../../../../src/fleet/releases/handlers/preview';

const FILE = `${SERVICE}/${RELEASE}/preview.json`;
const sample: Target[] = [{ tenantId: 't1', accountId: '333333333333' }, { tenantId: 't2', accountId: '444444444444' }];

type Change = ChangeSet['changes'][number];
const change = (over: Partial<Change> = {}): Change => ({ action: 'Modify', logicalId: 'Orders', type: 'AWS::DynamoDB::Table', replacement: 'False', ...over });
const made = (...changes: Change[]): ChangeSet => ({ status: 'CREATE_COMPLETE', changes });

interface Scene {
  readonly release: Partial<ReleaseItem>;
  readonly noStackIn: readonly string[];
  /** What CloudFormation says when a change set is asked for, or looked at. */
  readonly refusal: (account: string, what: string) => Error | undefined;
  readonly seen: (account: string, region: string) => ChangeSet;
}

/** A world of its own, and the change sets in it. */
function world(is: Partial<Scene> = {}) {
  const files = new Map<string, string>();
  const changeSets = new Set<string>();
  const asked: string[] = [];
  const refuse = (account: string, what: string) => {
    const error = is.refusal?.(account, what);
    if (error) { throw error; }
  };
  const all: World = {
    release: async (service, id) => service === SERVICE && id === RELEASE ? release([everyone], is.release) : undefined,
    stackIn: async ({ accountId }) => is.noStackIn?.includes(accountId) ? undefined : `StackSet-${accountId}`,
    create: async ({ accountId, region }, stack, name, template) => {
      refuse(accountId, 'create');
      changeSets.add(`${region}/${stack}/${name}`);
      asked.push(template);
    },
    describe: async ({ accountId, region }, stack, name) => {
      refuse(accountId, 'describe');
      if (!changeSets.has(`${region}/${stack}/${name}`)) { throw Object.assign(new Error('there is none'), { name: 'ChangeSetNotFoundException' }); }
      return is.seen?.(accountId, region) ?? made();
    },
    remove: async ({ region }, stack, name) => { changeSets.delete(`${region}/${stack}/${name}`); },
    read: async key => files.get(key),
    write: async (key, content) => { files.set(key, content); },
  };
  const previewer = new Previewer(all);
  const ask = (task: 'begin' | 'look', id = RELEASE) => previewer.answer({ task, service: SERVICE, release: id, sample });
  return {
    files, changeSets, asked, ask,
    file: () => JSON.parse(files.get(FILE)!) as PreviewFile,
    preview: async () => {
      await ask('begin');
      return ask('look');
    },
  };
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('a preview stops', () => {
  test('at a release that is not on record', async () => {
    await expect(world().ask('begin', '000009')).rejects.toThrow('service orders has no release 000009');
  });

  test.each<[string, Partial<Change>]>([
    ['replace', { replacement: 'True' }], ['perhaps replace', { replacement: 'Conditional' }],
    ['replace, and keep where nobody finds it', { replacement: 'True', policy: 'ReplaceAndRetain' }],
    ['delete', { action: 'Remove', replacement: undefined, policy: 'Delete' }], ['delete after a snapshot', { action: 'Remove', policy: 'Snapshot' }],
    ['delete without saying how', { action: 'Remove' }],
  ])('where the release would %s a table', async (_, over) => {
    const { blocked, done } = await world({ seen: () => made(change(over)) }).preview();
    expect(done).toBe(true);
    expect(blocked).toEqual(['Orders (AWS::DynamoDB::Table)']);
  });

  test.each<[string, Partial<Change>]>([
    ['changes it in its place', {}], ['adds it', { action: 'Add', replacement: undefined }], ['lets go of it', { action: 'Remove', policy: 'Retain' }],
    ['replaces what holds nothing', { type: 'AWS::Lambda::Function', replacement: 'True' }],
  ])('not where the release %s', async (_, over) => {
    expect(await world({ seen: () => made(change(over)) }).preview()).toEqual({ done: true, blocked: [], changes: 4 });
  });

  test('not where the version or the release says for each resource that it is meant', async () => {
    const seen = () => made(change({ replacement: 'True' }), change({ logicalId: 'Files', type: 'AWS::S3::Bucket', action: 'Remove' }), change({ logicalId: 'Key', type: 'AWS::KMS::Key', action: 'Remove' }));
    const meant = { plan: JSON.stringify({ ...plan(everyone), mayReplace: ['Orders'] }), mayReplace: ['Files'] };
    expect((await world({ seen, release: meant }).preview()).blocked).toEqual(['Key (AWS::KMS::Key)']);
  });

  test('where an account lets nobody look, with what it says', async () => {
    const refusal = (account: string, what: string) => account === '444444444444' && what === 'create' ? named('AccessDenied', 'not authorized to perform: sts:AssumeRole') : undefined;
    const is = world({ refusal });
    expect((await is.preview()).blocked).toEqual(['444444444444: AccessDenied: not authorized to perform: sts:AssumeRole']);
    expect(is.file().accounts.map(({ accountId, error = '' }) => [accountId, error !== ''])).toEqual(
      [['333333333333', false], ['333333333333', false], ['444444444444', true], ['444444444444', true]]);
  });

  test('where a change set fails, and where there is no stack', async () => {
    const seen = (account: string) => account === '333333333333' ? { status: 'FAILED', reason: 'Template error', changes: [] } : made();
    expect((await world({ seen }).preview()).blocked).toEqual(['333333333333: the change set is FAILED: Template error']);
    expect((await world({ noStackIn: ['444444444444'] }).preview()).blocked).toEqual([
      '444444444444: the stack set has no stack in us-east-1', '444444444444: the stack set has no stack in eu-central-1',
    ]);
  });

  test('where a change set is gone that was there', async () => {
    const is = world();
    await is.ask('begin');
    is.changeSets.clear();
    expect((await is.ask('look')).blocked[0]).toBe('333333333333: ChangeSetNotFoundException: there is none');
  });
});

test.each(["The submitted information didn't contain changes. Submit different information to create a change set.", 'No updates are to be performed.'])(
  'no change is no failure: %s', async reason => {
    expect(await world({ seen: () => ({ status: 'FAILED', reason, changes: [] }) }).preview()).toEqual({ done: true, blocked: [], changes: 0 });
  });

test.each(['create', 'describe'])('what AWS fails at is not held against a release, but tried again (%s)', async what => {
  let fails = true;
  const is = world({ refusal: (_, which) => fails && which === what ? named('ThrottlingException', 'Rate exceeded') : undefined });
  await expect(is.preview()).rejects.toThrow('Rate exceeded');
  fails = false;
  expect((await is.preview()).blocked).toEqual([]);
});

test('change sets are made of the new template, waited for, told of and deleted', async () => {
  let status = 'CREATE_PENDING';
  const is = world({ seen: (_, region) => ({ ...made(change()), status: region === 'us-east-1' ? 'CREATE_COMPLETE' : status }) });
  expect(await is.ask('begin')).toEqual({ done: false, blocked: [], changes: 0 });
  expect(is.asked).toEqual(Array(4).fill('https://example.com/new.json'));
  expect([...is.changeSets]).toContain('eu-central-1/StackSet-444444444444/release-000007');
  for (status of ['CREATE_PENDING', 'CREATE_IN_PROGRESS']) { expect((await is.ask('look')).done).toBe(false); }
  status = 'CREATE_COMPLETE';
  const answer = await is.ask('look');
  expect(answer).toEqual({ done: true, blocked: [], changes: 4 });
  expect(is.changeSets.size).toBe(0);
  expect(is.file().accounts).toHaveLength(4);
  expect(is.file().accounts[0]).toEqual({
    tenantId: 't1', accountId: '333333333333', region: 'us-east-1',
    changes: [{ action: 'Modify', logicalId: 'Orders', type: 'AWS::DynamoDB::Table', replacement: 'False' }],
  });
  // The answer was lost, and with it that the change sets were deleted.
  expect(await is.ask('look')).toEqual(answer);
});
