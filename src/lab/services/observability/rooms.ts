import { PlainResources } from './plain';
import { centralizationRule, DELIVERY_STREAM, SAMPLING_RULE } from './types';
import { JsonObject } from '../../json';
import { Call, Permission, Room, RoomBuilder } from '../../room';
import { Organizations } from '../organizations/organizations';

/** A service of which the lab has resources only: it answers no call. */
class PlainRoom implements Room {
  public readonly answers: readonly string[] = [];
  public readonly resources: Room['resources'];
  public readonly updates: Room['updates'];
  public readonly removals: Room['removals'];

  constructor(public readonly service: string, public readonly plain: PlainResources) {
    this.resources = plain.resources;
    this.updates = plain.updates;
    this.removals = plain.removals;
  }

  public permissions(): Permission[] {
    return [];
  }

  public handle({ action }: Call): JsonObject {
    throw new Error(`the lab does not model ${this.service}:${action}`);
  }
}

export const xray: RoomBuilder = cloud => new PlainRoom('xray', new PlainResources(cloud, { 'AWS::XRay::SamplingRule': SAMPLING_RULE }));

export const firehose: RoomBuilder = cloud =>
  new PlainRoom('firehose', new PlainResources(cloud, { 'AWS::KinesisFirehose::DeliveryStream': DELIVERY_STREAM }));

/** Telemetry of a whole organization. It needs the room of Organizations, which knows who administers it. */
export const observabilityAdmin: RoomBuilder = cloud => {
  const mayMake = (account: string) => account === cloud.managementAccount
    || cloud.room<Organizations>('organizations').isDelegatedAdministrator(account, 'observabilityadmin.amazonaws.com');
  const types = { 'AWS::ObservabilityAdmin::OrganizationCentralizationRule': centralizationRule(mayMake) };
  return new PlainRoom('observabilityadmin', new PlainResources(cloud, types));
};
