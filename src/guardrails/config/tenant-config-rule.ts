import * as data from './managed-rules.json';
import { throwIfAny } from '../../private/complaints';

/**
 * What is to be known of a managed rule of AWS Config.
 */
export interface ManagedConfigRuleOptions {
  /**
   * The types of resources that it looks at, such as `AWS::S3::Bucket`. They are recorded.
   *
   * @default - what the library knows of the rule; to be given for a rule that it does not know
   */
  readonly resourceTypes?: string[];

  /**
   * Whether AWS Config runs it each day, and not only when something changes. Each run costs 0.001 USD for each
   * resource, 0.03 USD a month, in each tenant account and Region.
   *
   * @default - what the library knows of the rule; to be given for a rule that it does not know
   */
  readonly periodic?: boolean;

  /**
   * The parameters of the rule, as its page in the developer guide names them.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * The name of the rule, for one that is used twice with other parameters.
   *
   * @default - the identifier in lower case with hyphens
   */
  readonly name?: string;
}

interface Known {
  readonly about?: string;
  readonly trigger: string;
  readonly types: readonly string[];
  readonly finds: string;
  readonly page?: string;
  readonly once?: boolean;
}

const KNOWN: Readonly<Record<string, Known | undefined>> = data.rules;

const about = (group: string): TenantConfigRule[] => Object.keys(KNOWN)
  .filter(identifier => KNOWN[identifier]!.about === group).map(identifier => TenantConfigRule.managed(identifier));

/** AWS records users, groups, roles and policies of IAM once per Region that asks for them. */
export const isGlobal = (resourceType: string): boolean => resourceType.startsWith('AWS::IAM::');

const DRIFT = 'CLOUDFORMATION_STACK_DRIFT_DETECTION_CHECK';

/**
 * A rule of AWS Config that looks for what no policy can prevent, in every tenant account.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export class TenantConfigRule {
  /**
   * Encryption at rest, public exposure, and users of the console without MFA. An idle tenant account costs 0.03 USD a
   * month with them: all but the last wait for changes.
   */
  public static recommended(): TenantConfigRule[] {
    return [...this.encryptionAtRest(), ...this.publicExposure(), ...this.multiFactorAuthentication()];
  }

  /**
   * Finds volumes, databases, their snapshots, streams and search domains that are not encrypted. Waits for changes.
   */
  public static encryptionAtRest(): TenantConfigRule[] {
    return about('encryption');
  }

  /**
   * Finds buckets, functions, databases, their snapshots, warehouses and search domains that are open to the internet.
   * Waits for changes.
   */
  public static publicExposure(): TenantConfigRule[] {
    return about('exposure');
  }

  /**
   * Finds users with a password for the console and without MFA. Runs each day: 0.03 USD a month in each tenant
   * account.
   */
  public static multiFactorAuthentication(): TenantConfigRule[] {
    return about('mfa');
  }

  /**
   * A managed rule by its identifier. Of some thirty the library knows what they look at; of others it has to be told.
   *
   * @param identifier as its page in the developer guide says it, such as `S3_BUCKET_SSL_REQUESTS_ONLY`
   * @param options what it looks at, and its parameters
   * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
   */
  public static managed(identifier: string, options: ManagedConfigRuleOptions = {}): TenantConfigRule {
    throwIfAny(`TenantConfigRule.managed('${identifier}')`, complaintsAbout(identifier, options));
    const known = KNOWN[identifier];
    return new TenantConfigRule(identifier, {
      name: options.name ?? identifier.toLowerCase().replaceAll('_', '-'),
      resourceTypes: options.resourceTypes ?? [...known!.types],
      periodic: options.periodic ?? known!.trigger !== 'changes',
      parameters: options.parameters ?? {},
    }, known);
  }

  /**
   * The identifier of the managed rule, such as `ENCRYPTED_VOLUMES`.
   */
  public readonly identifier: string;

  /**
   * The name, such as `encrypted-volumes`.
   */
  public readonly name: string;

  /**
   * The types of resources that have to be recorded for it.
   */
  public readonly resourceTypes: string[];

  /**
   * Whether AWS Config runs it each day, and not only when something changes.
   */
  public readonly periodic: boolean;

  /**
   * Whether it is about what an account has once, such as users of IAM. It runs in the home Region only.
   *
   * @internal
   */
  public readonly _oncePerAccount: boolean;

  /**
   * Its parameters.
   *
   * @internal
   */
  public readonly _parameters: Readonly<Record<string, string>>;

  /**
   * What it finds, and where AWS says more of it.
   *
   * @internal
   */
  public readonly _description: string;

  private constructor(identifier: string, options: Required<ManagedConfigRuleOptions>, known?: Known) {
    this.identifier = identifier;
    this.name = options.name;
    this.resourceTypes = options.resourceTypes;
    this.periodic = options.periodic;
    this._oncePerAccount = known?.once ?? (this.resourceTypes.length > 0 && this.resourceTypes.every(isGlobal));
    this._parameters = options.parameters;
    const page = `https://docs.aws.amazon.com/config/latest/developerguide/${known?.page ?? identifier.toLowerCase().replaceAll('_', '-')}.html`;
    this._description = known ? `${known.finds}: ${page}` : page;
  }
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_OrganizationManagedRuleMetadata.html */
const LONGEST_PARAMETERS = 2048;

function complaintsAbout(identifier: string, options: ManagedConfigRuleOptions): string[] {
  const { resourceTypes, periodic, name, parameters } = options;
  const complaints: string[] = [];
  if (!/^[A-Z][A-Z0-9_]*$/.test(identifier)) {
    complaints.push(`'identifier' must be the identifier of a managed rule, such as 'ENCRYPTED_VOLUMES', got '${identifier}'; the page of the rule has it`);
  }
  if (identifier === DRIFT) {
    complaints.push("'identifier' names a rule that needs a role in each account, and an organization's rule has the same parameters in all of them; "
      + "have CloudFormation look for drift in the baseline's stack set instead (DetectStackSetDrift), which costs nothing");
  }
  if (!KNOWN[identifier] && (!resourceTypes || periodic === undefined)) {
    complaints.push("'resourceTypes' and 'periodic' must be given for a rule that the library does not know; its page says both, as 'Resource Types' and 'Trigger type'");
  }
  for (const type of resourceTypes ?? []) {
    if (!/^\w+::\w+::\w+$/.test(type)) { complaints.push(`'resourceTypes' must hold types such as 'AWS::S3::Bucket', got '${type}'`); }
  }
  if (name !== undefined && !/^[\w-]{1,64}$/.test(name)) {
    complaints.push(`'name' must have 1 to 64 letters, digits, hyphens and underscores, got '${name}'`);
  }
  const length = JSON.stringify(parameters ?? {}).length;
  if (length > LONGEST_PARAMETERS) {
    complaints.push(`'parameters' must take at most ${LONGEST_PARAMETERS} characters as JSON, got ${length}; AWS takes no more, so give less, or use the rule twice`);
  }
  return complaints;
}
