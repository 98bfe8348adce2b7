import { FAILED } from './fail.asl';
import { readLand } from './land.asl';
import { keepsName } from './take-over.asl';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, otherwise } from '../../private/asl';
import { Line, inLine } from '../governor/line.asl';

/**
 * How often the root is looked through for an account that an earlier, unfinished request may still bring: for as long
 * as a creation is looked after, and some minutes.
 */
const MOST_LOOKS = 70;

/**
 * After a crash nobody knows whether the account was made. It is born in the root and stays there until it is moved, so
 * the few accounts in the root are looked through, never all of the organization.
 */
export function adopt(to: EnrolmentTies, line: Line, toCreate: string, withAccount: string): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const looking = (where: string, action: string, args: string, next: string) => ({
    Type: 'Task',
    Resource: sdk('organizations', action),
    Credentials: { RoleArn: to.accessRoleArn },
    Arguments: jsonata(`$merge([${args}, $page = "" ? {} : {"NextToken": $page}])`),
    Assign: FOUND,
    Retry: [PATIENTLY],
    Catch: [otherwise(`looking for the account ${where}`, FAILED)],
    Next: next,
  });
  return {
    ...readLand(to, 'Read where accounts are born', 'Look for it in the root', { next: FAILED }),
    'Look for it in the root': looking('in the root', 'listAccountsForParent', '{"ParentId": $land.root}', 'Is it in the root?'),
    'Is it in the root?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$adopted.id != ""'), Assign: ADOPTED, Next: withAccount },
        { Condition: jsonata('$page != ""'), Next: 'Look for it in the root' },
        { Condition: jsonata('$refused = ""'), Next: 'Join the line again' },
        { Condition: jsonata(`$mayExist and $looks < ${MOST_LOOKS}`), Next: 'Let the earlier request finish' },
        { Condition: jsonata('$mayExist'), Next: 'Look for it everywhere' },
      ],
      Assign: NOT_FOUND,
      Default: FAILED,
    },
    // Somebody has moved it out of the root. All accounts are looked through, twenty at a time, in this one case.
    'Look for it everywhere': looking('everywhere', 'listAccounts', '{}', 'Is it anywhere?'),
    'Is it anywhere?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$adopted.id != ""'), Assign: ADOPTED, Next: withAccount },
        { Condition: jsonata('$page != ""'), Next: 'Look for it everywhere' },
      ],
      Assign: NOT_FOUND,
      Default: FAILED,
    },
    // A place that the run before had is still there, since places are held by name.
    'Join the line again': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'putItem'),
      Arguments: inLine(line).Put,
      Retry: [PATIENTLY],
      Catch: [otherwise('joining the line for account creation', FAILED)],
      Next: toCreate,
    },
    'Let the earlier request finish': {
      Type: 'Wait', Seconds: 30, Assign: { looks: jsonata('$looks + 1') }, Next: 'Look for it in the root',
    },
  };
}

/** The tenant's account, if it is on this page. One that was there before the request is somebody else's. */
const FOUND = {
  adopted: jsonata(`($found := $states.result.Accounts[$lowercase(Email) = $lowercase($email) and $toMillis(JoinedTimestamp) >= $startedAt];
    $exists($found) ? {"id": $found[0].Id, "name": $found[0].Name} : {"id": ""})`.replace(/\n\s*/g, ' ')),
  page: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : ""'),
};

/** It may have been made for an earlier request of this tenant, with another name and other tags. */
const ADOPTED = {
  accountId: jsonata('$adopted.id'),
  accountName: jsonata('$adopted.name'),
  asBorn: false,
  notes: jsonata(`$append($notes, [${keepsName('$adopted.name')}])`),
};

/** Why there is no account. Of a creation that could not be seen, the reason is known already. */
const NOT_FOUND = {
  failure: jsonata(`$refused = "unseen" ? $failure : {
    "step": "creating the account",
    "error": $refused,
    "cause": $refused = "EMAIL_ALREADY_EXISTS" ? "another AWS account has the address " & $email & "; ask again with another one"
      : "AWS was still at work on an earlier request for the address " & $email & "; ask again"
  }`.replace(/\n\s*/g, ' ')),
};
