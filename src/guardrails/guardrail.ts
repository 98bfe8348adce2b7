import { CATALOGUE } from './catalogue';
import { complaintsAboutDataPerimeter, dataPerimeter } from './catalogue/data-perimeter';
import { complaintsAboutIdleCost, idleCost } from './catalogue/idle-cost';
import { complaintsAboutProviders, oidcProviders } from './catalogue/oidc-providers';
import { complaintsAboutRegions, regions } from './catalogue/regions';
import { complaintsAboutServices, services } from './catalogue/services';
import { complaintsAboutTenantTags, tenantTags } from './catalogue/tenant-tags';
import { complaintsAboutThreatDetection, threatDetection } from './catalogue/threat-detection';
import { complaintsAboutVpcBlockPublicAccess, vpcBlockPublicAccess } from './catalogue/vpc-block-public-access';
import { complaintsAboutCustom } from './custom-complaints';
import { CustomGuardrailProps } from './custom-guardrail';
import { customRule } from './custom-rule';
import { DataPerimeterProps } from './data-perimeter';
import { GuardrailDefinition } from './guardrail-definition';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { IdleCostProps } from './idle-cost';
import { TrustedOidcProvider } from './oidc-provider';
import { TenantTagsProps } from './tenant-tags';
import { ThreatDetectionProps } from './threat-detection';
import { VpcBlockPublicAccessProps } from './vpc-block-public-access';
import { throwIfAny } from '../private/complaints';

/**
 * One rule for all tenant accounts: what it stops, why, and whom it lets through.
 */
export class Guardrail {
  /** The rules that nobody can do without: who breaks one of them takes the account out of the platform's hands. */
  public static essential(): Guardrail[] {
    return [
      Guardrail.leavingOrganization(), Guardrail.rootUser(), Guardrail.platformRoles(), Guardrail.baseline(),
      Guardrail.organizationAccountAccessRole(), Guardrail.longLivedKeys(),
    ];
  }

  /** The essential rules, and those that keep data in and strangers out without knowing what your services are. */
  public static recommended(): Guardrail[] {
    return [
      ...Guardrail.essential(), Guardrail.accountSettings(), Guardrail.publicStorage(), Guardrail.sharingOutside(),
      Guardrail.encryption(), Guardrail.tlsOnly(), Guardrail.confusedDeputy(), Guardrail.instanceMetadata(),
      Guardrail.publicImagesAndSnapshots(), Guardrail.s3BlockPublicAccess(), Guardrail.aiServicesOptOut(),
    ];
  }

  /**
   * The recommended rules, and those that you have to build for: nothing that costs while it sleeps, some Regions only,
   * a second factor for people, no endpoint that asks nobody who they are, and a perimeter around data.
   *
   * @param allowedRegions names of Regions such as `eu-central-1`, at least one
   */
  public static strict(allowedRegions: string[]): Guardrail[] {
    throwIfAny('Guardrail.strict', complaintsAboutRegions(allowedRegions, 'allowedRegions'));
    return [
      ...Guardrail.recommended(), Guardrail.regions(allowedRegions), Guardrail.idleCost(), Guardrail.mfaForPeople(),
      Guardrail.publicEndpoints(), Guardrail.dataPerimeter(), Guardrail.serialConsole(),
    ];
  }

  /** An account cannot leave the organization. */
  public static leavingOrganization(): Guardrail { return new Guardrail(CATALOGUE.LEAVING_ORGANIZATION); }

  /** The root user of an account can do nothing. */
  public static rootUser(): Guardrail { return new Guardrail(CATALOGUE.ROOT_USER); }

  /**
   * Nobody makes IAM users, access keys, passwords or other credentials that do not expire by themselves, but
   * certificates of AWS IoT and OpenID Connect providers.
   */
  public static longLivedKeys(): Guardrail { return new Guardrail(CATALOGUE.LONG_LIVED_KEYS); }

  /**
   * Nobody but StackSets and break glass makes, changes, deletes, tags or hands on the platform's roles, those of
   * StackSets and those of break glass, by whose names all rules know whom to let through, or policies of these names.
   */
  public static platformRoles(): Guardrail { return new Guardrail(CATALOGUE.PLATFORM_ROLES); }

  /**
   * Nobody changes what the platform laid into the account: the stacks of its baseline, the facts of the tenant, the
   * recorder of AWS Config, the GuardDuty detector, links to central logs, and what holds for all buckets, snapshots,
   * images, volumes and stacks (CloudFormation Hooks) of the account.
   */
  public static baseline(): Guardrail { return new Guardrail(CATALOGUE.BASELINE); }

  /**
   * The role `OrganizationAccountAccessRole`, with which the management account is administrator of each account that
   * it made, can do nothing, and nobody makes or changes it. Do not name it among `breakGlassRoles`.
   */
  public static organizationAccountAccessRole(): Guardrail {
    return new Guardrail(CATALOGUE.ORGANIZATION_ACCOUNT_ACCESS_ROLE);
  }

  /** Nobody gives buckets, objects, snapshots or images to everybody, or switches off what keeps them closed. */
  public static publicStorage(): Guardrail { return new Guardrail(CATALOGUE.PUBLIC_STORAGE); }

  /**
   * Nobody makes function URLs or API methods that ask nobody who they are, or databases, graphs and brokers that
   * the internet reaches.
   */
  public static publicEndpoints(): Guardrail { return new Guardrail(CATALOGUE.PUBLIC_ENDPOINTS); }

  /**
   * Nobody shares resources with accounts outside of the organization through RAM, takes what such accounts share, or
   * lets everybody call a function.
   */
  public static sharingOutside(): Guardrail { return new Guardrail(CATALOGUE.SHARING_OUTSIDE); }

  /** Nobody makes volumes, file systems, databases or caches whose storage is not encrypted. */
  public static encryption(): Guardrail { return new Guardrail(CATALOGUE.ENCRYPTION); }

  /**
   * Nobody changes name, contacts or Regions of the account, closes it, touches bills, payments, taxes and
   * support plan, buys in the marketplace, reserves capacity, registers domains or gives them to other accounts, or
   * buys what else binds for a term.
   */
  public static accountSettings(): Guardrail { return new Guardrail(CATALOGUE.ACCOUNT_SETTINGS); }

  /**
   * IAM users who have not shown a second factor change no permissions of people, roles, keys, buckets and functions,
   * no code and no trails, delete no stores of data and become no roles.
   * People who come through IAM Identity Center are asked by it: AWS is not told there.
   */
  public static mfaForPeople(): Guardrail { return new Guardrail(CATALOGUE.MFA_FOR_PEOPLE); }

  /**
   * Nobody makes what costs by the hour although nobody uses it: servers, gateways, provisioned databases and streams.
   *
   * @param props what may be made all the same; complaints name it, what was given and the cure
   */
  public static idleCost(props: IdleCostProps = {}): Guardrail {
    throwIfAny('Guardrail.idleCost', complaintsAboutIdleCost(props));
    return new Guardrail(idleCost(props));
  }

  /**
   * Nobody works outside of the Regions that you name. Services that are the same for all Regions stay usable, with
   * certificates, keys and web ACLs for them.
   *
   * Functions at edge locations, metrics and logs of CloudFront and metrics of bills are in us-east-1: name it as well
   * if tenants use them.
   *
   * @param allowed names of Regions such as `eu-central-1`, at least one
   */
  public static regions(allowed: string[]): Guardrail {
    throwIfAny('Guardrail.regions', complaintsAboutRegions(allowed));
    return new Guardrail(regions(allowed));
  }

  /**
   * Nobody uses other services than those that you name, CloudFormation, IAM, STS and Support, nor those that AWS will
   * add. Name also what your services use in the caller's name, such as `kms` and `logs`; `cdk bootstrap` needs `ecr`,
   * `s3` and `ssm`.
   *
   * @param allowed prefixes of actions such as `lambda` and `dynamodb`, at least one
   * @param newServices those of them that are newer than this version of the library, which else takes them for slips
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
   */
  public static services(allowed: string[], newServices: string[] = []): Guardrail {
    throwIfAny('Guardrail.services', complaintsAboutServices(allowed, newServices));
    return new Guardrail(services(allowed));
  }

  /** Nobody reaches buckets, queues, tables, keys, secrets, logs or images without TLS. */
  public static tlsOnly(): Guardrail { return new Guardrail(CATALOGUE.TLS_ONLY); }

  /** No AWS service touches resources of an account for somebody outside of the organization. */
  public static confusedDeputy(): Guardrail { return new Guardrail(CATALOGUE.CONFUSED_DEPUTY); }

  /**
   * Nobody outside of the organization reaches buckets, queues, tables, keys, secrets, logs or images, or becomes a
   * role by credentials of AWS. AWS services acting under their own names do, and whom a SAML or OpenID Connect
   * provider of the account signs in: see `oidcProviders`.
   *
   * @param props who is trusted all the same; complaints name it, what was given and the cure
   */
  public static dataPerimeter(props: DataPerimeterProps = {}): Guardrail {
    throwIfAny('Guardrail.dataPerimeter', complaintsAboutDataPerimeter(props));
    return new Guardrail(dataPerimeter(props));
  }

  /**
   * Nobody becomes a role by a token of an OpenID Connect provider, or of somebody at one, that is not trusted.
   *
   * @param providers who is trusted; complaints name it, what was given and the cure
   */
  public static oidcProviders(providers: TrustedOidcProvider[]): Guardrail {
    throwIfAny('Guardrail.oidcProviders', complaintsAboutProviders(providers));
    return new Guardrail(oidcProviders(providers));
  }

  /**
   * Nobody starts an instance that gives its credentials to whoever asks without a session token (IMDSv2). Launches
   * that ask for IMDSv1 fail; those that say nothing get IMDSv2.
   */
  public static instanceMetadata(): Guardrail { return new Guardrail(CATALOGUE.INSTANCE_METADATA); }

  /** Nobody shares images (AMIs) or snapshots of volumes with everybody, in whatever way. */
  public static publicImagesAndSnapshots(): Guardrail {
    return new Guardrail(CATALOGUE.PUBLIC_IMAGES_AND_SNAPSHOTS);
  }

  /** Nobody reaches an instance through the serial console of EC2. */
  public static serialConsole(): Guardrail { return new Guardrail(CATALOGUE.SERIAL_CONSOLE); }

  /**
   * No bucket and no object of S3 is public. When the rule goes, what was set in accounts and buckets holds again.
   */
  public static s3BlockPublicAccess(): Guardrail { return new Guardrail(CATALOGUE.S3_BLOCK_PUBLIC_ACCESS); }

  /**
   * AI services of AWS do not use what tenants give them to become better. What they kept for that purpose is deleted,
   * and nothing brings it back.
   */
  public static aiServicesOptOut(): Guardrail { return new Guardrail(CATALOGUE.AI_SERVICES_OPT_OUT); }

  /**
   * Nothing reaches a VPC from the internet, load balancers and containers with addresses of their own included.
   *
   * @param props which way, and whether VPCs can be excepted; complaints name it, what was given and the cure
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
   */
  public static vpcBlockPublicAccess(props: VpcBlockPublicAccessProps = {}): Guardrail {
    throwIfAny('Guardrail.vpcBlockPublicAccess', complaintsAboutVpcBlockPublicAccess(props));
    return new Guardrail(vpcBlockPublicAccess(props));
  }

  /**
   * Resources that carry the platform's tags, `cdk-account-per-tenant:tenant` and `cdk-account-per-tenant:stage`, spell
   * them as the accounts do. The tags of the accounts themselves need no rule: nobody in an account can change them.
   *
   * @param props where other spellings are stopped, not only reported; complaints name it, what was given and the cure
   */
  public static tenantTags(props: TenantTagsProps = {}): Guardrail {
    throwIfAny('Guardrail.tenantTags', complaintsAboutTenantTags(props));
    return new Guardrail(tenantTags(props));
  }

  /**
   * GuardDuty watches all accounts, and nobody in them can switch it off. It stays on when the rule goes. Findings are
   * seen where an administrator of GuardDuty is named.
   *
   * It costs 4.00 USD per million management events and 1.00 USD per GB of flow logs and queries of names, which is
   * 0.01 to 0.10 USD a month for an account in which little happens, and what the plans cost; 30 days are free.
   *
   * @param props where, and what else is watched; complaints name it, what was given and the cure
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty.html
   */
  public static threatDetection(props: ThreatDetectionProps = {}): Guardrail {
    throwIfAny('Guardrail.threatDetection', complaintsAboutThreatDetection(props));
    return new Guardrail(threatDetection(props));
  }

  /**
   * A rule of your own.
   *
   * @param props what it denies; complaints name the prop, what was given and the cure
   */
  public static custom(props: CustomGuardrailProps): Guardrail {
    throwIfAny(`Guardrail.custom('${props.name}')`, complaintsAboutCustom(props));
    return new Guardrail(customRule(props));
  }

  /**
   * A rule that users do not choose, such as what holds suspended accounts.
   *
   * @internal
   */
  public static _of(definition: GuardrailDefinition): Guardrail { return new Guardrail(definition); }

  /** Lower-case words with hyphens. */
  public readonly name: string;

  /** What nobody can do any more. */
  public readonly stops: string;

  /** Why. */
  public readonly why: string;

  /** Who may all the same. */
  public readonly excepted: string;

  /** The compliance controls that it serves. */
  public readonly controls: string[];

  /** The kind of policy that does it. */
  public readonly policyType: GuardrailPolicyType;

  private constructor(private readonly definition: GuardrailDefinition) {
    this.name = definition.name;
    this.stops = definition.stops;
    this.why = definition.why;
    this.excepted = definition.excepted;
    this.controls = [...definition.controls];
    this.policyType = definition.policyType as GuardrailPolicyType;
  }

  /** @internal */
  public get _definition(): GuardrailDefinition { return this.definition; }
}
