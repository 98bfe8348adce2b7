import { Seen, SeenAccount, SeenCall, SeenRun, World } from './seen';
import { CloudStory } from './stories';
import { tenantPreviewRoleName } from '../../src/fleet/contract';
import { Entry, Json, JsonObject, Lab, isObject } from '../../src/lab';
import { StackSets } from '../../src/lab/services/cloudformation/stack-sets';
import { SsmRoom } from '../../src/lab/services/ssm/ssm-room';
import { DEFAULT_PLATFORM, operatorRoleName, tenantRoleName } from '../../src/organization/contract';
import { forwardRoleName, redriveRoleName } from '../../src/telemetry/contract';
import { FACTS_PARAMETER } from '../../src/tenants/contract';

/** The lab, with the platform deployed. */
export class LabWorld implements World {
  public static async of(assembly: string, stories: readonly CloudStory[]): Promise<LabWorld> {
    const lab = new Lab({
      accountQuota: 1000, organizations: { organizationId: ORGANIZATION_ID },
      faults: stories.flatMap(({ misfortunes }) => misfortunes ?? []),
    });
    await lab.deploy(assembly);
    return new LabWorld(lab);
  }

  private readonly entries: Entry[] = [];
  /** The accounts that were there before any tenant's. */
  private readonly own: ReadonlySet<string>;

  private constructor(public readonly lab: Lab) {
    lab.cloud.journal.listen(entry => this.entries.push(entry));
    this.own = new Set(lab.stacks.map(stack => stack.account));
  }

  public async play(story: CloudStory): Promise<Seen> {
    const { lab } = this;
    this.begin();
    if (story.outsider) { lab.organization.addAccount({ ...story.outsider, id: '999999999999', joinedMethod: 'CREATED' }); }
    const bus = lab.all('AWS::Events::EventBus').find(({ logicalId }) => !logicalId.includes('Failures'))!;
    for (const round of story.rounds) {
      const entries = round.map(detail => ({ Source: 'judge', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }));
      // PutEvents takes ten.
      for (let first = 0; first < entries.length; first += 10) {
        await lab.putEvents(bus, entries.slice(first, first + 10));
      }
      await lab.play();
    }
    return {
      runs: this.runs(),
      records: lab.items(lab.only('AWS::DynamoDB::Table', 'Directory').ref),
      events: this.events(),
      accounts: this.accounts(),
      names: this.names(),
    };
  }

  /** What comes from now on is seen. */
  public begin(): void { this.entries.length = 0; }

  public events(): Seen['events'] {
    return this.entries.flatMap(entry => entry.type === 'event' && entry.source !== 'aws.states'
      ? [{ type: entry.detailType, detail: entry.detail }] : []);
  }

  public runs(): SeenRun[] {
    const runs = new Map<string, { run: SeenRun & { path: string[]; calls: SeenCall[] } }>();
    for (const entry of this.entries) {
      const execution = 'execution' in entry ? entry.execution : undefined;
      if (execution === undefined) { continue; }
      const run = runs.get(execution)?.run;
      if (entry.type === 'execution' && !run) {
        runs.set(execution, { run: { input: entry.input ?? null, status: entry.status, path: [], calls: [] } });
      } else if (entry.type === 'execution') {
        Object.assign(run!, { status: entry.status, output: entry.output, error: entry.error });
      } else if (entry.type === 'transition' && entry.event === 'entered') {
        run?.path.push(entry.state);
      } else if (entry.type === 'call' && entry.service !== 'sts') {
        // Step Functions itself takes the role that a task names; the account of the call says which it was.
        run?.calls.push({
          state: run.path.at(-1) ?? '', service: entry.service, action: entry.action, account: entry.account,
          parameters: entry.parameters as Json, error: entry.error?.name,
        });
      }
    }
    return [...runs.values()].map(({ run }) => run);
  }

  private accounts(): SeenAccount[] {
    const { lab } = this;
    const instances = lab.cloud.room<StackSets>('cloudformation').stackInstances(BASELINE);
    return lab.organization.accounts().filter(({ id }) => !this.own.has(id)).map(({ id, name, email, state, tags }) => {
      const facts = lab.cloud.room<SsmRoom>('ssm').value(id, 'us-east-1', FACTS_PARAMETER);
      return {
        id, name, email, state, unit: this.names().get(lab.organization.parentOf(id)!)!, tags: Object.fromEntries(tags),
        roles: ROLES.filter(role => lab.iam.hasRole(`arn:aws:iam::${id}:role/${role}`)),
        facts: facts === undefined ? undefined : JSON.parse(facts) as Json,
        baseline: instances.filter(({ account }) => account === id).map(({ region, status }) => `${region} ${status}`),
      };
    });
  }

  public names(): ReadonlyMap<string, string> {
    const { lab } = this;
    const units = lab.all('AWS::Organizations::OrganizationalUnit').map(({ logicalId, ref }) => [ref, unitName(logicalId)] as const);
    return new Map([
      ...units, [lab.organization.rootId(), 'root'],
      ...['Directory', 'Governor'].map(name => [lab.only('AWS::DynamoDB::Table', name).ref, name] as const),
      ...lab.organization.accounts().filter(({ id }) => !this.own.has(id)).map(({ id, name }) => [id, `account of ${name}`] as const),
    ]);
  }
}

/** As the examples have it: whoever is of the organization may write into the bucket of AWS Config. */
const ORGANIZATION_ID = 'o-exampleorgid';

/** The roles that may be in a tenant's account. */
const ROLES = [
  'OrganizationAccountAccessRole', operatorRoleName(DEFAULT_PLATFORM), tenantRoleName(DEFAULT_PLATFORM), tenantPreviewRoleName(DEFAULT_PLATFORM),
  forwardRoleName(DEFAULT_PLATFORM), redriveRoleName(DEFAULT_PLATFORM),
].sort();
const BASELINE = `cdk-account-per-tenant-${DEFAULT_PLATFORM}-baseline`;

const UNITS = ['Production', 'Sandbox', 'Onboarding', 'Suspended', 'Quarantine'];

/** Logical ids of units end in the unit's name and eight characters of a hash. */
const unitName = (logicalId: string) => UNITS.find(each => logicalId.includes(each)) ?? 'Tenants';

/** Attributes of an item as plain values. */
export const plainItem = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item)
    .map(([name, value]) => [name, isObject(value) ? Object.values(value)[0] : value]));
