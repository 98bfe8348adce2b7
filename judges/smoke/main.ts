/* Tries the library in a real organization: npm run aws:smoke -- --email 'you+{id}@example.com' */
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInterface } from 'readline/promises';
import { differences, labStory } from './lab';
import { Wishes, wishesOf } from './options';
import { SandboxOrganization } from './organization';
import { Platform, TenantRecord } from './platform';
import { program } from '../../build-tools/processes';
import { checkCli } from '../cloud/deploy';

/** AWS documents no duration; people saw accounts take minutes. */
const MOST_SECONDS = 3600;

async function main(args: string[], stop: AbortSignal): Promise<number> {
  const wishes = wishesOf(args, process.env);
  if ('print' in wishes) {
    console.log(wishes.print);
    return wishes.code;
  }
  await checkCli();
  const organization = new SandboxOrganization(stop);
  const account = await organization.managementAccount().catch((error: Error) => {
    throw new Error(`the organization cannot be read: ${error.message}. The credentials of its management account are needed`);
  });
  console.log(`Organization of ${account}, ${await organization.accounts()} accounts. This makes one more, closes it at the end, and costs less than 0.01 USD.`);
  console.log('The account stays suspended for 90 days and counts against the quota of accounts as long.');
  if (!wishes.yes && !await agreed(stop)) { return 1; }
  return smoke(wishes, organization, account, stop);
}

async function smoke(
  { email, region, keep }: Wishes, organization: SandboxOrganization, account: string, stop: AbortSignal,
): Promise<number> {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(2, 14);
  const tenantId = `smoke-${stamp}`;
  const began = Date.now();
  const say = (text: string) => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${text}`);
  // What is there so far, for whoever has to put it back by hand.
  const there: string[] = [];
  try {
    const unit = await organization.makeUnit(`smoke-${stamp}`);
    there.push(`the organizational unit ${unit}`);
    const platform = new Platform(region, { account, region, unit, email }, mkdtempSync(join(tmpdir(), 'smoke-')), stop);
    const assembly = await platform.forTheLab();
    there.push('the stack SmokeTest');
    await platform.deploy();
    say('the platform is deployed');

    there.push(`an account for ${tenantId}`);
    await platform.ask(requestFor(tenantId));
    const record = await platform.outcome(tenantId, MOST_SECONDS, state => say(`${tenantId} is ${state}`));
    if (record.accountId) { there.push(`which is ${record.accountId}`); }
    const complaints = await compare(platform, assembly, account, record);
    if (!keep) { await putBack(organization, platform, unit, record.accountId, say); }
    complaints.forEach(complaint => console.log(`differs: ${complaint}`));
    console.log(complaints.length === 0 ? 'AWS did what the lab says.' : `${complaints.length} differences between AWS and the lab.`);
    return complaints.length === 0 ? 0 : 1;
  } catch (error) {
    const why = stop.aborted ? 'it was interrupted' : (error as Error).message;
    console.error(`It did not come to its end: ${why}\nThere may still be ${there.join(', ') || 'nothing'}.`);
    if (there.length > 0) { console.error(`To put it back, in this order: ${BY_HAND}`); }
    return 1;
  }
}

const BY_HAND = 'delete the instances of the stack set, move the account to the root and close it, delete the stack, delete the unit.';

const requestFor = (tenantId: string) => ({ tenantId, requestedBy: 'smoke', reason: 'npm run aws:smoke' });

async function compare(
  platform: Platform, assembly: string, account: string, record: TenantRecord,
): Promise<string[]> {
  const lab = await labStory(assembly, account, requestFor(record.tenantId));
  const attributes = Object.keys(record).sort();
  return [
    ...record.state === lab.state ? [] : [`AWS: ${record.state} (${record.error}: ${record.cause}); the lab: ${lab.state}`],
    ...attributes.join() === lab.attributes.join() ? [] : [`the record has ${attributes.join(', ')}; in the lab ${lab.attributes.join(', ')}`],
    ...differences(await platform.path(), lab.path),
  ];
}

/** In this order: a stack set with instances and a unit with accounts cannot be deleted. */
async function putBack(
  organization: SandboxOrganization, platform: Platform, unit: string, tenant: string | undefined,
  say: (text: string) => void,
): Promise<void> {
  if (tenant) {
    await platform.withdraw(tenant, await organization.unitOf(tenant));
    await organization.moveToRoot(tenant);
    say(`account ${tenant} is ${await organization.close(tenant)}`);
  }
  await platform.destroy();
  await organization.deleteUnit(unit);
  say('the platform is gone. Trusted access and delegations stay: others may depend on them.');
}

async function agreed(stop: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // Where nobody can answer, it is closed at once, and there is never an answer.
    const closed = new Promise<string>(done => { terminal.on('close', () => { done(''); }); });
    const answer = await Promise.race([terminal.question("Go on? Only 'yes' does: ", { signal: stop }), closed]);
    if (answer.trim() === 'yes') { return true; }
    console.log(`\nNothing was done, since the answer was ${answer.trim() || 'nothing'}; --yes does not ask.`);
    return false;
  } finally {
    terminal.close();
  }
}

program(main, 'nothing was done in the organization');
