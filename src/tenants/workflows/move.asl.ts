import { fence, fenceNames } from './fence.asl';
import { Broken } from './land.asl';
import { EnrolmentTies } from './ties';
import { PATIENTLY, REDRIVEN, States, jsonata, otherwise, patientlyExcept, unlessRedriven } from '../../private/asl';

/** A way of an account from one organizational unit to another. */
export interface Move {
  /** The state in which the way begins. */
  readonly name: string;
  /** What stands behind the names of the other states, for there are several ways. */
  readonly when: string;
  /** What it is called when it fails. */
  readonly step: string;
  /** An expression for the unit to which it goes. */
  readonly to: string;
  readonly then: string;
  /** Where the workflow goes when it fails. */
  readonly broken: Broken;
}

/** AWS says these when the answer of an earlier move was lost, and when somebody has moved the account. */
const NOT_THERE = ['Organizations.DuplicateAccountException', 'Organizations.SourceParentNotFoundException'];

/** How often an account is followed that somebody moves about. */
const MOST_MOVES = 5;

/**
 * Moves the account, wherever it is by now. Before it moves one that is not where it left it, or after it was redriven,
 * it looks whether the tenant is still its own.
 *
 * Variables: `parent`, where the account is as far as is known; `moves`, 0 at first.
 */
export function move(to: EnrolmentTies, m: Move): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const Credentials = { RoleArn: to.accessRoleArn };
  const [where, there] = ['Where is it', 'Is it there'].map(name => `${name}${m.when}?`);
  const mine = fenceNames(m.when);
  const broken = otherwise(m.step, m.broken.next, m.broken.assign);
  return {
    [m.name]: {
      Type: 'Task',
      Resource: sdk('organizations', 'moveAccount'),
      Credentials,
      Arguments: { AccountId: unlessRedriven('$accountId'), SourceParentId: jsonata('$parent'), DestinationParentId: jsonata(m.to) },
      Assign: { parent: jsonata(m.to) },
      Retry: patientlyExcept(REDRIVEN, ...NOT_THERE),
      Catch: [{ ErrorEquals: [REDRIVEN], Next: mine.look }, { ErrorEquals: NOT_THERE, Assign: { moves: jsonata('$moves + 1') }, Next: where }, broken],
      Next: m.then,
    },
    [where]: {
      Type: 'Task',
      Resource: sdk('organizations', 'listParents'),
      Credentials,
      Arguments: { ChildId: jsonata('$accountId') },
      Assign: { parent: jsonata('$states.result.Parents[0].Id') },
      Retry: [PATIENTLY],
      Catch: [broken],
      Next: there,
    },
    [there]: {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$parent = (${m.to})`), Next: m.then },
        { Condition: jsonata(`$moves < ${MOST_MOVES}`), Next: mine.look },
      ],
      Assign: {
        failure: { step: m.step, error: 'AccountMovedAbout', cause: jsonata(`"it was found in " & $parent & " after ${MOST_MOVES} moves"`) },
        ...m.broken.assign,
      },
      Default: m.broken.next,
    },
    ...fence(to, mine, m.name, broken),
  };
}
