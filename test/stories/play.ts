import { lackingWhenReady } from './promised';
import { Outcome, Played, Story } from './story';
import { Entry, Expressions, isObject, Json, JsonObject, Lab } from '../../src/lab';

const ENDS: Record<string, Outcome> = { TenantReady: 'ready', TenantFailed: 'failed', TenantRejected: 'rejected' };

/** All plays of a file are of the same few platforms. */
const expressions = new Expressions();

/** Deploys the platform on a fresh lab and plays the story to its end. */
export async function play(story: Story, assembly: string): Promise<Played> {
  const states = { ...story.lab?.states, expressions };
  const lab = new Lab({ accountQuota: 1000, ...story.lab, states, faults: story.faults });
  await lab.deploy(assembly);
  const entries: Entry[] = [];
  lab.cloud.journal.listen(entry => entries.push(entry));
  const bus = lab.only('AWS::Events::EventBus');
  const machineArn = lab.only('AWS::StepFunctions::StateMachine', 'Enrolment').ref;
  const played = view(lab, entries, machineArn);
  const start = lab.cloud.clock.now();
  for (const { after = 0, detail, direct } of story.asks) {
    lab.cloud.clock.at(start + after * 1000, () => {
      if (direct) {
        lab.states.start(machineArn, detail);
      } else {
        void lab.putEvents(bus, [{ Source: 'test', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }]);
      }
    });
  }
  for (const { after, what } of story.deeds ?? []) {
    lab.cloud.clock.at(start + after * 1000, () => { what(lab, played); });
  }
  if (story.sweepHours) { lab.events.startSchedules(start + story.sweepHours * 3_600_000); }
  await lab.play();
  Object.assign(played.outcomes, outcomesOf(entries, lab, machineArn));
  return played;
}

function outcomesOf(entries: Entry[], lab: Lab, machineArn: string): Record<string, Outcome> {
  const outcomes: Record<string, Outcome> = {};
  for (const entry of entries) {
    if (entry.type !== 'event' || !ENDS[entry.detailType] || !isObject(entry.detail)) { continue; }
    const tenantId = String(entry.detail.tenantId);
    // Who is ready stays so: a second, wrong request changes nothing.
    if (outcomes[tenantId] !== 'ready') { outcomes[tenantId] = ENDS[entry.detailType]; }
  }
  for (const execution of lab.states.executions().filter(({ machine }) => machine.arn === machineArn)) {
    const input = JSON.parse(execution.input) as Json;
    const tenantId = isObject(input) && typeof input.tenantId === 'string' ? input.tenantId : 'unknown';
    if (execution.status !== 'SUCCEEDED') { outcomes[tenantId] ??= 'run failed'; }
  }
  return outcomes;
}

export function view(lab: Lab, entries: Entry[], machineArn: string): Played {
  const directory = lab.only('AWS::DynamoDB::Table', 'Directory').ref;
  const governor = lab.only('AWS::DynamoDB::Table', 'Governor').ref;
  const items = () => lab.items(directory).map(plain);
  return {
    lab, entries, outcomes: {}, machineArn, items, lackedWhenReady: lackingWhenReady(lab),
    events: detailType => entries.flatMap(entry => entry.type === 'event' && entry.detailType === detailType && isObject(entry.detail)
      ? [entry.detail as Record<string, Json>] : []),
    record: tenantId => items().find(item => item.pk === `TENANT#${tenantId}` && item.sk === 'RECORD') ?? {},
    history: tenantId => items().filter(item => item.pk === `TENANT#${tenantId}` && item.sk.startsWith('AT#')).sort((a, b) => a.sk < b.sk ? -1 : 1),
    path: execution => entries.flatMap(entry => entry.type === 'transition' && entry.event === 'entered'
      && (execution === undefined || entry.execution === execution) ? [entry.state] : []),
    calls: (service, action) => entries.filter((entry): entry is Extract<Entry, { type: 'call' }> =>
      entry.type === 'call' && entry.service === service && entry.action === action),
    unitOf: accountId => {
      const parent = lab.organization.parentOf(accountId);
      const land = landOf(lab);
      return Object.keys(land).find(name => land[name] === parent) ?? String(parent);
    },
    line: () => {
      const all = lab.items(governor);
      const held = all.find(item => isObject(item.item) && item.item.S === 'LINE')?.holders as { SS: string[] } | undefined;
      const waiting = all.map(plain).flatMap(({ who }) => who === undefined ? [] : [who]);
      return { holders: held?.SS ?? [], waiting };
    },
  };
}

/** The organizational units by name, as the management account's parameter says. */
export function landOf(lab: Lab): Record<string, string> {
  const units = lab.all('AWS::Organizations::OrganizationalUnit');
  return Object.fromEntries(['Production', 'Sandbox', 'Onboarding', 'Suspended', 'Quarantine']
    .map(name => [name.toLowerCase(), units.find(unit => unit.logicalId.includes(name))!.ref] as [string, string])
    .concat([['root', lab.organization.rootId()]]));
}

function plain(item: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(item)
    .map(([name, value]) => [name, String(Object.values(value as JsonObject)[0])]));
}
