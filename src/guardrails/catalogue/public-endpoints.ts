import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export const PUBLIC_ENDPOINTS: StatementRule = {
  name: 'public-endpoints',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody makes function URLs or API methods that ask nobody who they are, or databases, graphs and brokers that the internet reaches.',
  why: 'Whoever finds the address gets in. There is no condition key for making a database instance public later, nor for Redshift or OpenSearch: '
    + 'TenantConfigRule.publicExposure() finds them. There is none either for DMS, Amazon MQ, Timestream, Lightsail, security groups, guests of Cognito or the kind of '
    + 'authorization of AppSync, and no rule that is recommended looks at those. AWS does not say that the key is there when a route of an HTTP or WebSocket API is made '
    + 'without a word of authorization, which leaves it open; to ask for the word would stop WebSocket APIs, most of whose routes can have none.',
  excepted: 'The roles that no rule may stop. OPTIONS methods of REST APIs, which browsers send without credentials.',
  controls: ['CIS-AWS-3.0.0 2.3.3', 'NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-14', 'NIST-800-53-r5 SC-7'],
  statements: ({ exempt }) => [
    {
      Effect: 'Deny',
      Action: ['lambda:AddPermission', 'lambda:CreateFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { StringEquals: { 'lambda:FunctionUrlAuthType': ['NONE'] } }),
    },
    {
      Effect: 'Deny',
      Action: ['apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
      NotResource: ['arn:*:apigateway:*::/restapis/*/methods/OPTIONS'],
      // An imported API has many methods: one without authorization is enough.
      Condition: exceptFor(exempt, { 'ForAnyValue:StringEquals': { 'apigateway:Request/RouteAuthorizationType': ['NONE'] } }),
    },
    ...['rds:PubliclyAccessible', 'neptune-graph:PublicConnectivity', 'kafka:publicAccessEnabled'].map(key => ({
      Effect: 'Deny' as const,
      Action: [`${key.split(':')[0]}:*`],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { [key]: ['true'] } }),
    })),
    { Effect: 'Deny', Action: ['elasticmapreduce:PutBlockPublicAccessConfiguration'], Resource: ['*'], Condition: exceptFor(exempt) },
  ],
};
