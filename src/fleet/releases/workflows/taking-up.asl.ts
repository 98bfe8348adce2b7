import { wake } from './wake.asl';
import { PATIENTLY, States, jsonata } from '../../../private/asl';
import { OVER, PHASES, WISHES } from '../../contract';
import { askedKey, releaseKey, serviceKey } from '../record';
import { ControlTies, sdk, startRun } from '../ties';

/** How many runs of a release may end one after the other before the next is begun some hours later. */
const MOST_AT_ONCE = 30;

/** A run was ended from outside or failed. The release that it had is taken up by another one. */
export function takingUp(to: ControlTies): States {
  const had = '$exists($states.result.Item.run.S) and $states.result.Item.run.S = $ended';
  const look = (name: string, which: string, then: string, more: Record<string, unknown> = {}, isIt = had): States => ({
    [name]: {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: releaseKey(which), ConsistentRead: true },
      Assign: {
        release: jsonata(`${isIt} ? ${which} : $release`),
        over: jsonata(`${isIt} ? $states.result.Item.phase.S in ${JSON.stringify(OVER)} : $over`),
        ...more,
      },
      Retry: [PATIENTLY],
      Next: then,
    },
  });
  // Its name follows from the run that ended, so that the news of it may come twice.
  const startNext = (prefix: string, input: string) => startRun(to, {
    StateMachineArn: to.machine,
    Name: jsonata(`"${prefix}-" & $string($count + 1) & "-" & $substring($hash($ended, "SHA-256"), 0, 40)`),
    Input: jsonata(input),
  }, 'It is taken up', 'Nobody misses it');
  return {
    'Which service was it?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('($in := $states.input.input; $type($in) = "string" and $contains($in, /"service" *: *"[a-z][a-z0-9-]+"/))'),
        Assign: {
          ended: jsonata('$states.input.endedRun'), input: jsonata('$states.input.input'), failedWith: jsonata('$exists($states.input.error) and $states.input.error != null ? $states.input.error : ""'),
          service: jsonata('$parse($states.input.input).service'), release: jsonata('""'), over: false,
          count: jsonata('($m := $match($states.input.endedRun, /:(?:go-on|again)-([0-9]+)-/); $exists($m) ? $number($m.groups[0]) : 0)'),
        },
        Next: 'What has the service?',
      }],
      Default: 'Nobody misses it',
    },
    'What has the service?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: serviceKey, ConsistentRead: true },
      Assign: {
        running: jsonata('$exists($states.result.Item.running.S) ? $states.result.Item.running.S : "none"'),
        queued: jsonata('$exists($states.result.Item.queued.S) ? $states.result.Item.queued.S : "none"'),
        last: jsonata('$exists($parse($input).release) ? $parse($input).release : $exists($states.result.Item.number.N) ? $formatInteger($number($states.result.Item.number.N), "000000") : "none"'),
      },
      Retry: [PATIENTLY],
      Next: 'Had it the one that runs?',
    },
    ...look('Had it the one that runs?', '$running', 'Had it the one in line?', {
      waits: jsonata(`$exists($states.result.Item.phase.S) and $states.result.Item.phase.S = "${PHASES.queued}"`),
    }),
    ...look('Had it the one in line?', '$queued', 'Had it the newest?'),
    // One that ended before it could take the release that it was begun for has left it to nobody.
    ...look('Had it the newest?', '$last', 'Which one had it?', {}, `(${had}) or ($exists($states.result.Item.run.S) and $exists($parse($input).release))`),
    'Which one had it?': {
      Type: 'Choice',
      Choices: [
        // What fails so often is left to the next look of the reconciliation.
        { Condition: jsonata(`$count >= ${MOST_AT_ONCE}`), Next: 'Nobody misses it' },
        { Condition: jsonata('$release != "" and ($not($over) or $release = $running)'), Next: 'Take it up' },
        // It handed the service on, and ended before it called the next.
        { Condition: jsonata('$waits'), Next: 'Call the next' },
        { Condition: jsonata('$release != ""'), Next: 'Nobody misses it' },
        // It ended before it put anything on record: what it was asked is asked again.
        { Condition: jsonata('$not($exists($parse($input).release)) and $failedWith != "ReleaseRejected" and $failedWith != "ReleaseNotForward"'), Next: 'Was it ever on record?' },
      ],
      Default: 'Nobody misses it',
    },
    'Take it up': startNext('go-on', '$string({"service": $service, "release": $release})'),
    ...wake(to, {
      name: 'Call the next', release: '$running', when: [{ S: PHASES.queued }], wish: JSON.stringify(WISHES.resume), by: '"control"', reason: '"its turn has come"',
      machine: to.machine, then: 'It is taken up',
    }),
    'Was it ever on record?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: askedKey('$ended'), ConsistentRead: true },
      Assign: { asked: jsonata('$exists($states.result.Item)') },
      Retry: [PATIENTLY],
      Next: 'Does it have to ask again?',
    },
    'Does it have to ask again?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$asked'), Next: 'Nobody misses it' }], Default: 'Ask again',
    },
    'Ask again': startNext('again', '$input'),
    'It is taken up': { Type: 'Succeed', Output: { outcome: 'taken up', service: jsonata('$service'), release: jsonata('$release') } },
    'Nobody misses it': { Type: 'Succeed', Output: { outcome: 'nothing to do' } },
  };
}
