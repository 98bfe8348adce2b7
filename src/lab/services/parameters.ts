import { isObject, JsonObject } from '../json';
import { Call } from '../room';

const PAGES = 'NextToken MaxResults';
const OPERATION = 'StackSetName CallAs OperationId';
const PLACES = 'DeploymentTargets Accounts Regions OperationPreferences';

/** What each action takes, after the API models; what the lab takes no notice of is left out. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  account: {
    getAlternateContact: 'AccountId AlternateContactType',
    putAccountName: 'AccountId AccountName',
    putAlternateContact: 'AccountId AlternateContactType EmailAddress Name PhoneNumber Title',
  },
  cloudformation: {
    activateOrganizationsAccess: '',
    continueUpdateRollback: 'ClientRequestToken StackName',
    createChangeSet: 'Capabilities ChangeSetName ChangeSetType ClientToken Description Parameters StackName TemplateBody TemplateURL UsePreviousTemplate',
    createStackInstances: `${OPERATION} ${PLACES} ParameterOverrides`,
    createStackSet: 'StackSetName CallAs AutoDeployment Capabilities ClientRequestToken Description ManagedExecution Parameters '
      + 'PermissionModel Tags TemplateBody TemplateURL',
    deleteChangeSet: 'ChangeSetName StackName',
    deleteStackInstances: `${OPERATION} ${PLACES} RetainStacks`,
    deleteStackSet: 'StackSetName CallAs',
    describeChangeSet: 'ChangeSetName NextToken StackName',
    describeOrganizationsAccess: 'CallAs',
    describeStackInstance: 'StackSetName CallAs StackInstanceAccount StackInstanceRegion',
    describeStackSet: 'StackSetName CallAs',
    describeStackSetOperation: OPERATION,
    describeStacks: 'NextToken StackName',
    listStackInstances: `StackSetName CallAs Filters StackInstanceAccount StackInstanceRegion ${PAGES}`,
    listStackSetOperationResults: `${OPERATION} Filters ${PAGES}`,
    listStackSetOperations: `StackSetName CallAs ${PAGES}`,
    stopStackSetOperation: OPERATION,
    updateStackInstances: `${OPERATION} ${PLACES} ParameterOverrides`,
    updateStackSet: `${OPERATION} ${PLACES} AutoDeployment Capabilities Description ManagedExecution Parameters `
      + 'PermissionModel Tags TemplateBody TemplateURL UsePreviousTemplate',
  },
  cloudwatch: {
    describeAlarms: 'ActionPrefix AlarmNamePrefix AlarmNames AlarmTypes ChildrenOfAlarmName MaxRecords NextToken ParentsOfAlarmName StateValue',
    getMetricData: 'EndTime LabelOptions MaxDatapoints MetricDataQueries NextToken ScanBy StartTime',
    listMetrics: 'Dimensions IncludeLinkedAccounts MetricName Namespace NextToken OwningAccount RecentlyActive',
    putMetricData: 'EntityMetricData MetricData Namespace',
    setAlarmState: 'AlarmName StateReason StateReasonData StateValue',
  },
  eventbridge: {
    describeReplay: 'ReplayName',
    startReplay: 'Description Destination EventEndTime EventSourceArn EventStartTime ReplayName',
  },
  guardduty: {
    enableOrganizationAdminAccount: 'AdminAccountId',
    listOrganizationAdminAccounts: PAGES,
  },
  lambda: {
    invoke: 'FunctionName InvocationType Payload',
  },
  oam: {
    createLink: 'LabelTemplate LinkConfiguration ResourceTypes SinkIdentifier Tags',
    deleteLink: 'Identifier',
    getSinkPolicy: 'SinkIdentifier',
    listAttachedLinks: `SinkIdentifier ${PAGES}`,
    listSinks: PAGES,
    putSinkPolicy: 'Policy SinkIdentifier',
    updateLink: 'Identifier IncludeTags LinkConfiguration ResourceTypes',
  },
  organizations: {
    attachPolicy: 'PolicyId TargetId',
    closeAccount: 'AccountId',
    createAccount: 'AccountName Email IamUserAccessToBilling RoleName Tags',
    createOrganizationalUnit: 'Name ParentId Tags',
    createPolicy: 'Content Description Name Tags Type',
    deleteOrganizationalUnit: 'OrganizationalUnitId',
    deletePolicy: 'PolicyId',
    deregisterDelegatedAdministrator: 'AccountId ServicePrincipal',
    describeAccount: 'AccountId',
    describeCreateAccountStatus: 'CreateAccountRequestId',
    describeEffectivePolicy: 'PolicyType TargetId',
    describeOrganization: '',
    describeOrganizationalUnit: 'OrganizationalUnitId',
    describePolicy: 'PolicyId',
    detachPolicy: 'PolicyId TargetId',
    enableAWSServiceAccess: 'ServicePrincipal',
    enablePolicyType: 'PolicyType RootId',
    listAWSServiceAccessForOrganization: PAGES,
    listAccounts: PAGES,
    listAccountsForParent: `ParentId ${PAGES}`,
    listChildren: `ChildType ParentId ${PAGES}`,
    listCreateAccountStatus: `States ${PAGES}`,
    listDelegatedAdministrators: `ServicePrincipal ${PAGES}`,
    listOrganizationalUnitsForParent: `ParentId ${PAGES}`,
    listParents: `ChildId ${PAGES}`,
    listPolicies: `Filter ${PAGES}`,
    listPoliciesForTarget: `Filter TargetId ${PAGES}`,
    listRoots: PAGES,
    listTagsForResource: 'ResourceId NextToken',
    listTargetsForPolicy: `PolicyId ${PAGES}`,
    moveAccount: 'AccountId DestinationParentId SourceParentId',
    registerDelegatedAdministrator: 'AccountId ServicePrincipal',
    tagResource: 'ResourceId Tags',
    untagResource: 'ResourceId TagKeys',
    updateOrganizationalUnit: 'Name OrganizationalUnitId',
    updatePolicy: 'Content Description Name PolicyId',
  },
  servicequotas: {
    getRequestedServiceQuotaChange: 'RequestId',
    getServiceQuota: 'QuotaCode ServiceCode',
    listRequestedServiceQuotaChangeHistoryByQuota: `QuotaCode ServiceCode Status ${PAGES}`,
    requestServiceQuotaIncrease: 'ContextId DesiredValue QuotaCode ServiceCode SupportCaseAllowed',
  },
  sns: {
    publish: 'Message MessageAttributes MessageStructure PhoneNumber Subject TargetArn TopicArn',
  },
  sqs: {
    changeMessageVisibility: 'QueueUrl ReceiptHandle VisibilityTimeout',
    deleteMessage: 'QueueUrl ReceiptHandle',
    deleteMessageBatch: 'Entries QueueUrl',
    getQueueAttributes: 'AttributeNames QueueUrl',
    receiveMessage: 'AttributeNames MaxNumberOfMessages MessageAttributeNames MessageSystemAttributeNames QueueUrl '
      + 'VisibilityTimeout WaitTimeSeconds',
    sendMessage: 'DelaySeconds MessageAttributes MessageBody MessageDeduplicationId QueueUrl',
  },
  ssm: {
    deleteParameter: 'Name',
    getParameter: 'Name WithDecryption',
    getParameters: 'Names WithDecryption',
    getParametersByPath: `ParameterFilters Path Recursive WithDecryption ${PAGES}`,
    putParameter: 'AllowedPattern DataType Description Name Overwrite Tags Tier Type Value',
  },
};

/** What some parameters are made of. */
const MEMBERS: Readonly<Record<string, string>> = {
  DeploymentTargets: 'AccountFilterType Accounts AccountsUrl OrganizationalUnitIds',
  OperationPreferences: 'ConcurrencyMode FailureToleranceCount FailureTolerancePercentage MaxConcurrentCount '
    + 'MaxConcurrentPercentage RegionConcurrencyType RegionOrder',
};

/**
 * Complains about parameters that the lab does not know: Step Functions would refuse the workflow that has them, and an
 * SDK would leave them out without a word, so that an optional one which is misspelt is missed by nobody.
 */
export function throwIfUnknown({ service, action, parameters }: Call): void {
  const known = KNOWN[service]?.[action];
  if (known === undefined) { return; }
  const strange = [...strangeIn(parameters, known), ...Object.keys(MEMBERS).flatMap(name => {
    const value = parameters[name];
    return isObject(value) ? strangeIn(value, MEMBERS[name]).map(member => `${name}.${member}`) : [];
  })];
  if (strange.length > 0) { throw new Error(`the lab does not know the parameter ${strange.join(', ')} of ${service}:${action}`); }
}

function strangeIn(object: JsonObject, known: string): string[] {
  const names = known.split(' ');
  return Object.keys(object).filter(name => object[name] !== undefined && !names.includes(name));
}
