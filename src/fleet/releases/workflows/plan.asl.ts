import { PATIENTLY, States, jsonata, patientlyExcept, quoted, text, untilItIsOver } from '../../../private/asl';
import { PHASES, serviceStackSetName } from '../../contract';
import { note, noteService, versionItem, wavesAre } from '../record';
import { ReleaseTies, invoke, sdk } from '../ties';

/** How often change sets are looked at, ten seconds apart. */
const MOST_LOOKS = 90;

export const CAPABILITIES = ['CAPABILITY_NAMED_IAM'];

export const stackSet = (to: ReleaseTies) =>
  ({ StackSetName: jsonata(`${quoted(serviceStackSetName(to.platform, ''))} & $service`), CallAs: to.callAs });

export const STACK_SETS_REFUSED = {
  because: jsonata('"stack sets refused: " & $states.errorOutput.Error & " " & $substring($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : "", 0, 1000)'),
};

/** Who is in which wave, and what would change; then the stack set is got ready. Until then nothing has happened. */
export function plan(to: ReleaseTies): States {
  const asked = { service: jsonata('$service'), release: jsonata('$release') };
  const againstIt = { Assign: { because: jsonata('$states.errorOutput.Error & ": " & $substring($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : "", 0, 1000)') }, Next: 'It is refused' };
  // The service is closed by then.
  const refused = { ErrorEquals: ['States.ALL'], Assign: STACK_SETS_REFUSED, Next: 'Turn back' };
  return {
    ...note(to, {
      name: 'Begin to plan',
      set: {
        phase: { S: PHASES.planning },
        before: text('$string($before)'),
        version: text(ITS.version),
        template: text(ITS.template),
        plan: text(`$string(${ITS.plan})`),
      },
      remove: ['wish', 'taskToken'],
      at: 'plan',
      becomes: ITS,
      log: '"has the service"',
      then: 'Has it the same Regions?',
    }),
    'Has it the same Regions?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$before.version != "" and $string([$plan.regions]) != $string($goodRegions)'),
        Assign: {
          because: jsonata('"Regions of a service cannot change: it is in " & $join($goodRegions, ", ") & ", and this version is for " & $join([$plan.regions], ", ")'),
        },
        Next: 'It is refused',
      }],
      Default: 'Plan',
    },
    'Plan': {
      ...invoke(to, to.plan, { task: 'plan', ...asked }),
      Assign: { planned: jsonata('$states.result.Payload') },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], ...againstIt }],
      Next: 'Does anything speak against it?',
    },
    'Does anything speak against it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$count($planned.complaints) > 0'), Assign: { because: jsonata('$join([$planned.complaints], "; ")') }, Next: 'It is refused' },
        {
          Condition: jsonata('$kind = "repair" or $before.version = "" or $count($planned.sample) = 0'),
          Next: 'Begin to roll',
        },
      ],
      Assign: { looks: 0 },
      Default: 'Ask for change sets',
    },
    'Ask for change sets': {
      ...invoke(to, to.preview, { task: 'begin', ...asked, sample: jsonata('[$planned.sample]') }),
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], ...againstIt }],
      Next: 'Give change sets time',
    },
    'Give change sets time': { Type: 'Wait', Seconds: 10, Next: 'What would change?' },
    'What would change?': {
      ...invoke(to, to.preview, { task: 'look', ...asked, sample: jsonata('[$planned.sample]') }),
      Assign: { seen: jsonata('$states.result.Payload'), looks: jsonata('$looks + 1') },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], ...againstIt }],
      Next: 'May that change?',
    },
    'May that change?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$seen.done and $count($seen.blocked) > 0'),
          Assign: { because: jsonata('"the preview speaks against it: " & $join([$seen.blocked], ", ") & "; name in \'mayReplace\' what may be replaced or deleted"') },
          Next: 'It is refused',
        },
        { Condition: jsonata('$seen.done'), Next: 'Begin to roll' },
        {
          Condition: jsonata(`$looks >= ${MOST_LOOKS}`),
          Assign: { because: 'the change sets of the preview were not ready after 15 minutes' },
          Next: 'It is refused',
        },
      ],
      Default: 'Give change sets time',
    },
    ...note(to, {
      name: 'Begin to roll',
      set: {
        phase: { S: PHASES.rolling },
        ...WITH_SIZES.set,
      },
      at: 'wave',
      becomes: WITH_SIZES.becomes,
      log: '"planned: " & $join([$planned.waves.(name & " " & $string(tenants))], ", ") & ($count($keys($planned.leftOut)) > 0 ? "; left out: " & $string($planned.leftOut) : "")',
      then: 'Does somebody object?',
    }),
    'Does somebody object?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$wish.action != ""'), Next: 'Which release is it?' }],
      Default: 'Is there a stack set?',
    },
    'Is there a stack set?': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'describeStackSet'),
      Arguments: stackSet(to),
      Assign: { made: true },
      Retry: patientlyExcept('CloudFormation.StackSetNotFoundException'),
      Catch: [{ ErrorEquals: ['CloudFormation.StackSetNotFoundException'], Assign: { made: false }, Next: 'Close the service' }],
      Next: 'Does its template change?',
    },
    'Does its template change?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$kind = "repair"'), Next: 'Next wave' }], Default: 'Close the service',
    },
    // From here on no enrolment brings what is not proven; who is at it just now is waited for.
    ...noteService(to, {
      name: 'Close the service', update: 'SET #open = :no', values: { ':no': { Bool: false } }, assign: { pause: 15 },
      then: 'Is anybody bringing it just now?',
    }),
    'Is anybody bringing it just now?': {
      ...invoke(to, to.plan, { task: 'drain', ...asked }),
      Assign: { installing: jsonata('$states.result.Payload.installing') },
      Retry: [PATIENTLY],
      Next: 'Are they through?',
    },
    'Are they through?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$installing > 0'), Next: 'Let them finish' },
        { Condition: jsonata('$direction = "back"'), Next: 'Plan the way back' },
        { Condition: jsonata('$not($made)'), Next: 'Make the stack set' },
        { Condition: jsonata('$before.version = ""'), Next: 'Count its template' },
      ],
      Default: 'Say what it holds',
    },
    'Let them finish': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'Look while they finish' },
    ...note(to, { name: 'Look while they finish', becomes: { pause: '$min([600, $ceil($pause * 1.5)])' }, then: 'Does it still wait for them?' }),
    'Does it still wait for them?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$wish.action != "" and $direction != "back"'), Next: 'Which release is it?' }],
      Default: 'Is anybody bringing it just now?',
    },
    'Make the stack set': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'createStackSet'),
      Arguments: {
        ...stackSet(to),
        Description: jsonata('"The service " & $service & " for each tenant. Releases change it; do not change it by hand"'),
        TemplateURL: jsonata('$template'),
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: false },
        ManagedExecution: { Active: true },
        Capabilities: CAPABILITIES,
        ClientRequestToken: jsonata('"make-" & $service & "-" & $release'),
      },
      Retry: patientlyExcept('CloudFormation.NameAlreadyExistsException'),
      Catch: [
        { ErrorEquals: ['CloudFormation.NameAlreadyExistsException'], Next: 'Has anybody got it?' },
        refused,
      ],
      Next: 'Say what it holds',
    },
    // A new template reaches all who are in the stack set, so it is given to it only where nobody is.
    'Has anybody got it?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$before.version = ""'), Next: 'Count its template' }], Default: 'Say what it holds',
    },
    // No wave had anybody in it, so that nothing has brought the template.
    'Is anybody in the stack set?': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'listStackInstances'),
      Arguments: { ...stackSet(to), MaxResults: 1 },
      Assign: {
        made: jsonata('$count($states.result.Summaries) > 0'),
        because: 'nobody who has the service may get another version now, so the stack set keeps the one that it has',
      },
      Retry: [PATIENTLY],
      Next: 'May it be given to all?',
    },
    'May it be given to all?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$made'), Next: 'Turn back' }], Assign: { because: jsonata('""') }, Default: 'Count its template',
    },
    // A first release that was taken back has left a stack set with its own template, and nobody in it.
    ...note(to, { name: 'Count its template', at: 'wave', becomes: { n: '$n + 1' }, then: 'Give it the template' }),
    'Give it the template': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'updateStackSet'),
      Arguments: { ...stackSet(to), TemplateURL: jsonata('$template'), Capabilities: CAPABILITIES, OperationId: jsonata(TEMPLATE_OPERATION) },
      Retry: patientlyExcept('CloudFormation.OperationIdAlreadyExistsException'),
      Catch: [
        { ErrorEquals: ['CloudFormation.OperationIdAlreadyExistsException'], Assign: { pause: 5 }, Next: 'Let it have the template' },
        refused,
      ],
      Assign: { pause: 5 },
      Next: 'Let it have the template',
    },
    'Let it have the template': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'Has it the template?' },
    ...untilItIsOver({
      name: 'Has it the template?',
      call: {
        Resource: sdk(to, 'cloudformation', 'describeStackSetOperation'),
        Arguments: { ...stackSet(to), OperationId: jsonata(TEMPLATE_OPERATION) },
      },
      isGoingOn: '$states.result.StackSetOperation.Status in ["RUNNING", "QUEUED", "STOPPING"]',
      variable: 'gave',
      value: '$states.result.StackSetOperation.Status',
      looks: { IntervalSeconds: 5, BackoffRate: 1.2, MaxDelaySeconds: 60, MaxAttempts: 60 },
      pause: { state: 'Let it have the template', variable: 'pause' },
      failure: refused,
      then: 'Say what it holds',
    }),
    ...noteService(to, {
      name: 'Say what it holds', update: 'SET #held = :held', values: { ':held': versionItem('$version', '$template') }, then: 'Next wave',
    }),
  };
}

/** A repair brings what is good when its turn has come, whatever was when it was asked for. */
const ITS = {
  version: '$kind = "repair" ? $before.version : $version',
  template: '$kind = "repair" ? $before.template : $template',
  plan: '$kind = "repair" ? $merge([$plan, $before, {"regions": $goodRegions}]) : $plan',
};

const TEMPLATE_OPERATION = '"release-" & $release & "-template-" & $string($n)';

const WITH_SIZES = wavesAre('[$map($planned.waves[name != "newcomers"], function($w) { {"name": $w.name, "tenants": $w.tenants, "status": "to come"} })]');
