import { ReleaseTies, sdk } from './ties';
import { CONDITION_FAILED, jsonata, patientlyExcept, States, text } from '../../private/asl';
import { KEYS } from '../../tenants/contract';
import { FLEET_KEYS } from '../contract';

/** This run, as records name it. */
export const RUN = text('$states.context.Execution.Id');

export const NOW = '$states.context.State.EnteredTime';

export const serviceKey = { [KEYS.partition]: { S: FLEET_KEYS.fleet }, [KEYS.sort]: text(`"${FLEET_KEYS.service}" & $service`) };

export const releaseKey = (release = '$release') => ({
  [KEYS.partition]: text(`"${FLEET_KEYS.service}" & $service`), [KEYS.sort]: text(`"${FLEET_KEYS.release}" & ${release}`),
});

/** Which release a run has put on record, by the run. */
export const askedKey = (run: string) => ({
  [KEYS.partition]: text(`"${FLEET_KEYS.service}" & $service`), [KEYS.sort]: text(`"${FLEET_KEYS.asked}" & ${run}`),
});

export const versionKey = (version: string) => ({
  [KEYS.partition]: text(`"${FLEET_KEYS.service}" & $service`), [KEYS.sort]: text(`"${FLEET_KEYS.version}" & ${version}`),
});

/** A version as the service's item says it: expressions. */
export const versionItem = (version: string, template: string) =>
  ({ M: { version: text(version), template: text(template) } });

/** The good version of a service, out of an answer with its item. */
export const GOOD = '($g := $states.result.Attributes.good.M; $exists($g.version.S) ? {"version": $g.version.S, "template": $g.template.S} : {"version": "", "template": ""})';

/** Where a release is within its way, so that another run can go on from there. */
export const POSITION = ['n', 'list', 'action', 'direction', 'attempt', 'accounts', 'concurrency', 'tolerance', 'succeeded', 'failed', 'until'] as const;

/** The same with some of it replaced: name → expression. */
const position = (at: string, replaced: Readonly<Record<string, string>>) =>
  text(`$string({"at": "${at}", ${POSITION.map(name => `"${name}": ${replaced[name] ?? `$${name}`}`).join(', ')}})`);

/** The waves as the record shows them, for a note: an expression. */
export const wavesAre = (waves: string) => ({ set: { waves: text(`$string(${waves})`) }, becomes: { waves } });

/** The same with something added to the one it is in. */
export const withWave = (fields: string) =>
  wavesAre(`[$map($waves, function($w, $i) { $i = $wave ? $merge([$w, ${fields}]) : $w })]`);

export interface Note {
  /** The state of the workflow. */
  readonly name: string;
  /** Attribute → value. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** Where it is from now on. */
  readonly at?: string;
  /** Variables that change by it: name → expression. They are in the position, too, as far as they belong there. */
  readonly becomes?: Readonly<Record<string, string>>;
  /** What stands in the release's log from now on: an expression. */
  readonly log?: string;
  readonly then: string;
}

/**
 * Writes something down about the release, as the run that has it, and sees by the way what somebody wishes of it. A
 * run from which the release was taken goes no further than this.
 */
export function note(to: ReleaseTies, { name, set = {}, remove = [], at, becomes = {}, log, then }: Note): States {
  const values = {
    ...set,
    ...at && { position: position(at, becomes) },
    changedAt: text(NOW),
  };
  const names = [...Object.keys(values), ...remove, 'run', ...log ? ['log'] : []];
  const update = [
    `SET ${Object.keys(values).map(each => `#${each} = :${each}`).join(', ')}${log ? ', #log = list_append(if_not_exists(#log, :nothing), :entry)' : ''}`,
    ...remove.length > 0 ? [`REMOVE ${remove.map(each => `#${each}`).join(', ')}`] : [],
  ].join(' ');
  return {
    [name]: {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: releaseKey(),
        UpdateExpression: update,
        ConditionExpression: '#run = :run',
        ExpressionAttributeNames: Object.fromEntries(names.map(each => [`#${each}`, each])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(values).map(([each, value]) => [`:${each}`, value])),
          ':run': RUN,
          ...log && { ':nothing': { L: [] }, ':entry': { L: [logEntry(log)] } },
        },
        ReturnValues: 'ALL_NEW',
      },
      Assign: {
        wish: jsonata(WISH),
        ...Object.fromEntries(Object.entries(becomes).map(([variable, expression]) => [variable, jsonata(expression)])),
      },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Next: 'Another run has it' }],
      Next: then,
    },
  };
}

/** What somebody wishes of the release, out of the answer to a write. */
const WISH = '$exists($states.result.Attributes.wish.S) ? $parse($states.result.Attributes.wish.S) : {"action": "", "by": "", "reason": "", "wave": 0}';

/** An entry of a release's log. */
export const logEntry = (what: string, by = '"release"') => text(`$string({"at": ${NOW}, "by": ${by}, "what": ${what}})`);

export interface ServiceNote {
  /** The state of the workflow. */
  readonly name: string;
  /** What changes. Attributes are written `#name`. */
  readonly update: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** When it may be, written likewise; the release itself is `:release`. @default - the release has the service */
  readonly condition?: string;
  readonly assign?: Readonly<Record<string, unknown>>;
  readonly then: string;
  /** Where the workflow goes when it may not be. @default - another run has the release */
  readonly otherwise?: string;
}

/** Changes the service's item, as a release that has the service or stands in its line. */
export function noteService(
  to: ReleaseTies,
  { name, update, values = {}, condition = '#running = :release', assign, then, otherwise = 'Another run has it' }: ServiceNote,
): States {
  return {
    [name]: {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: serviceKey,
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(
          (`${update} ${condition}`.match(/#\w+/g) ?? []).map(each => [each, each.slice(1)])),
        ExpressionAttributeValues: { ...values, ':release': text('$release') },
      },
      ...assign && { Assign: assign },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Next: otherwise }],
      Next: then,
    },
  };
}
