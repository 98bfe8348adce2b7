import { allowed, allowedToExempt, BREAK_GLASS, denied, OPERATOR, PLATFORM_ROLE, STACK_SETS } from '../case';

const region = (name: string) => ({ 'aws:RequestedRegion': name });
const FRANKFURT = region('eu-central-1');
const VIRGINIA = region('us-east-1');
const elsewhere = (at: string) => ({ to: 's3:::acme', given: { ...FRANKFURT, 's3:locationconstraint': at } });
const TABLE = (name: string) => `dynamodb:${name}:333333333333:table/acme`;
const PIPELINE = 'role/cdk-hnb659fds-cfn-exec-role-333333333333-us-east-1';

/** What is the same for all Regions, asked for where its endpoint is. */
const GLOBAL: Readonly<Record<string, { readonly to?: string; readonly at?: string }>> = {
  'account:ListRegions': { to: 'account::333333333333:account' },
  'acm:RequestCertificate': {},
  'artifact:ListReports': {},
  'aws-marketplace:ViewSubscriptions': {},
  'billing:GetBillingData': {},
  'budgets:ViewBudget': { to: 'budgets::333333333333:budget/acme' },
  'ce:GetCostAndUsage': {},
  'chatbot:DescribeSlackChannelConfigurations': { at: 'us-east-2' },
  'cloudfront-keyvaluestore:PutKey': { to: 'cloudfront::333333333333:key-value-store/0a1b' },
  'cloudfront:CreateDistribution': {},
  'cloudtrail:LookupEvents': {},
  'consolidatedbilling:GetAccountBillingRole': {},
  'cur:GetUsageReport': {},
  'ec2:DescribeRegions': {},
  'ecr-public:GetAuthorizationToken': {},
  'freetier:GetFreeTierUsage': {},
  'globalaccelerator:CreateAccelerator': { at: 'us-west-2' },
  'health:DescribeEvents': {},
  'iam:CreateRole': { to: 'iam::333333333333:role/Service' },
  'invoicing:GetInvoicePDF': {},
  'kms:CreateKey': {},
  'networkmanager:DescribeGlobalNetworks': { to: 'networkmanager::333333333333:global-network/0a1b', at: 'us-west-2' },
  'notifications-contacts:ListEmailContacts': {},
  'notifications:ListNotificationHubs': {},
  'organizations:DescribeOrganization': {},
  'payments:ListPaymentPreferences': {},
  'pricing:GetProducts': {},
  'route53-recovery-cluster:GetRoutingControlState': { to: 'route53-recovery-control::333333333333:controlpanel/1/routingcontrol/1', at: 'us-west-2' },
  'route53-recovery-control-config:ListClusters': { at: 'us-west-2' },
  'route53-recovery-readiness:ListCells': { at: 'us-west-2' },
  'route53:CreateHostedZone': {},
  'route53domains:ListDomains': {},
  's3:GetAccountPublicAccessBlock': {},
  's3:CreateMultiRegionAccessPoint': { to: 's3::333333333333:accesspoint/0a1b.mrap', at: 'us-west-2' },
  's3:GetBucketLocation': { to: 's3:::acme' },
  's3:ListAllMyBuckets': {},
  'savingsplans:DescribeSavingsPlans': { to: 'savingsplans::333333333333:savingsplan/1' },
  'shield:CreateProtection': {},
  'sts:AssumeRole': { to: 'iam::333333333333:role/Service' },
  'support:CreateCase': {},
  'supportplans:GetSupportPlan': {},
  'tag:GetResources': {},
  'tax:GetTaxRegistration': {},
  'trustedadvisor:DescribeChecks': {},
  'wafv2:CreateWebACL': { to: 'wafv2:us-east-1:333333333333:global/webacl/acme/1' },
};

/** Tried of a platform whose tenants may work in eu-central-1 and eu-west-1. */
export const REGIONS_CASES = [
  denied('an administrator makes a table in Virginia', 'dynamodb:CreateTable', { to: TABLE('us-east-1'), given: VIRGINIA }),
  denied('an administrator starts a machine in Sydney', 'ec2:RunInstances', { to: 'ec2:ap-southeast-2:333333333333:instance/*', given: region('ap-southeast-2') }),
  denied('an administrator makes a function in Paris, which is in Europe, too', 'lambda:CreateFunction', { to: 'lambda:eu-west-3:333333333333:function:x', given: region('eu-west-3'), isNearMiss: true }),
  denied('an administrator makes a table in a Region whose name only begins like one that is allowed', 'dynamodb:CreateTable', { to: TABLE('eu-central-2'), given: region('eu-central-2'), isNearMiss: true }),
  denied('the action is written in another case', 'DYNAMODB:createtable', { to: TABLE('us-east-1'), given: VIRGINIA, isNearMiss: true }),
  denied('a pipeline deploys to Virginia', 'cloudformation:CreateStack', { who: PIPELINE, to: 'cloudformation:us-east-1:333333333333:stack/acme/1', given: VIRGINIA }),
  denied('CloudFormation makes a queue in Virginia for somebody', 'sqs:CreateQueue', {
    who: PIPELINE, to: 'sqs:us-east-1:333333333333:acme', given: { ...VIRGINIA, 'aws:ViaAWSService': 'true', 'aws:CalledVia': ['cloudformation.amazonaws.com'] }, isNearMiss: true,
  }),
  denied('an administrator makes a bucket in Virginia', 's3:CreateBucket', { to: 's3:::acme', given: VIRGINIA, isNearMiss: true }),
  denied('an administrator has a Region that is allowed make a bucket in Sydney', 's3:CreateBucket', { ...elsewhere('ap-southeast-2'), isNearMiss: true }),
  denied('a pipeline does so through CloudFormation', 's3:CreateBucket', {
    who: PIPELINE, to: 's3:::acme', given: { ...elsewhere('ap-southeast-2').given, 'aws:ViaAWSService': 'true' }, isNearMiss: true,
  }),
  denied('an administrator makes a function at the edge', 'lambda:PublishVersion', { to: 'lambda:us-east-1:333333333333:function:edge', given: VIRGINIA, isNearMiss: true }),
  denied('an administrator makes an API key in China', 'apigateway:POST', { to: 'apigateway:cn-north-1::/apikeys', given: region('cn-north-1'), partition: 'aws-cn', isNearMiss: true }),
  denied('an administrator looks at machines in Tokyo', 'ec2:DescribeInstances', { given: region('ap-northeast-1'), isNearMiss: true }),
  denied('an administrator asks for other resources by tag in Virginia', 'tag:TagResources', { given: VIRGINIA, isNearMiss: true }),
  denied('an administrator makes a parameter in Virginia', 'ssm:PutParameter', { to: 'ssm:us-east-1:333333333333:parameter/acme', given: VIRGINIA, isNearMiss: true }),
  denied('an administrator reads the trail\'s settings in Virginia', 'cloudtrail:GetTrail', { to: 'cloudtrail:us-east-1:333333333333:trail/acme', given: VIRGINIA, isNearMiss: true }),
  denied('an administrator makes a server of his own behind a global name', 'lightsail:CreateInstances', { given: VIRGINIA, isNearMiss: true }),
  denied('the operators\' role works in Virginia', 'logs:CreateLogGroup', { who: OPERATOR, to: 'logs:us-east-1:333333333333:log-group:x', given: VIRGINIA, isNearMiss: true }),
  denied('a role with the platform\'s name under a path works in Virginia', 'sqs:CreateQueue', { who: 'role/x/cdk-account-per-tenant-tenants-platform', to: 'sqs:us-east-1:333333333333:x', given: VIRGINIA, isNearMiss: true }),

  allowed('an administrator makes a table in Frankfurt', 'dynamodb:CreateTable', { to: TABLE('eu-central-1'), given: FRANKFURT }),
  allowed('an administrator makes a function in Ireland', 'lambda:CreateFunction', { to: 'lambda:eu-west-1:333333333333:function:x', given: region('eu-west-1') }),
  allowed('a pipeline deploys to Frankfurt', 'cloudformation:CreateStack', { who: PIPELINE, to: 'cloudformation:eu-central-1:333333333333:stack/acme/1', given: FRANKFURT }),
  allowed('an administrator makes a bucket in Frankfurt', 's3:CreateBucket', elsewhere('eu-central-1')),
  allowed('an administrator makes a bucket in Ireland', 's3:CreateBucket', elsewhere('eu-west-1')),
  allowed('an administrator makes a bucket in Ireland by its old name', 's3:CreateBucket', { ...elsewhere('EU'), isNearMiss: true }),
  allowed('an administrator makes a bucket without saying where, which is where he asks', 's3:CreateBucket', { to: 's3:::acme', given: FRANKFURT, isNearMiss: true }),
  ...allowedToExempt('s3:CreateBucket', elsewhere('ap-southeast-2')),
  allowed('a workflow is started in Frankfurt', 'states:StartExecution', { who: 'role/Service', to: 'states:eu-central-1:333333333333:stateMachine:acme', given: FRANKFURT }),
  allowed('events are sent in Frankfurt', 'events:PutEvents', { who: 'role/Service', to: 'events:eu-central-1:333333333333:event-bus/default', given: FRANKFURT }),
  allowed('StackSets lays the baseline into Virginia', 'cloudformation:CreateStack', { who: STACK_SETS, to: 'cloudformation:us-east-1:333333333333:stack/acme/1', given: VIRGINIA }),
  allowed('the platform writes the facts in Virginia', 'ssm:PutParameter', { who: PLATFORM_ROLE, to: 'ssm:us-east-1:333333333333:parameter/cdk-account-per-tenant/tenant', given: VIRGINIA }),
  allowed('break glass looks around in Virginia', 'ec2:DescribeInstances', { who: BREAK_GLASS, given: VIRGINIA }),
  allowed('a function reads the tenant\'s facts in Virginia', 'ssm:GetParameter', {
    who: 'role/Service', to: 'ssm:us-east-1:333333333333:parameter/cdk-account-per-tenant/tenant', given: VIRGINIA, isNearMiss: true,
  }),
  allowed('a bucket in Frankfurt is read', 's3:GetObject', { to: 's3:::acme/orders', given: FRANKFURT, isNearMiss: true }),
  ...Object.entries(GLOBAL).map(([does, { to, at = 'us-east-1' }]) =>
    allowed(`${does} is there for all Regions`, does, { to, given: region(at), isNearMiss: true })),
];
