import { JsonObject } from '../../src/lab';
import { Mistake, drop, inState, named, replace, set } from '../calls/edits';

/** A mistake that somebody could make in the enrolment, and the story in which the emulator would come across it. */
export interface Mutation extends Mistake {
  readonly story: string;
}

const IN_ANY = 'a fresh tenant';

function mutation(state: string, what: string, change: Mistake['change'], story = IN_ANY): Mutation {
  return { ...inState(state, what, change), story };
}

const sdk = (call: string) => `arn:aws:states:::aws-sdk:${call}`;

/** Each way out of a state to one other leads to a third. */
const instead = (of: string, next: string): Mistake['change'] => state => {
  const ways = [state, ...(state.Choices ?? []) as JsonObject[]].filter(({ Next }) => Next === of);
  if (ways.length === 0 && state.Default !== of) { throw new Error(`it does not lead to '${of}'`); }
  for (const way of ways) { way.Next = next; }
  if (state.Default === of) { state.Default = next; }
};

/** Another name for one of the errors that are caught. */
const misnamed = (error: string, other: string): Mistake['change'] => replace(error, other, 'Catch');

export const MUTATIONS: readonly Mutation[] = [
  // How AWS is called.
  mutation('Move to onboarding', 'a required parameter left out', drop('Arguments/DestinationParentId')),
  mutation('Bring the baseline', '`AccountFilterTyp` for AccountFilterType', named('Arguments/DeploymentTargets/AccountFilterType', 'AccountFilterTyp')),
  mutation('Bring the baseline', '`INTERSECT` for INTERSECTION', set('Arguments/DeploymentTargets/AccountFilterType', 'INTERSECT')),
  mutation('Take a place', '`SS` for DynamoDB\'s sets, which Step Functions calls Ss', named('Arguments/ExpressionAttributeValues/:us/Ss', 'SS')),
  mutation('Is its run still going?', '`states:describeExecution` for sfn', set('Resource', sdk('states:describeExecution')), 'two requests at once for one tenant'),
  mutation('Tell that it is ready', '`Details` for Detail', named('Arguments/Entries/0/Detail', 'Details')),
  // What AWS answers.
  mutation('How is the account?', 'the status is read as `Status` instead of State', replace('CreateAccountStatus.State', 'CreateAccountStatus.Status', 'Assign')),
  mutation('Take a place', "an error under another integration's prefix", misnamed('DynamoDb.ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException')),
  mutation('Move to onboarding', 'an error without `Exception`', misnamed('Organizations.SourceParentNotFoundException', 'Organizations.SourceParentNotFound')),
  // Which way it goes.
  mutation('Wait for the slot', 'leads to a state that there is not', instead('Create account', 'Create the account')),
  mutation('Read which unit is which', 'MoveAccount to onboarding is skipped', instead('Move to onboarding', 'Bring the baseline')),
  mutation('Is there another service?', 'MoveAccount to its stage is skipped', instead('Move to its stage', 'Mark it ready')),
  mutation('Is it there?', 'the root is not looked through when the address is taken', instead('Read where accounts are born', 'Is it still mine?'),
    'the answer of CreateAccount is lost'),
  mutation('Look for it in the root', "an account that was there before is taken for the tenant's", replace(' and $toMillis(JoinedTimestamp) >= $startedAt', '', 'Assign'),
    'the address of an account of somebody else'),
  // What it leaves behind.
  mutation('Is it a request?', 'a tag with another key', replace('"Key": "cdk-account-per-tenant:tenant"', '"Key": "cdk-account-per-tenant:tenants"', 'Assign')),
  mutation('Open the record', 'nobody looks whether there is a record', drop('Arguments/TransactItems/0/Put/ConditionExpression'),
    'the same request twice, one after the other'),
  mutation('Move to its stage', 'sandboxes end among production accounts', set('Arguments/DestinationParentId', '{% $land.production %}'),
    'a sandbox tenant that asks for everything but quotas'),
  mutation('Tell that it is ready', 'the event says `account` for accountId', named('Arguments/Entries/0/Detail/accountId', 'account')),
  mutation('Record the failure', 'the record does not say why', set('Arguments/TransactItems/0/Update/ExpressionAttributeValues/:error', { S: '{% "" %}' }),
    'an address that AWS refuses'),
];
