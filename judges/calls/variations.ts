import { add, drop, inCall, inState, Mistake, replace, set } from './edits';

const retried = (...errors: string[]) => add('Retry', { ErrorEquals: errors });

/** Changes after which all is as right as before. */
export const VARIATIONS: readonly Mistake[] = [
  inState('Who has this id?', 'without an optional parameter', drop('Arguments/ConsistentRead')),
  inState('Who has this id?', 'with one more', set('Arguments/ReturnConsumedCapacity', 'TOTAL')),
  inState('Take a place', 'with an error of the model', retried('DynamoDb.ProvisionedThroughputExceededException')),
  inState('Take a place', "with the service's own error", retried('DynamoDb.DynamoDbException')),
  inState('Take a place', "with the SDK's error", retried('DynamoDb.SdkClientException')),
  inState('Bring the baseline', 'with what the model lacks, by its name', retried('CloudFormation.CloudFormationException')),
  inState('Where is it before onboarding?', 'with an error in Pascal case', retried('Organizations.AwsOrganizationsNotInUseException')),
  inState('Is its run still going?', 'with an error that has got its suffix', retried('Sfn.InvalidArnException')),
  inState('Begin to create', "with Step Functions' own errors", retried('States.HeartbeatTimeout', 'States.Permissions')),
  inState('Ask whether it is ready', 'with an error that the function throws', retried('NotNow', 'Lambda.TooManyRequestsException')),
  inState('Stand in line', 'with an error that is sent with the task token', retried('ComeBackLater')),
  inState('Join the line again', 'by the optimised integration', state => {
    set('Resource', 'arn:aws:states:::dynamodb:putItem')(state);
    add('Catch', { ErrorEquals: ['DynamoDB.ConditionalCheckFailedException', 'DynamoDB.AmazonDynamoDBException'], Next: 'Enrolment failed' })(state);
    set('Assign', { code: '{% $states.result.SdkHttpMetadata.HttpStatusCode %}' })(state);
  }),
  inState('Join the line again', "by the optimised integration, with the API's spelling of a type", state => {
    set('Resource', 'arn:aws:states:::dynamodb:putItem')(state);
    set('Arguments/Item/who', { BOOL: true })(state);
  }),
  inState('Join the line again', 'with a truth value', set('Arguments/Item/who', { Bool: true })),
  inState('Join the line again', 'with a list of texts', set('Arguments/Item/who', { L: [{ S: 'a' }, { N: '1' }] })),
  inState('Hold the line back', 'a number made a text', set('Arguments/ExpressionAttributeValues/:later/N', '{% $string($millis()) %}')),
  inState('Create account', 'another field of the answer', replace('CreateAccountStatus.Id', 'CreateAccountStatus.AccountName', 'Assign')),
  inState('Create account', 'tags written out', set('Arguments/Tags', [{ Key: 'a', Value: '' }])),
  inState('Look for it in the root', 'fields of members, by a function', replace(
    '$exists($states.result.NextToken)', '$count($map($states.result.Accounts, function($a) { $a.Id })) > 0 and $exists($states.result.NextToken)', 'Assign')),
  inState('Is somebody at it?', 'another value of the status', replace('"RUNNING"', '"PENDING_REDRIVE"', 'Choices')),
  inState('Tell that it is ready', 'any content of an event', set('Arguments/Entries/0/Detail', '{% {"a": [1, null, {"b": true}]} %}')),
  inCall('sfn:listExecutions', 'without an optional parameter', drop('StatusFilter')),
  inCall('dynamodb:putItem', 'with a truth value', set('Item/state', { BOOL: true })),
];
