import { accessSync, constants } from 'node:fs';
import { Comparison } from './difference';
import { linesOf } from './events';
import { DeployedPolicy, guardedPoliciesIn, NO_POLICIES, Policies, policiesIn, policiesOn } from './policies';
import { ASKED, PolicySet } from './policy-set';
import { printDifference } from './print';
import { ALL_UNITS } from '../../guardrails/planned-policy';
import { Assembly, assemblyOf, complaintsAboutApp } from '../assembly';
import { Kind, readOptions } from '../options';
import { Terminal } from '../terminal';

export const DIFF_USAGE = `Usage: cdk-account-per-tenant guardrails diff --events FILE [options]

Says what your guardrails would have denied of what CloudTrail has recorded, and nothing of what stays as it is.

  --events FILE          records of CloudTrail, one on each line, or its log files; .gz as well (docs/guardrails.md)
  --app APP              the command that synthesizes your app, or a cloud assembly (default: "app" in cdk.json)
  --against OLD          the same before the change (default: no guardrails at all)
  --unit UNIT            where the accounts of the records are (default: production)
  --platform NAME        whose guardrails, where the app has several platforms
  --json                 the differences as JSON`;

const OPTIONS: Readonly<Record<string, Kind>> = {
  events: 'value', app: 'value', against: 'value', unit: 'value', platform: 'value', json: 'switch', help: 'switch',
};

const AGAINST = '--against';

/** So many bad lines are shown. */
const SHOWN = 10;

interface Wishes {
  readonly events: string;
  readonly app?: string;
  readonly against?: string;
  readonly unit: string;
  readonly platform?: string;
  readonly json: boolean;
}

/** What would change. Returns the exit code: 1 when something would be denied that is not denied today. */
export async function diff(args: string[], { stdout }: Terminal): Promise<number> {
  const wishes = wishesOf(args);
  if (!wishes) {
    stdout.write(`${DIFF_USAGE}\n`);
    return 0;
  }
  const after = policiesOf(assemblyOf(wishes.app), guardedPoliciesIn);
  const before = wishes.against === undefined
    ? NO_POLICIES : policiesOf(assemblyOf(wishes.against, AGAINST), policiesIn);
  const platform = platformOf(after, wishes.platform);
  const [old, now] = [before, after].map(policies => policiesOn(wishes.unit, platform, policies));
  const comparison = new Comparison(new PolicySet(old), new PolicySet(now), after.managementAccounts);
  await readInto(comparison, wishes.events);
  const difference = { ...comparison.result(), notAsked: notAsked(old, now) };
  if (wishes.json) {
    stdout.write(`${JSON.stringify(difference, undefined, 2)}\n`);
  } else {
    printDifference(difference, line => stdout.write(`${line}\n`));
  }
  return difference.changed.denied > 0 ? 1 : 0;
}

/** Policies of settings that are not what they were. */
function notAsked(old: readonly DeployedPolicy[], now: readonly DeployedPolicy[]): string[] {
  const text = (all: readonly DeployedPolicy[], name: string) => all.find(each => each.name === name)?.content;
  const settings = [...old, ...now].filter(({ type }) => !ASKED.includes(type)).map(({ name }) => name);
  return [...new Set(settings)].filter(name => text(old, name) !== text(now, name));
}

function policiesOf(assembly: Assembly, read: (directory: string) => Policies): Policies {
  try {
    return read(assembly.directory);
  } finally {
    assembly.dispose();
  }
}

function platformOf({ ours }: Policies, wished: string | undefined): string {
  const platforms = [...new Set(ours.map(({ platform }) => platform))];
  if (wished !== undefined && !platforms.includes(wished)) { throw new Error(`--platform ${wished}: the app has guardrails of ${platforms.join(', ')} only`); }
  if (wished === undefined && platforms.length > 1) { throw new Error(`the app has guardrails of several platforms: name one with --platform, ${platforms.join(' or ')}`); }
  return wished ?? platforms[0];
}

async function readInto(comparison: Comparison, file: string): Promise<void> {
  const complaints: string[] = [];
  let wrong = 0;
  try {
    for await (const line of linesOf(file)) {
      if ('records' in line) {
        line.records.forEach(record => comparison.add(record));
      } else if (wrong++ < SHOWN) {
        complaints.push(line.complaint);
      }
    }
  } catch (error) {
    if ((error as { code?: string }).code === undefined) { throw error; }
    throw new Error(`--events ${file}: cannot be read: ${(error as Error).message}`);
  }
  if (wrong === 0) { return; }
  const more = wrong > SHOWN ? [`and ${wrong - SHOWN} more`] : [];
  throw new Error([`--events ${file}: ${wrong} bad line${wrong === 1 ? '' : 's'}; each line holds one record, as 'jq -c .Records[]' writes them`, ...complaints, ...more].join('\n  '));
}

/** What the user wishes; undefined for help. All complaints at once. */
function wishesOf(args: string[]): Wishes | undefined {
  const { values, switches, complaints } = readOptions(args, OPTIONS);
  if (switches.has('help')) { return undefined; }
  const { events, app, against, unit = 'production', platform } = values;
  const all = [
    ...complaints, ...complaintsAboutEvents(events), ...complaintsAboutApp(app),
    ...against === undefined ? [] : complaintsAboutApp(against, AGAINST),
    ...ALL_UNITS.some(each => each === unit) ? [] : [`--unit must be one of ${ALL_UNITS.join(', ')}, got '${unit}'`],
  ];
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  return { events, app, against, unit, platform, json: switches.has('json') };
}

function complaintsAboutEvents(file: string | undefined): string[] {
  if (file === undefined) { return ['--events is missing: a file with records of CloudTrail (docs/guardrails.md)']; }
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch (error) {
    return [`--events ${file}: cannot be read: ${(error as Error).message}`];
  }
}
