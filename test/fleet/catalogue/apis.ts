import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { file, fn } from './code';
import { FleetStack } from '../../../src';

/** A REST API with a plan of use and a log. */
export class RestApi extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const api = new apigateway.LambdaRestApi(this, 'Api', { handler: fn(this, 'Handler'), proxy: false, cloudWatchRole: true });
    api.root.addResource('orders').addMethod('GET', undefined, { apiKeyRequired: true });
    const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: 10, burstLimit: 20 } });
    plan.addApiStage({ stage: api.deploymentStage });
    plan.addApiKey(api.addApiKey('Key'));
  }
}

/** An HTTP API behind a user pool, whose function knows who the tenant is. */
export class HttpApi extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const users = new cognito.UserPool(this, 'Users', { selfSignUpEnabled: false, mfa: cognito.Mfa.OPTIONAL });
    const handler = fn(this, 'Handler');
    this.facts.addTo(handler);
    const authorizer = new HttpUserPoolAuthorizer('Users', users, { userPoolClients: [users.addClient('Web')] });
    new apigatewayv2.HttpApi(this, 'Api').addRoutes({
      path: '/orders/{id}', methods: [apigatewayv2.HttpMethod.GET], authorizer, integration: new HttpLambdaIntegration('Orders', handler),
    });
  }
}

/** People who are connected. */
export class LiveApi extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const connections = new dynamodb.Table(this, 'Connections', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, timeToLiveAttribute: 'until',
    });
    const handler = fn(this, 'Handler', { environment: { CONNECTIONS: connections.tableName } });
    connections.grantReadWriteData(handler);
    const api = new apigatewayv2.WebSocketApi(this, 'Api', {
      connectRouteOptions: { integration: new WebSocketLambdaIntegration('Connect', handler) },
      disconnectRouteOptions: { integration: new WebSocketLambdaIntegration('Disconnect', handler) },
    });
    api.grantManageConnections(handler);
    new apigatewayv2.WebSocketStage(this, 'Stage', { webSocketApi: api, stageName: 'live', autoDeploy: true });
  }
}

/** GraphQL with a table as its source. */
export class GraphQl extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new dynamodb.Table(this, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const api = new appsync.GraphqlApi(this, 'Api', {
      name: 'orders', definition: appsync.Definition.fromFile(file('orders.graphql')), xrayEnabled: true,
      authorizationConfig: { defaultAuthorization: { authorizationType: appsync.AuthorizationType.IAM } },
    });
    api.addDynamoDbDataSource('Orders', table).createResolver('Order', {
      typeName: 'Query', fieldName: 'order',
      requestMappingTemplate: appsync.MappingTemplate.dynamoDbGetItem('id', 'id'),
      responseMappingTemplate: appsync.MappingTemplate.dynamoDbResultItem(),
    });
  }
}

/** Sign-in with triggers, groups and an identity pool. */
export class SignIn extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const users = new cognito.UserPool(this, 'Users', {
      passwordPolicy: { minLength: 14, tempPasswordValidity: Duration.days(3) },
      lambdaTriggers: { preTokenGeneration: fn(this, 'Claims') },
    });
    users.addGroup('Admins', { groupName: 'admins' });
    users.addDomain('Domain', { cognitoDomain: { domainPrefix: `shop-${this.account}` } });
    const client = users.addClient('Web', { oAuth: { callbackUrls: ['https://example.com/back'] } });
    new cognito.CfnIdentityPool(this, 'Identities', {
      allowUnauthenticatedIdentities: false,
      cognitoIdentityProviders: [{ clientId: client.userPoolClientId, providerName: users.userPoolProviderName }],
    });
  }
}
