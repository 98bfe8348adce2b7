import { add, drop, inCall, inState, Mistake, named, replace, set } from './edits';

export { Mistake } from './edits';

const sdk = (call: string) => `arn:aws:states:::aws-sdk:${call}`;
const caught = (...errors: string[]) => add('Catch', { ErrorEquals: errors, Next: 'Enrolment failed' });

/** Small mistakes in what is really there, and what the judge should say of each. */
export const MISTAKES: readonly Mistake[] = [
  // Services and actions.
  inState('Create account', 'an action misspelt', set('Resource', sdk('organizations:createAcount')), /no action createAcount; did you mean createAccount/),
  inState('Create account', 'a service misspelt', set('Resource', sdk('organisations:createAccount')), /no service organisations/),
  inState('Create account', 'an action in Pascal case', set('Resource', sdk('organizations:CreateAccount')), /no action CreateAccount/),
  inState('Create account', "another service's action", set('Resource', sdk('account:createAccount')), /account has no action createAccount/),
  inState('Is its run still going?', 'the name that the CLI has for a service', set('Resource', sdk('stepfunctions:describeExecution')),
    /calls this service sfn, not stepfunctions/),
  inState('Tell that it failed', 'the optimised name in an SDK integration', set('Resource', sdk('events:putEvents')), /calls this service eventbridge, not events/),
  inState('Tell that it failed', 'an optimised action misspelt', set('Resource', 'arn:aws:states:::events:putEvent'), /no action putEvent; did you mean putEvents/),
  inState('Who is next?', 'an optimised action that there is not', set('Resource', 'arn:aws:states:::dynamodb:query'), /dynamodb has no action query/),
  inState('Bring the baseline', 'waiting for the end of what Step Functions cannot wait for', set('Resource', sdk('cloudformation:createStackInstances.sync')),
    /cannot be called with \.sync/),
  inState('Read which unit is which', 'an action that workflows may not call', set('Resource', sdk('sts:assumeRole')), /does not support sts:assumeRole/),

  // Names of parameters.
  inState('Create account', 'a required parameter left out', drop('Arguments/Email'), /Email is missing/),
  inState('Create account', 'a parameter misspelt', named('Arguments/AccountName', 'AcountName'), /AcountName is unknown; did you mean AccountName/),
  inState('Bring the baseline', 'a parameter in the wrong case', named('Arguments/StackSetName', 'StackSetname'), /StackSetname is unknown; did you mean StackSetName/),
  inState('Is its run still going?', "the API's case instead of Step Functions'", named('Arguments/ExecutionArn', 'executionArn'), /executionArn is unknown/),
  inState('How is the account?', 'camel case', named('Arguments/CreateAccountRequestId', 'createAccountRequestId'), /createAccountRequestId is unknown/),
  inState('Open the record', 'a misspelling deep inside', named('Arguments/TransactItems/0/Put/ConditionExpression', 'ConditionExpresion'),
    /TransactItems\.0\.Put\.ConditionExpresion is unknown/),
  inState('Mark it ready', 'a required field left out deep inside', drop('Arguments/TransactItems/0/Update/Key'), /TransactItems\.0\.Update\.Key is missing/),
  inState('Tell that it is ready', 'a misspelling in an optimised integration', named('Arguments/Entries/0/DetailType', 'Detailtype'), /Entries\.0\.Detailtype is unknown/),
  inState('Count the time to ready', 'a metric without a name', drop('Arguments/MetricData/0/MetricName'), /MetricData\.0\.MetricName is missing/),
  inState('Count the time to ready', 'a dimension without a value', drop('Arguments/MetricData/1/Dimensions/0/Value'), /Dimensions\.0\.Value is missing/),
  inState('Ask whether it is ready', 'the function left out', drop('Arguments/FunctionName'), /FunctionName is missing/),
  inState('Name a contact', 'a misspelling in a Map', named('Arguments/PhoneNumber', 'Phone'), /Phone is unknown/),

  // Types.
  inState('Write the facts', 'a text for a boolean', set('Arguments/Overwrite', 'true'), /Overwrite is "true"; right is a boolean/),
  inState('Who is next?', 'a text for a number', set('Arguments/Limit', '8'), /Limit is "8"; right is a integer/),
  inState('Bring the baseline', 'a text for a list', set('Arguments/Regions', 'us-east-1'), /Regions is "us-east-1"; right is a list/),
  inState('Take a place', 'a number for a text', set('Arguments/ExpressionAttributeValues/:one/N', 1), /:one\.N is 1; right is a string/),
  inState('Hold the line back', 'an expression that gives a number for a text', set('Arguments/ExpressionAttributeValues/:later/N', '{% $millis() + 15000 %}'),
    /:later\.N is a number; right is a string/),
  inState('Create account', 'an object for a list', set('Arguments/Tags', '{% {"Key": "a", "Value": "b"} %}'), /Tags is an object; right is a list/),
  inState('Ask for a quota', 'an expression that gives a text for a number', set('Arguments/DesiredValue', '{% $string($states.input.desiredValue) %}'),
    /DesiredValue is a string; right is a double/),

  // Enumerations, lengths, ranges, patterns.
  inState('Take a place', 'a value that the enumeration lacks', set('Arguments/ReturnValues', 'ALL'), /ReturnValues is 'ALL'; right is one of .*ALL_NEW/),
  inState('Create account', 'another form of an enumerated value', set('Arguments/IamUserAccessToBilling', 'DENIED'), /IamUserAccessToBilling is 'DENIED'.*did you mean DENY/),
  inState('Bring the baseline', 'half an enumerated value', set('Arguments/CallAs', 'DELEGATED'), /CallAs is 'DELEGATED'/),
  inState('Bring the baseline', 'an enumerated value misspelt', set('Arguments/DeploymentTargets/AccountFilterType', 'INTERSECT'), /AccountFilterType is 'INTERSECT'/),
  inState('Count the time to ready', 'a unit in the singular', set('Arguments/MetricData/0/Unit', 'Second'), /Unit is 'Second'.*did you mean Seconds/),
  inState('Write the facts', 'a type of parameter that there is not', set('Arguments/Type', 'Text'), /Type is 'Text'/),
  inState('Name a contact', 'an enumerated value in lower case', set('Arguments/AlternateContactType', 'billing'), /AlternateContactType is 'billing'/),
  inState('Who is next?', 'too small a number', set('Arguments/Limit', 0), /Limit is 0; right is 1\.\./),
  inState('Move to onboarding', 'an account id that is too short', set('Arguments/AccountId', '12345678901'), /AccountId is '12345678901'; right is what matches/),
  inState('Create account', 'an address that is none', set('Arguments/Email', 'owner.example.com'), /Email is 'owner\.example\.com'; right is what matches/),
  inState('Create account', 'too long a name', set('Arguments/AccountName', 'a'.repeat(51)), /AccountName has the length 51; right is 1\.\.50/),
  inState('Open the record', 'a list that is empty', set('Arguments/TransactItems', []), /TransactItems has the length 0; right is 1\.\.100/),
  inState('Bring the baseline', 'a text against its pattern', set('Arguments/OperationId', '{% "-enrol-" & "1" %}'), /OperationId is '-enrol-1'; right is what matches/),

  // Parameters that expressions make.
  inState('Reserve a slot', 'a misspelling in one branch of an expression', replace('"UpdateExpression": "SET nextSlot = nextSlot', '"UpdateExpresion": "SET nextSlot = nextSlot'),
    /UpdateExpresion is unknown; did you mean UpdateExpression/),
  inState('Reserve a slot', 'a wrong value inside of $merge', replace('"ReturnValues":"UPDATED_NEW"', '"ReturnValues":"UPDATED"'), /ReturnValues is 'UPDATED'/),
  inState('Reserve a slot', 'a number for a text inside of an expression', replace('{"N": $string($pause)}', '{"N": $pause}'), /:pause\.N is a number; right is a string/),
  inState('Look for it in the root', 'a field that comes only sometimes, misspelt', replace('{"NextToken": $page}', '{"NextPage": $page}'), /NextPage is unknown/),
  inState('Look for it in the root', 'a required field left out of $merge', replace('{"ParentId": $land.root}', '{}'), /ParentId is missing/),
  inState('Hand the place on', 'a type that DynamoDB has not', replace('{":token": {"S": $nextInLine.token}}', '{":token": {"T": $nextInLine.token}}'), /:token\.T is unknown/),
  inState('Is it a request?', 'a misspelling in what a variable is made of', replace('{"Key": "cdk-account-per-tenant:tenant", "Value"', '{"Name": "cdk-account-per-tenant:tenant", "Value"', 'Assign'),
    /Create account: Tags\.0\.Name is unknown/),
  inState('Join the line again', 'two types for one value', set('Arguments/Item/who', { S: 'acme', N: '1' }), /Item\.who has 2 of/),
  inState('Join the line again', "the API's spelling of a type", set('Arguments/Item/who', { BOOL: true }), /Item\.who\.BOOL is unknown; did you mean|BOOL is unknown/),

  // Errors.
  inState('Create account', 'an error without its suffix', caught('Organizations.InvalidInput'), /does not fail with Organizations\.InvalidInput;.*did you mean Organizations\.InvalidInputException/),
  inState('Take a place', "an optimised integration's prefix in an SDK integration", caught('DynamoDB.ConditionalCheckFailedException'),
    /does not fail with DynamoDB\.Cond.*did you mean DynamoDb\.Cond/),
  inState('Tell that it failed', "an SDK integration's prefix in an optimised one", caught('Events.InternalException'), /does not fail with Events\.InternalException/),
  inState('Create account', 'an error of another action', caught('Organizations.DuplicateAccountException'), /does not fail with Organizations\.DuplicateAccountException/),
  inState('Bring the baseline', 'an error that comes under the name of the service', caught('CloudFormation.ThrottlingException'),
    /does not fail with CloudFormation\.ThrottlingException.*comes as CloudFormation\.CloudFormationException/),
  inState('Is its run still going?', "the API's name of an error", caught('Sfn.ExecutionDoesNotExist'), /did you mean Sfn\.ExecutionDoesNotExistException/),
  inState('Is its run still going?', 'the prefix of the optimised integration', caught('StepFunctions.ExecutionDoesNotExistException'), /does not fail with StepFunctions/),
  inState('Begin to create', 'an error misspelt', caught('DynamoDb.TransactionCancelledException'), /did you mean DynamoDb\.TransactionCanceledException/),
  inState('Begin to create', "an error of Step Functions' own misspelt", caught('States.TimeOut'), /did you mean States\.Timeout/),
  inState('Create account', "the API's capitals in an error", caught('Organizations.UnsupportedAPIEndpointExceptions'), /does not fail with Organizations\.UnsupportedAPIEndpoint/),
  inState('Look for it everywhere', 'all errors of a service', add('Retry', { ErrorEquals: ['Organizations.*'] }), /does not fail with Organizations\.\*/),
  inState('Write the facts', 'an error without a prefix', caught('ParameterNotFound'), /does not fail with ParameterNotFound/),

  // What is read of answers.
  inState('Create account', 'a field that the answer lacks', replace('CreateAccountStatus.Id', 'CreateAccountStatus.RequestId', 'Assign'),
    /reads what is not there: CreateAccountStatus\.RequestId/),
  inState('Where is it before onboarding?', 'a field that members of a list lack', replace('Parents[0].Id', 'Parents[0].ParentId', 'Assign'), /Parents\.ParentId is no field/),
  inState('How is the account?', 'the wrong case, behind a variable of the expression', replace('$s.FailureReason', '$s.failureReason', 'Assign'),
    /CreateAccountStatus\.failureReason is no field.*did you mean FailureReason/),
  inState('How is the baseline?', 'a field that a nested object lacks', replace('StatusDetails.FailedStackInstancesCount', 'StatusDetails.FailedCount', 'Assign'),
    /StatusDetails\.FailedCount is no field/),
  inState('Look for it in the root', 'a misspelling in a filter', replace('$lowercase(Email)', '$lowercase(EMail)', 'Assign'), /Accounts\.EMail is no field/),
  inState('Read which unit is which', 'a misspelling at the root', replace('$states.result.Parameters[', '$states.result.Paramaters[', 'Assign'), /Paramaters is no field/),
  inState('Who has this id?', "another action's field", replace('$states.result.Item;', '$states.result.Items;', 'Assign'), /Items is no field/),
  inState('Who has this id?', 'a type that DynamoDB has not', replace('$i.run.S ', '$i.run.Str ', 'Assign'), /Item\.run\.Str is no field/),
  inState('Is its run still going?', "the API's case in an answer", replace('$states.result.Status', '$states.result.status', 'Assign'), /status is no field.*did you mean/),
  inState('Create account', 'a field of a text', replace('CreateAccountStatus.Id', 'CreateAccountStatus.Id.Value', 'Assign'), /Id is a string and has no fields/),
  inState('Bring the baseline', 'a field of an answer that has others', replace('$millis()', '$states.result.Operation', 'Assign'), /Operation is no field/),
  inState('Name a contact', 'a field of an answer that has none', set('Output/contact', '{% $states.result.Name %}'), /putAlternateContact answers nothing/),
  inState('How is the account?', 'a value that a status never has', replace('"IN_PROGRESS"', '"INPROGRESS"', 'Assign'),
    /compares CreateAccountStatus\.State to 'INPROGRESS'.*did you mean IN_PROGRESS/),
  inState('How is the baseline?', 'a value in a list that a status never has', replace('"QUEUED"', '"QUEUEING"', 'Assign'), /compares StackSetOperation\.Status to 'QUEUEING'/),
  inState('Is somebody at it?', 'a value that a variable never has', replace('"RUNNING"', '"ACTIVE"', 'Choices'), /compares Status to 'ACTIVE'/),
  inState('Is the baseline there?', 'a value that a field of a variable never has', replace('"SUCCEEDED"', '"SUCCESS"', 'Choices'), /to 'SUCCESS'/),

  // What functions call.
  inCall('sfn:startExecution', 'a required parameter left out', drop('StateMachineArn'), /StateMachineArn is missing/),
  inCall('dynamodb:putItem', "Step Functions' spelling of a type", set('Item/state', { Bool: true }), /Item\.state\.Bool is unknown/),
  inCall('eventbridge:putEvents', 'a misspelling', named('Entries/0/DetailType', 'Detailtype'), /Entries\.0\.Detailtype is unknown/),
  inCall('sfn:listExecutions', 'a value that the enumeration lacks', set('StatusFilter', 'ABORT'), /StatusFilter is 'ABORT'/),
  inCall('sfn:listExecutions', 'too large a number', set('MaxResults', 1001), /MaxResults is 1001; right is 0\.\.1000/),
  inCall('organizations:enableAWSServiceAccess', 'a required parameter left out', drop('ServicePrincipal'), /ServicePrincipal is missing/),
  inCall('organizations:registerDelegatedAdministrator', 'an account id with hyphens', set('AccountId', '1111-2222-3333'), /AccountId is '1111-2222-3333'/),
  inCall('cloudwatch:putMetricData', 'a text for a number', set('MetricData/0/Value', '1'), /Value is "1"; right is a double/),

  // Functions of telemetry.
  inCall('cloudwatch:listMetrics', 'activity of longer than CloudWatch remembers', set('RecentlyActive', 'PT1H'), /RecentlyActive is 'PT1H'/),
  inCall('cloudwatch:getMetricData', 'an account misspelt', named('MetricDataQueries/0/AccountId', 'AccountID'), /AccountID is unknown; did you mean AccountId/),
  inCall('cloudwatch:getMetricData', 'the beginning left out', drop('StartTime'), /StartTime is missing/),
  inCall('sfn:redriveExecution', 'the machine instead of the execution', named('ExecutionArn', 'StateMachineArn'), /StateMachineArn is unknown/),
  inCall('eventbridge:startReplay', 'a bus instead of a destination', set('Destination', 'bus'), /Destination is "bus"; right is a structure/),
  inCall('lambda:invoke', 'a misspelt way to invoke', set('InvocationType', 'Async'), /InvocationType is 'Async'/),
];
