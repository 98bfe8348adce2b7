import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EVENTS } from './contract';

/**
 * Who may do what with a tenant account factory.
 */
export class TenantAccountFactoryGrants {
  /** @internal */
  public static _of(bus: events.IEventBus): TenantAccountFactoryGrants {
    return new TenantAccountFactoryGrants(bus);
  }

  private constructor(private readonly bus: events.IEventBus) {}

  /**
   * Ask for tenants: put `TenantRequested` on the factory's bus, and no other event.
   *
   * @param grantee who may; another account's principal needs a statement in the bus's own policy as well
   */
  public requestTenants(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['events:PutEvents'],
      resourceArns: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'events:detail-type': EVENTS.requested } },
    });
  }
}
