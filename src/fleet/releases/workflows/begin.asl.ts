import { COMPLAINTS } from './request';
import {
  PATIENTLY, States, TRANSACTION_CANCELED, clientToken, jsonata, patientlyExcept, quoted, text,
} from '../../../private/asl';
import { PHASES, serviceParameterName, serviceStackSetName } from '../../contract';
import { GOOD, NOW, RUN, askedKey, logEntry, releaseKey, serviceKey, versionKey } from '../record';
import { ReleaseTies, sdk } from '../ties';

/** A release is put on record. */
export function begin(to: ReleaseTies): States {
  const parameter = (service: string) => jsonata(`${quoted(serviceParameterName(to.platform, ''))} & ${service}`);
  return {
    'Is it a request?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$count(${COMPLAINTS}) > 0`), Assign: { complaints: jsonata(`[${COMPLAINTS}]`) }, Next: 'Keep the rejected request' },
        {
          Condition: jsonata('$exists($states.input.release)'),
          Assign: { service: jsonata('$states.input.service'), release: jsonata('$states.input.release') },
          Next: 'Which release is it?',
        },
      ],
      Assign: {
        service: jsonata('$states.input.service'),
        asked: jsonata(`($r := $states.input; $has := function($v) { $exists($v) and $v != null }; {
          "version": $has($r.version) ? $r.version : "", "kind": $has($r.kind) ? $r.kind : "release", "label": $has($r.label) ? $r.label : "",
          "requestedBy": $has($r.requestedBy) ? $r.requestedBy : "somebody who may start releases", "reason": $has($r.reason) ? $r.reason : "",
          "mayReplace": $has($r.mayReplace) ? [$r.mayReplace] : []})`.replace(/\n\s*/g, ' ')),
      },
      Default: 'Which version is the newest?',
    },
    'Which version is the newest?': {
      Type: 'Task',
      Resource: sdk(to, 'ssm', 'getParameter'),
      Arguments: { Name: parameter('$service') },
      Assign: { plan: jsonata('$parse($states.result.Parameter.Value)') },
      Retry: patientlyExcept('Ssm.ParameterNotFoundException'),
      Catch: [{
        ErrorEquals: ['Ssm.ParameterNotFoundException'],
        Assign: { complaints: jsonata('["\'service\' must be one that is published, and there is none called " & $service]') },
        Next: 'Keep the rejected request',
      }],
      Next: 'Number it',
    },
    'Number it': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: serviceKey,
        UpdateExpression: 'SET service = :service, stackSetName = :stackSet, #open = if_not_exists(#open, :no) ADD #number :one',
        ExpressionAttributeNames: { '#open': 'open', '#number': 'number' },
        ExpressionAttributeValues: {
          ':service': text('$service'), ':stackSet': text(`${quoted(serviceStackSetName(to.platform, ''))} & $service`), ':no': { Bool: false }, ':one': { N: '1' },
        },
        ReturnValues: 'ALL_NEW',
      },
      Assign: {
        release: jsonata('$formatInteger($number($states.result.Attributes.number.N), "000000")'),
        good: jsonata(GOOD),
      },
      Retry: [PATIENTLY],
      Next: 'Which version is it?',
    },
    'Which version is it?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$asked.kind = "repair" and $good.version = ""'),
          Assign: { complaints: jsonata('["\'kind\' must be release, for " & $service & " has no good version that others could be brought to"]') },
          Next: 'Keep the rejected request',
        },
        { Condition: jsonata('$asked.kind = "repair"'), Assign: { plan: jsonata(REPAIR) }, Next: 'Put it on record' },
        { Condition: jsonata('$asked.version != "" and $asked.version != $plan.version'), Next: 'Where is that version?' },
      ],
      Default: 'Put it on record',
    },
    'Where is that version?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: {
        TableName: to.table,
        Key: versionKey('$asked.version'),
      },
      Assign: {
        plan: jsonata('($i := $states.result.Item; $merge([$plan, {"version": $asked.version, "template": $exists($i.template.S) ? $i.template.S : "", "label": $exists($i.label.S) ? $i.label.S : "", "mayReplace": []}]))'),
      },
      Retry: [PATIENTLY],
      Next: 'Was it ever released?',
    },
    'Was it ever released?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$plan.template = ""'),
        Assign: { complaints: jsonata('["\'version\' must be the newest one or one that was released before, and " & $service & " never had " & $asked.version]') },
        Next: 'Keep the rejected request',
      }],
      Default: 'Put it on record',
    },
    'Put it on record': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'transactWriteItems'),
      Arguments: {
        ClientRequestToken: clientToken,
        TransactItems: [
          {
            Put: {
              TableName: to.table,
              // A call that comes late must not put back what has become of it since.
              ConditionExpression: 'attribute_not_exists(pk)',
              Item: {
                ...releaseKey(),
                service: text('$service'),
                release: text('$release'),
                kind: text('$asked.kind'),
                version: text('$plan.version'),
                template: text('$plan.template'),
                label: text('$asked.label != "" ? $asked.label : $plan.label'),
                requestedBy: text('$asked.requestedBy'),
                reason: text('$asked.reason'),
                requestedAt: text(NOW),
                changedAt: text(NOW),
                phase: { S: PHASES.queued },
                plan: text('$string($merge([$plan, {"mayReplace": [$plan.mayReplace, $asked.mayReplace]}]))'),
                waves: text('$string([$plan.waves.{"name": name, "tenants": 0, "status": "to come"}])'),
                wave: { N: '0' },
                run: RUN,
                log: { L: [logEntry('"asked for: " & $asked.reason', '$asked.requestedBy')] },
              },
            },
          },
          { Put: { TableName: to.table, Item: { ...askedKey('$states.context.Execution.Id'), release: text('$release') } } },
          {
            Update: {
              TableName: to.table,
              Key: versionKey('$plan.version'),
              UpdateExpression: 'SET #template = :template, #label = if_not_exists(#label, :label), releasedAt = if_not_exists(releasedAt, :now)',
              ExpressionAttributeNames: { '#template': 'template', '#label': 'label' },
              ExpressionAttributeValues: { ':template': text('$plan.template'), ':label': text('$plan.label'), ':now': text(NOW) },
            },
          },
        ],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: [TRANSACTION_CANCELED], Next: 'Which release is it?' }],
      Next: 'Which release is it?',
    },
  };
}

/** Brings everybody who is behind to the good version, all at once: whoever fails again is left as it is. */
const REPAIR = `$merge([$plan, $good, {"label": "repair", "mayReplace": [], "provenAfter": 0, "waves": [{"name": "repair", "ring": {"by": "everyone"},
  "concurrency": $plan.waves[$count($plan.waves) - 1].concurrency, "tolerance": {"percent": 100}, "bakeSeconds": 0, "alarms": [], "gates": []}]}])`.replace(/\n\s*/g, ' ');
