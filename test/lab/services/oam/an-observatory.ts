import { JsonObject } from '../../../../src/lab/json';
import { cloudWatch, CloudWatchRoom } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { oam, OamRoom } from '../../../../src/lab/services/oam/oam-room';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';
import { Deployed, TestCloud } from '../deployed';

export const REGION = 'us-east-1';
export const ALL_TYPES = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];

/** An organization with tenants, and an account that may look at them. */
export class AnObservatory extends TestCloud {
  public readonly central: string;

  constructor() {
    super({}, organizations(), oam, cloudWatch);
    this.central = this.member('observability');
  }

  public get organization(): Organizations { return this.cloud.room('organizations'); }
  public get oam(): OamRoom { return this.cloud.room('oam'); }
  public get metrics(): CloudWatchRoom { return this.cloud.room('cloudwatch'); }

  public member(name: string): string {
    return this.organization.addAccount({ name, email: `${name}@example.com` });
  }

  /** What a sink's policy says that lets the organization in. */
  public policy(types: readonly string[] = ALL_TYPES, organization = this.organization.organizationId()): JsonObject {
    return {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: '*',
        Action: ['oam:CreateLink', 'oam:UpdateLink'],
        Resource: '*',
        Condition: {
          'StringEquals': { 'aws:PrincipalOrgID': organization },
          'ForAllValues:StringEquals': { 'oam:ResourceTypes': [...types] },
        },
      }],
    };
  }

  public sink(properties: JsonObject = {}, account = this.central, region = REGION): Deployed {
    return this.deploy('AWS::Oam::Sink', { Name: 'sink', Policy: this.policy(), ...properties }, { account, region });
  }

  public link(account: string, sink: Deployed, properties: JsonObject = {}, region = REGION): Deployed {
    return this.deploy('AWS::Oam::Link', {
      LabelTemplate: '$AccountName', ResourceTypes: ALL_TYPES, SinkIdentifier: sink.ref, ...properties,
    }, { account, region });
  }

  public asks(action: string, parameters: JsonObject, account = this.central, region = REGION): Promise<JsonObject> {
    return this.call('cloudwatch', action, parameters, { principal: `arn:aws:iam::${account}:role/Reader`, account, region });
  }
}

export const filtered = (Filter: string): JsonObject => ({ LinkConfiguration: { MetricConfiguration: { Filter } } });
