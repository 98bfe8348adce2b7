import { Seen, SeenAccount, SeenCall, SeenRun, World } from './seen';
import { Server } from './server';
import { CloudStory, tenantsOf } from './stories';
import { Json, JsonObject, isObject } from '../../src/lab';
import { FACTS_PARAMETER } from '../../src/tenants/contract';

/** How the emulator's client answers `look`. */
export interface Look {
  readonly runs: readonly Run[];
  readonly tables: Readonly<Record<string, JsonObject[]>>;
  readonly events: readonly { 'detail-type': string; 'detail': Json }[];
  readonly units: Readonly<Record<string, string>>;
  readonly accounts: readonly Member[];
  readonly instances: readonly { StackSetId: string; Account: string; Region: string; Status: string }[];
}

type Member = Omit<SeenAccount, 'facts' | 'baseline'> & { parameters: Record<string, string> };

/** A run, as the emulator's client tells of it. */
export interface Run {
  readonly input: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly history: readonly HistoryEvent[];
}

interface HistoryEvent {
  readonly type: string;
  readonly stateEnteredEventDetails?: { name: string };
  readonly taskScheduledEventDetails?: {
    resourceType: string; resource: string; parameters: string; taskCredentials?: { roleArn: string };
  };
  readonly taskFailedEventDetails?: { error: string };
  readonly taskSubmitFailedEventDetails?: { error: string };
}

/** How long the runs of one round may take, in seconds. */
const PATIENCE = 150;

/** The emulator, with the platform deployed. */
export class EmulatorWorld implements World {
  public static async of(server: Server, platform: string): Promise<EmulatorWorld> {
    await server.ask({ do: 'listen' });
    return new EmulatorWorld(server, platform);
  }

  private constructor(private readonly server: Server, private readonly platform: string) {}

  public async play(story: CloudStory): Promise<Seen> {
    // Time stands nearly still there. In the lab the last tenant's creation is minutes ago by now.
    await this.server.ask({ do: 'pause' });
    if (story.outsider) { await this.server.ask({ do: 'account', ...story.outsider }); }
    for (const round of story.rounds) {
      await this.server.ask({ do: 'ask', requests: [...round] });
      await this.server.ask({ do: 'rest', seconds: PATIENCE });
    }
    const look = await this.server.ask({
      do: 'look', tenants: [...tenantsOf(story)], histories: story.compare === 'everything',
    }) as unknown as Look;
    const directory = Object.keys(look.tables).find(isDirectory)!;
    return {
      runs: look.runs.map(run => runSeen(run, this.platform)),
      records: look.tables[directory],
      events: look.events.map(event => ({ type: event['detail-type'], detail: event.detail })),
      accounts: look.accounts.map(({ parameters: { [FACTS_PARAMETER]: facts }, ...account }) => ({
        ...account,
        facts: facts === undefined ? undefined : JSON.parse(facts) as Json,
        baseline: look.instances.filter(({ Account, StackSetId }) => Account === account.id && isBaseline(StackSetId)).map(({ Region, Status }) => `${Region} ${Status}`),
      })),
      names: namesIn(look),
    };
  }
}

/** What ids stand for. */
export function namesIn({ units, tables, accounts }: Pick<Look, 'units' | 'tables' | 'accounts'>): Map<string, string> {
  return new Map([
    ...Object.entries(units),
    ...Object.keys(tables).map(name => [name, ['Directory', 'Failures'].find(each => name.includes(each)) ?? 'Governor'] as const),
    ...accounts.map(({ id, name }) => [id, `account of ${name}`] as const),
  ]);
}

/** Ids of stack sets begin with their names. */
const isBaseline = (stackSetId: string) => stackSetId.split(':')[0].endsWith('-baseline');

export const isDirectory = (table: string) => table.includes('Directory');

/** What a run did, of its history. */
export function runSeen({ input, status, output, error, history }: Run, platform: string): SeenRun {
  const path: string[] = [];
  const calls: (SeenCall & { error?: string })[] = [];
  for (const event of history) {
    const task = event.taskScheduledEventDetails;
    const failure = event.type === 'TaskFailed' ? event.taskFailedEventDetails : event.taskSubmitFailedEventDetails;
    if (event.stateEnteredEventDetails) { path.push(event.stateEnteredEventDetails.name); }
    if (task) {
      calls.push({
        state: path.at(-1) ?? '', service: serviceOf(task.resourceType), action: task.resource.split('.')[0],
        account: task.taskCredentials?.roleArn.split(':')[4] ?? platform,
        parameters: JSON.parse(task.parameters) as Json,
      });
    }
    // Step Functions writes `Service.NameException`; the service itself, `NameException`.
    if (failure && calls.length > 0) { Object.assign(calls.at(-1)!, { error: failure.error.split('.').at(-1) }); }
  }
  const said = output === undefined ? undefined : JSON.parse(output) as Json;
  return {
    input: JSON.parse(input) as Json, status, output: isObject(said) ? said : undefined, error, path, calls,
  };
}

/** The optimised integration of EventBridge has another name than the service in the SDK's. */
function serviceOf(resourceType: string): string {
  const service = resourceType.replace('aws-sdk:', '');
  return service === 'events' ? 'eventbridge' : service;
}
