import { allowed, allowedToExempt, denied } from '../case';

const FUNCTION = 'lambda:us-east-1:333333333333:function:orders';
const METHOD = 'apigateway:us-east-1::/restapis/abc123/resources/def456/methods/GET';
const PREFLIGHT = 'apigateway:us-east-1::/restapis/abc123/resources/def456/methods/OPTIONS';
const DATABASE = 'rds:us-east-1:333333333333:db:orders';
const REPLICA = 'rds:us-east-1:333333333333:db:orders-2';
const BROKERS = 'kafka:us-east-1:333333333333:cluster/orders/0123';
const IMPOSTOR = 'role/my-cdk-account-per-tenant-tenants-platform';
const nobodyAsked = { 'lambda:FunctionUrlAuthType': 'NONE' };
const signed = { 'lambda:FunctionUrlAuthType': 'AWS_IAM' };
const open = { 'apigateway:Request/RouteAuthorizationType': 'NONE' };
const closed = { 'apigateway:Request/RouteAuthorizationType': 'AWS_IAM' };

export const PUBLIC_ENDPOINTS_CASES = [
  denied('a function gets a URL for everybody', 'lambda:CreateFunctionUrlConfig', { to: FUNCTION, given: nobodyAsked }),
  denied('a function\'s URL is opened later', 'lambda:UpdateFunctionUrlConfig', { to: FUNCTION, given: nobodyAsked }),
  denied('everybody may call a function\'s URL', 'lambda:AddPermission', { to: FUNCTION, given: { ...nobodyAsked, 'lambda:Principal': '*' } }),
  denied('CloudFormation makes a URL for everybody', 'lambda:CreateFunctionUrlConfig', { to: FUNCTION, given: { ...nobodyAsked, 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('the same in another partition', 'lambda:CreateFunctionUrlConfig', { to: FUNCTION, partition: 'aws-us-gov', given: nobodyAsked, isNearMiss: true }),
  denied('the same by a role whose name only ends like the platform\'s', 'Lambda:createFunctionUrlConfig', { who: IMPOSTOR, to: FUNCTION, given: nobodyAsked, isNearMiss: true }),
  denied('a method is made open', 'apigateway:PATCH', { to: METHOD, given: open }),
  denied('an API is imported with one method that is open', 'apigateway:POST', {
    to: 'apigateway:us-east-1::/restapis', given: { 'apigateway:Request/RouteAuthorizationType': ['AWS_IAM', 'NONE'] }, isNearMiss: true,
  }),
  denied('an API is replaced by one with an open method', 'apigateway:PUT', { to: 'apigateway:us-east-1::/restapis/abc123', given: open }),
  denied('a method is made open in another Region', 'apigateway:PATCH', { to: METHOD.replace('us-east-1', 'eu-west-1'), given: open, isNearMiss: true }),
  denied('a public database is made', 'rds:CreateDBInstance', { to: DATABASE, given: { 'rds:PubliclyAccessible': 'true' } }),
  denied('a public replica is made', 'rds:CreateDBInstanceReadReplica', { to: REPLICA, given: { 'rds:PubliclyAccessible': 'true' } }),
  denied('a database is restored as a public one', 'rds:RestoreDBInstanceFromDBSnapshot', { to: DATABASE, given: { 'rds:PubliclyAccessible': 'true' }, isNearMiss: true }),
  denied('a public graph is made', 'neptune-graph:CreateGraph', { given: { 'neptune-graph:PublicConnectivity': 'true' } }),
  denied('brokers are opened to the internet', 'kafka:UpdateConnectivity', { to: BROKERS, given: { 'kafka:publicAccessEnabled': 'true' } }),
  denied('EMR clusters with open ports are let through', 'elasticmapreduce:PutBlockPublicAccessConfiguration'),
  ...allowedToExempt('lambda:CreateFunctionUrlConfig', { to: FUNCTION, given: nobodyAsked }),
  ...allowedToExempt('apigateway:POST', { to: 'apigateway:us-east-1::/restapis', given: open }),
  ...allowedToExempt('rds:CreateDBInstance', { to: DATABASE, given: { 'rds:PubliclyAccessible': 'true' } }),
  ...allowedToExempt('neptune-graph:CreateGraph', { given: { 'neptune-graph:PublicConnectivity': 'true' } }),
  ...allowedToExempt('kafka:UpdateConnectivity', { to: BROKERS, given: { 'kafka:publicAccessEnabled': 'true' } }),
  ...allowedToExempt('elasticmapreduce:PutBlockPublicAccessConfiguration'),
  allowed('a function gets a URL for signed requests', 'lambda:CreateFunctionUrlConfig', { to: FUNCTION, given: signed, isNearMiss: true }),
  allowed('a function\'s URL is closed', 'lambda:UpdateFunctionUrlConfig', { to: FUNCTION, given: signed, isNearMiss: true }),
  allowed('an open URL is deleted', 'lambda:DeleteFunctionUrlConfig', { to: FUNCTION, given: nobodyAsked, isNearMiss: true }),
  allowed('EventBridge may call a function', 'lambda:AddPermission', { to: FUNCTION, given: { 'lambda:Principal': 'events.amazonaws.com' } }),
  allowed('a method for signed requests is made', 'apigateway:PATCH', { to: METHOD, given: closed, isNearMiss: true }),
  allowed('a browser may ask beforehand', 'apigateway:PATCH', { to: PREFLIGHT, given: open, isNearMiss: true }),
  allowed('an API is made', 'apigateway:POST', { to: 'apigateway:us-east-1::/restapis' }),
  allowed('an API gets a resource', 'apigateway:POST', { to: 'apigateway:us-east-1::/restapis/abc123/resources' }),
  allowed('an API is deleted', 'apigateway:DELETE', { to: 'apigateway:us-east-1::/restapis/abc123' }),
  allowed('a database is made that the internet does not reach', 'rds:CreateDBInstance', { to: DATABASE, given: { 'rds:PubliclyAccessible': 'false' }, isNearMiss: true }),
  allowed('a public database is deleted', 'rds:DeleteDBInstance', { to: DATABASE, isNearMiss: true }),
  allowed('a private graph is made', 'neptune-graph:CreateGraph', { given: { 'neptune-graph:PublicConnectivity': 'false' }, isNearMiss: true }),
  allowed('brokers are closed', 'kafka:UpdateConnectivity', { to: BROKERS, given: { 'kafka:publicAccessEnabled': 'false' }, isNearMiss: true }),
  allowed('somebody looks at brokers', 'kafka:DescribeCluster', { to: BROKERS }),
  allowed('somebody looks at a graph', 'neptune-graph:GetGraph', { to: 'neptune-graph:us-east-1:333333333333:graph/g-0123456789' }),
  allowed('somebody asks what EMR blocks', 'elasticmapreduce:GetBlockPublicAccessConfiguration', { isNearMiss: true }),
];
