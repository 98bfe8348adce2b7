import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RECORDS_PREFIX } from './settings';
import { IFleetStack } from '../../fleet/i-fleet-stack';
import { errorAbout } from '../../private/complaints';
import { tenantFailuresBucketName, tenantFailuresBusName } from '../contract';

/**
 * Where the failed work of a service goes: out of the tenant's account into the central place, where somebody looks at
 * it and gives it back to the account that it came from. Hand it to functions as what Lambda calls a destination:
 * `onFailure: TenantFailures.of(this).bus`.
 *
 * It is for functions that are invoked asynchronously, once Lambda has tried as often as it is told to. The bus, the
 * bucket and the way to the central place are in each tenant account by `TenantTelemetry`; nothing is added to the
 * service but the right of the function to put its failures there. It costs nothing while nothing fails.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class TenantFailures {
  /**
   * Of the tenant account in which a service runs.
   *
   * @param service the stack of the service, usually `this`
   */
  public static of(service: IFleetStack): TenantFailures {
    if (service.platformName === undefined) {
      throw errorAbout(service, ['TenantFailures are for a FleetStack, whose functions run in tenant accounts; in other stacks make a queue or a topic']);
    }
    return new TenantFailures(service.platformName);
  }

  /**
   * For what a function is given in up to half a megabyte. What is larger, together with the function's error, is lost:
   * EventBridge takes events of up to 1 MB. Lambda counts it as `DestinationDeliveryFailures`.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
   */
  public readonly bus: lambda.IDestination;

  /**
   * For whatever size there is. Its reason stands in the object, which is read when it is given back.
   */
  public readonly bucket: lambda.IDestination;

  private constructor(platformName: string) {
    this.bus = new FailuresBus(tenantFailuresBusName(platformName));
    this.bucket = new FailuresBucket(tenantFailuresBucketName(platformName, Aws.ACCOUNT_ID, Aws.REGION));
  }
}

class FailuresBus implements lambda.IDestination {
  constructor(private readonly name: string) {}

  public bind(scope: Construct, fn: lambda.IFunction): lambda.DestinationConfig {
    const destination = Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: this.name });
    allow(fn, ['events:PutEvents'], destination);
    return { destination };
  }
}

class FailuresBucket implements lambda.IDestination {
  constructor(private readonly name: string) {}

  public bind(_: Construct, fn: lambda.IFunction): lambda.DestinationConfig {
    const destination = `arn:${Aws.PARTITION}:s3:::${this.name}`;
    // Names of buckets are the world's: somebody else's is not written to.
    const conditions = { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } };
    allow(fn, ['s3:ListBucket'], destination, conditions);
    allow(fn, ['s3:PutObject'], `${destination}/${RECORDS_PREFIX}*`, conditions);
    return { destination };
  }
}

function allow(fn: lambda.IFunction, actions: string[], resource: string, conditions?: Record<string, unknown>): void {
  fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
}
