import { DONE } from './app';
import { arnOf, redriveOf } from './here';
import { SeenFailure } from './seen';
import { FailureStory, OBSERVED, detailOf } from './stories';
import { Json, JsonObject } from '../../../src/lab';
import { DEFAULT_PLATFORM } from '../../../src/organization/contract';
import { tenantFailuresBusName } from '../../../src/telemetry/contract';
import { TENANT_TAG } from '../../../src/tenants/contract';
import { PLATFORM } from '../../../test/stories/platform';
import { Look, Run, namesIn, runSeen } from '../play-there';
import { Server } from '../server';

/** How long a redrive may take, in seconds. */
const PATIENCE = 60;

/** Plays a failure on the emulator. */
export async function failureThere(server: Server, story: FailureStory): Promise<SeenFailure> {
  const tenants = Object.keys(OBSERVED.ends);
  const look = await server.ask({ do: 'look', tenants, histories: false }) as unknown as Look;
  const accounts = new Map(look.accounts.map(({ id, tags }) => [String(tags[TENANT_TAG]), id]));
  const account = accounts.get(story.tenant)!;
  await server.ask({
    do: 'fail', account, bus: tenantFailuresBusName(DEFAULT_PLATFORM),
    detail: detailOf(story, arnOf(accounts.get(story.says ?? story.tenant)!)) as unknown as JsonObject,
  });
  const before = await failures(server);
  const run = await server.ask({ do: 'run', machine: 'redrive', about: redriveOf(account, story), seconds: PATIENCE }) as unknown as Run;
  const done: [string, string | undefined][] = [];
  for (const tenant of tenants) {
    const value = await server.ask({ do: 'parameter', account: accounts.get(tenant)!, name: DONE }) as string | null;
    done.push([tenant, value ?? undefined]);
  }
  const buckets = (await server.ask({ do: 'services', tenants: [], regions: [] }) as unknown as { buckets: Record<string, Json> }).buckets;
  const bucket = Object.keys(buckets).find(name => name.includes('failuresbucket'))!;
  return {
    before, after: await failures(server), run: runSeen(run, PLATFORM.account), done: Object.fromEntries(done),
    names: new Map([...namesIn(look), [bucket, 'bucket of failures']]),
  };
}

async function failures(server: Server): Promise<JsonObject[]> {
  const tables = await server.ask({ do: 'tables' }) as unknown as Look['tables'];
  return tables[Object.keys(tables).find(name => name.includes('Failures'))!];
}
