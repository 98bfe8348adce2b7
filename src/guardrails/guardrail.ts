import { ACCOUNT_SETTINGS } from './catalogue/account-settings';
import { BASELINE } from './catalogue/baseline';
import { CONFUSED_DEPUTY } from './catalogue/confused-deputy';
import { complaintsAboutDataPerimeter, dataPerimeter } from './catalogue/data-perimeter';
import { ENCRYPTION } from './catalogue/encryption';
import { complaintsAboutIdleCost, idleCost } from './catalogue/idle-cost';
import { LEAVING_ORGANIZATION } from './catalogue/leaving-organization';
import { LONG_LIVED_KEYS } from './catalogue/long-lived-keys';
import { MFA_FOR_PEOPLE } from './catalogue/mfa-for-people';
import { complaintsAboutProviders, oidcProviders } from './catalogue/oidc-providers';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE } from './catalogue/organization-account-access-role';
import { PLATFORM_ROLES } from './catalogue/platform-roles';
import { PUBLIC_ENDPOINTS } from './catalogue/public-endpoints';
import { PUBLIC_STORAGE } from './catalogue/public-storage';
import { complaintsAboutRegions, regions } from './catalogue/regions';
import { ROOT_USER } from './catalogue/root-user';
import { complaintsAboutServices, services } from './catalogue/services';
import { SHARING_OUTSIDE } from './catalogue/sharing-outside';
import { TLS_ONLY } from './catalogue/tls-only';
import { complaintsAboutCustom } from './custom-complaints';
import { CustomGuardrailProps } from './custom-guardrail';
import { DataPerimeterProps } from './data-perimeter';
import { GuardrailDefinition, StatementPolicyType } from './guardrail-definition';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { IdleCostProps } from './idle-cost';
import { TrustedOidcProvider } from './oidc-provider';
import { statementOf } from './statement';
import { throwIfAny } from '../private/complaints';

/**
 * One rule for all tenant accounts: what it stops, why, and whom it lets through.
 */
export class Guardrail {
  /**
   * The rules that nobody can do without: who breaks one of them takes the account out of the platform's hands.
   */
  public static essential(): Guardrail[] {
    return [
      Guardrail.leavingOrganization(), Guardrail.rootUser(), Guardrail.platformRoles(), Guardrail.baseline(),
      Guardrail.organizationAccountAccessRole(), Guardrail.longLivedKeys(),
    ];
  }

  /**
   * The essential rules, and those that keep data in and strangers out without knowing what your services are.
   */
  public static recommended(): Guardrail[] {
    return [
      ...Guardrail.essential(), Guardrail.accountSettings(), Guardrail.publicStorage(), Guardrail.sharingOutside(),
      Guardrail.encryption(), Guardrail.tlsOnly(), Guardrail.confusedDeputy(),
    ];
  }

  /**
   * The recommended rules, and those that you have to build for: nothing that costs while it sleeps, some Regions only,
   * a second factor for people, no endpoint that asks nobody who they are, and a perimeter around data.
   *
   * @param allowedRegions names of Regions such as `eu-central-1`, at least one
   */
  public static strict(allowedRegions: string[]): Guardrail[] {
    return [
      ...Guardrail.recommended(), Guardrail.regions(allowedRegions), Guardrail.idleCost(), Guardrail.mfaForPeople(),
      Guardrail.publicEndpoints(), Guardrail.dataPerimeter(),
    ];
  }

  /**
   * An account cannot leave the organization.
   */
  public static leavingOrganization(): Guardrail { return new Guardrail(LEAVING_ORGANIZATION); }

  /**
   * The root user of an account can do nothing.
   */
  public static rootUser(): Guardrail { return new Guardrail(ROOT_USER); }

  /**
   * Nobody makes IAM users, access keys, passwords or other credentials that do not expire by themselves.
   */
  public static longLivedKeys(): Guardrail { return new Guardrail(LONG_LIVED_KEYS); }

  /**
   * Nobody but StackSets and break glass makes, changes, deletes, tags or hands on the platform's roles, those of
   * StackSets and those of break glass, by whose names all rules know whom to let through.
   */
  public static platformRoles(): Guardrail { return new Guardrail(PLATFORM_ROLES); }

  /**
   * Nobody changes what the platform laid into the account: the stacks of its baseline, the facts of the tenant, the
   * recorder of AWS Config, the GuardDuty detector, links to central logs, and what holds for all buckets, snapshots,
   * images and volumes of the account.
   */
  public static baseline(): Guardrail { return new Guardrail(BASELINE); }

  /**
   * The role `OrganizationAccountAccessRole`, with which the management account is administrator of each account that
   * it made, can do nothing, and nobody makes or changes it. Do not name it among `breakGlassRoles`.
   */
  public static organizationAccountAccessRole(): Guardrail { return new Guardrail(ORGANIZATION_ACCOUNT_ACCESS_ROLE); }

  /**
   * Nobody gives buckets, objects, snapshots or images to everybody, or switches off what keeps them closed.
   */
  public static publicStorage(): Guardrail { return new Guardrail(PUBLIC_STORAGE); }

  /**
   * Nobody makes function URLs or API methods that ask nobody who they are, or databases, graphs and brokers that
   * the internet reaches.
   */
  public static publicEndpoints(): Guardrail { return new Guardrail(PUBLIC_ENDPOINTS); }

  /**
   * Nobody shares resources with accounts outside of the organization through RAM, takes what such accounts share, or
   * lets everybody call a function.
   */
  public static sharingOutside(): Guardrail { return new Guardrail(SHARING_OUTSIDE); }

  /**
   * Nobody makes volumes, file systems, databases or caches whose storage is not encrypted.
   */
  public static encryption(): Guardrail { return new Guardrail(ENCRYPTION); }

  /**
   * Nobody changes name, contacts or Regions of the account, closes it, touches bills, payments, taxes and
   * support plan, buys in the marketplace, reserves capacity, registers domains or buys what else binds for a term.
   */
  public static accountSettings(): Guardrail { return new Guardrail(ACCOUNT_SETTINGS); }

  /**
   * IAM users who have not shown a second factor change no permissions and no trails, delete no data and become no
   * roles.
   * People who come through IAM Identity Center are asked by it: AWS is not told there.
   */
  public static mfaForPeople(): Guardrail { return new Guardrail(MFA_FOR_PEOPLE); }

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
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
   */
  public static services(allowed: string[]): Guardrail {
    throwIfAny('Guardrail.services', complaintsAboutServices(allowed));
    return new Guardrail(services(allowed));
  }

  /**
   * Nobody reaches buckets, queues, tables, keys, secrets, logs or images without TLS.
   */
  public static tlsOnly(): Guardrail { return new Guardrail(TLS_ONLY); }

  /**
   * No AWS service touches resources of an account for somebody outside of the organization.
   */
  public static confusedDeputy(): Guardrail { return new Guardrail(CONFUSED_DEPUTY); }

  /**
   * Nobody outside of the organization reaches buckets, queues, tables, keys, secrets, logs or images, or becomes a
   * role; AWS services acting under their own names do.
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
   * A rule of your own.
   *
   * @param props what it denies; complaints name the prop, what was given and the cure
   */
  public static custom(props: CustomGuardrailProps): Guardrail {
    throwIfAny('Guardrail.custom', complaintsAboutCustom(props));
    return new Guardrail({
      name: props.name,
      policyType: (props.policyType ?? GuardrailPolicyType.SERVICE_CONTROL_POLICY) as StatementPolicyType,
      stops: props.stops,
      why: props.why ?? '',
      excepted: 'Whom its statements leave out.',
      controls: props.controls ?? [],
      statements: () => props.statements.map(statement => statementOf(statement.toStatementJson())),
    });
  }

  /**
   * A rule that users do not choose, such as what holds suspended accounts.
   *
   * @internal
   */
  public static _of(definition: GuardrailDefinition): Guardrail { return new Guardrail(definition); }

  /**
   * Lower-case words with hyphens.
   */
  public readonly name: string;

  /**
   * What nobody can do any more.
   */
  public readonly stops: string;

  /**
   * Why.
   */
  public readonly why: string;

  /**
   * Who may all the same.
   */
  public readonly excepted: string;

  /**
   * The compliance controls that it serves.
   */
  public readonly controls: string[];

  /**
   * The kind of policy that does it.
   */
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
