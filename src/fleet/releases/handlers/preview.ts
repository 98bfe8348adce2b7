import { Files } from './lists';
import { isOfAws, shortened } from './reasons';
import { STATEFUL_TYPES } from './stateful-types';
import {
  listKey, PREVIEW, PreviewAnswer, PreviewFile, PreviewRequest, PublishedService, ReleaseItem, Target,
} from '../../contract';

/** A stack that is looked at. */
export interface Place extends Target { readonly region: string }

/** A change set as CloudFormation describes it, with all of its changes. */
export interface ChangeSet {
  readonly status: string;
  readonly reason?: string;
  readonly changes: readonly {
    readonly action: string;
    readonly logicalId: string;
    readonly type: string;
    readonly replacement?: string;
    /** What becomes of the resource that is not needed any more. */
    readonly policy?: string;
  }[];
}

/** What previewing sees of the world, and does to it. */
export interface World extends Files {
  release(service: string, release: string): Promise<ReleaseItem | undefined>;
  /** The name of the stack that a place has of a service. */
  stackIn(place: Place, service: string): Promise<string | undefined>;
  /** Asks for a change set; no error when there is one of this name. */
  create(place: Place, stack: string, name: string, template: string): Promise<void>;
  describe(place: Place, stack: string, name: string): Promise<ChangeSet>;
  remove(place: Place, stack: string, name: string): Promise<void>;
}

type Account = PreviewFile['accounts'][number];
type Change = ChangeSet['changes'][number];

/** The file, and the answer that was given with it. */
interface Kept extends PreviewFile { readonly answer?: PreviewAnswer }

interface Scene {
  readonly request: PreviewRequest;
  readonly places: readonly Place[];
  readonly template: string;
  readonly mayReplace: readonly string[];
}

const UNDER_WAY: readonly string[] = ['CREATE_PENDING', 'CREATE_IN_PROGRESS'];
const NOT_YET: PreviewAnswer = { done: false, blocked: [], changes: 0 };

/** How CloudFormation says of a change set that there is nothing to change: it has two ways to do so. */
const NOTHING = /didn't contain changes|No updates are to be performed/;

const LONGEST_REASON = 500;

/** What a release would change, asked of CloudFormation in some accounts before anything is changed. */
export class Previewer {
  constructor(private readonly world: World) {}

  public async answer(request: PreviewRequest): Promise<PreviewAnswer> {
    const { service, release: id, sample } = request;
    const release = await this.world.release(service, id);
    if (!release) { throw new Error(`service ${service} has no release ${id}`); }
    const plan = JSON.parse(release.plan) as PublishedService;
    const scene: Scene = {
      request,
      places: sample.flatMap(each => plan.regions.map(region => ({ ...each, region }))),
      template: release.template,
      mayReplace: [...plan.mayReplace, ...release.mayReplace ?? []],
    };
    return request.task === 'begin' ? this.begin(scene) : this.look(scene);
  }

  /** Where no change set can be asked for, the file says why; whoever looks finds it there. */
  private async begin(scene: Scene): Promise<PreviewAnswer> {
    const accounts: Account[] = [];
    for (const place of scene.places) {
      const failure = await this.at(place, scene, (stack, name) =>
        this.world.create(place, stack, name, scene.template));
      if ('error' in failure) { accounts.push({ ...place, ...failure, changes: [] }); }
    }
    await this.write(scene, { accounts });
    return NOT_YET;
  }

  private async look(scene: Scene): Promise<PreviewAnswer> {
    const content = await this.world.read(this.key(scene));
    const before: Kept = content === undefined ? { accounts: [] } : JSON.parse(content) as Kept;
    // Its answer may have been lost, and what it was to delete may be there still.
    if (before.answer) { return this.done(scene, before.answer); }

    const accounts: Account[] = [];
    const blocked = new Set<string>();
    for (const place of scene.places) {
      const failed = before.accounts.find(each => each.accountId === place.accountId && each.region === place.region);
      const seen = failed ?? await this.seen(place, scene);
      if ('status' in seen && UNDER_WAY.includes(seen.status)) { return NOT_YET; }
      const { error, changes } = 'status' in seen ? judged(seen) : { error: seen.error, changes: [] };
      accounts.push({ ...place, ...error !== undefined && { error }, changes: changes.map(shown) });
      if (error !== undefined) { blocked.add(`${place.accountId}: ${error}`); }
      for (const change of changes) {
        const { logicalId, type } = change;
        if (isHarmful(change) && !scene.mayReplace.includes(logicalId)) { blocked.add(`${logicalId} (${type})`); }
      }
    }
    const answer = { done: true, blocked: [...blocked], changes: accounts.flatMap(({ changes }) => changes).length };
    await this.write(scene, { accounts, answer });
    return this.done(scene, answer);
  }

  private async seen(place: Place, scene: Scene): Promise<ChangeSet | { readonly error?: string }> {
    let seen: ChangeSet | undefined;
    const failure = await this.at(place, scene, async (stack, name) => {
      seen = await this.world.describe(place, stack, name);
    });
    return seen ?? failure;
  }

  /** What is left behind costs nothing and is found by its name, so that it does not stop a release. */
  private async done(scene: Scene, answer: PreviewAnswer): Promise<PreviewAnswer> {
    for (const place of scene.places) {
      await this.at(place, scene, (stack, name) => this.world.remove(place, stack, name));
    }
    return answer;
  }

  /**
   * Does something with the change set of a place, and says why it fails; what AWS failed at is thrown, to be tried
   * again.
   */
  private async at(
    place: Place, { request: { service, release } }: Scene, work: (stack: string, name: string) => Promise<void>,
  ): Promise<{ readonly error?: string }> {
    try {
      const stack = await this.world.stackIn(place, service);
      if (stack === undefined) { return { error: `the stack set has no stack in ${place.region}` }; }
      await work(stack, `release-${release}`);
      return {};
    } catch (error) {
      const { name, message } = error as Error;
      if (isOfAws(`${name}: ${message}`)) { throw error; }
      return { error: shortened(`${name}: ${message}`, LONGEST_REASON) };
    }
  }

  private key({ request: { service, release } }: Scene): string {
    return listKey(service, release, PREVIEW, 'json');
  }

  private write(scene: Scene, kept: Kept): Promise<void> {
    return this.world.write(this.key(scene), JSON.stringify(kept));
  }
}

function judged(
  { status, reason = 'no reason given', changes }: ChangeSet,
): { readonly error?: string; readonly changes: readonly Change[] } {
  if (status === 'CREATE_COMPLETE') { return { changes }; }
  if (status === 'FAILED' && NOTHING.test(reason)) { return { changes: [] }; }
  return { error: shortened(`the change set is ${status}: ${reason}`, LONGEST_REASON), changes: [] };
}

/** What is deleted is kept where its policy says so; what is replaced is kept by nobody who would find it. */
function isHarmful({ action, type, replacement = 'False', policy }: Change): boolean {
  if (!STATEFUL_TYPES.has(type)) { return false; }
  return action === 'Remove' ? policy !== 'Retain' : action === 'Modify' && replacement !== 'False';
}

const shown = ({ action, logicalId, type, replacement = '' }: Change) => ({ action, logicalId, type, replacement });
