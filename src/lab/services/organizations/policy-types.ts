import { invalidInput } from './errors';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';

/**
 * Types that are made of settings, as the API model names them (botocore 1.44.5). What the settings bring about is not
 * modelled.
 */
const OF_SETTINGS: readonly string[] = [
  'TAG_POLICY', 'BACKUP_POLICY', 'AISERVICES_OPT_OUT_POLICY', 'CHATBOT_POLICY', 'DECLARATIVE_POLICY_EC2', 'SECURITYHUB_POLICY',
  'SECURITYHUB_CSPM_POLICY', 'INSPECTOR_POLICY', 'UPGRADE_ROLLOUT_POLICY', 'BEDROCK_POLICY', 'S3_POLICY',
  'NETWORK_SECURITY_DIRECTOR_POLICY', 'GUARDDUTY_POLICY',
];

/** A type of policies that a request names. */
export function policyType(value: Json | undefined): string {
  return oneOf(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY', ...OF_SETTINGS], value);
}

/** A type of policies, of which an account has one that comes of all. */
export function effectivePolicyType(value: Json | undefined): string {
  return oneOf(OF_SETTINGS, value);
}

function oneOf(types: readonly string[], value: Json | undefined): string {
  if (value === undefined || value === null) { throw invalidInput('INPUT_REQUIRED', 'the type of the policies is required'); }
  if (typeof value !== 'string' || !types.includes(value)) {
    throw invalidInput('INVALID_ENUM_POLICY_TYPE', `the type of policies must be one of ${types.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return value;
}

/** Which types of policies the root takes. An organization with all features has all of them available. */
export class PolicyTypes {
  private readonly enabledFrom = new Map<string, number>();

  constructor(private readonly cloud: Cloud, private readonly seconds: number) {}

  /** Whether any type is enabled or about to be. */
  public get any(): boolean {
    return this.enabledFrom.size > 0;
  }

  /**
   * AWS does it in the background and says not what it answers to somebody who asks again meanwhile: that it is this
   * error is unverified.
   */
  public enable(type: string): void {
    if (this.isEnabled(type)) {
      throw new AwsError('PolicyTypeAlreadyEnabledException', `policies of type ${type} are already enabled in this root`);
    }
    if (this.enabledFrom.has(type)) {
      throw new AwsError('PolicyChangesInProgressException', `policies of type ${type} are being enabled in this root; try again later`);
    }
    this.enabledFrom.set(type, this.cloud.clock.now() + this.seconds * 1000);
  }

  /** Enables a type at once, where the story begins with it. */
  public begin(type: string): void {
    this.enabledFrom.set(policyType(type), this.cloud.clock.now());
  }

  public isEnabled(type: string): boolean {
    const from = this.enabledFrom.get(type);
    return from !== undefined && from <= this.cloud.clock.now();
  }

  public throwUnlessEnabled(type: string): void {
    if (!this.isEnabled(type)) {
      throw new AwsError('PolicyTypeNotEnabledException', `policies of type ${type} are not enabled in this root`);
    }
  }

  /** As ListRoots shows them. */
  public describe(): JsonObject[] {
    return [...this.enabledFrom.keys()].map(Type => ({ Type, Status: this.isEnabled(Type) ? 'ENABLED' : 'PENDING_ENABLE' }));
  }
}
