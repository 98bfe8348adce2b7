import { inside, throwIfStrange } from './fields';
import { Recorder } from './recorders';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { CreatedResource, ResourceRequest } from '../../room';
import { texts } from '../iam/policy';
import { Organizations } from '../organizations/organizations';

/** A rule of the organization, and where it has come to. */
interface OrganizationRule {
  readonly region: string;
  readonly identifier: string;
  readonly excluded: readonly string[];
  readonly accounts: Set<string>;
}

const HOUR = 3_600_000;

/** Who may make rules for the organization. */
const SETUP = 'config-multiaccountsetup.amazonaws.com';

/** The rules that an organization has in all its accounts. What they find is not played. */
export class OrganizationRules {
  /** By Region and name. */
  private readonly rules = new Map<string, OrganizationRule>();

  constructor(private readonly cloud: Cloud, private readonly records: (account: string, region: string) => boolean) {}

  public create(request: ResourceRequest): CreatedResource {
    const { region, properties } = request;
    const key = keyOf(request);
    if (this.rules.has(key)) { throw new AwsError('ResourceInUseException', `The organization has a rule ${String(properties.OrganizationConfigRuleName)} already.`); }
    const most = this.cloud.quotas.value('config.organizationRules');
    if ([...this.rules.values()].filter(each => each.region === region).length >= most) {
      throw new AwsError('MaxNumberOfOrganizationConfigRulesExceededException', `The organization has ${most} rules, as many as it may have.`);
    }
    this.rules.set(key, this.deployed(request));
    return { ref: String(properties.OrganizationConfigRuleName) };
  }

  public update(request: ResourceRequest, current: CreatedResource): CreatedResource {
    if (request.properties.OrganizationConfigRuleName !== current.ref) {
      throw new Error('the lab does not model the replacement of AWS::Config::OrganizationConfigRule');
    }
    this.rules.set(keyOf(request), this.deployed(request));
    return current;
  }

  public remove(request: ResourceRequest): void {
    this.rules.delete(keyOf(request));
  }

  /** The identifiers of the rules that look at an account in a Region. */
  public in(account: string, region: string): string[] {
    return [...this.rules.values()].filter(rule => rule.region === region && rule.accounts.has(account))
      .map(rule => rule.identifier);
  }

  /** AWS brings the rules that there are into a new account if its recorder starts in time. */
  public onStart({ account, region }: Recorder): void {
    const joinedAt = this.organization.account(account)?.joinedAt;
    const patience = this.cloud.quotas.value('config.newAccountRetryHours') * HOUR;
    if (joinedAt === undefined || this.cloud.clock.now() - joinedAt > patience) { return; }
    for (const rule of this.rules.values()) {
      if (rule.region === region && !rule.excluded.includes(account)) { rule.accounts.add(account); }
    }
  }

  private deployed({ account, region, properties }: ResourceRequest): OrganizationRule {
    throwIfStrange('AWS::Config::OrganizationConfigRule', properties, ['OrganizationConfigRuleName', 'ExcludedAccounts', 'OrganizationManagedRuleMetadata']);
    if (account !== this.cloud.managementAccount && !this.organization.isDelegatedAdministrator(account, SETUP)) {
      throw new AwsError('OrganizationAccessDeniedException', `Account ${account} is neither the management account nor a delegated administrator for ${SETUP}.`);
    }
    const name = String(properties.OrganizationConfigRuleName);
    if (!/^[A-Za-z0-9-_]+$/.test(name) || name.length > this.cloud.quotas.value('config.organizationRuleNameCharacters')) {
      throw new AwsError('ValidationException', `The name of a rule has up to 64 letters, digits, hyphens and underscores, not ${name}`);
    }
    const excluded = texts(properties.ExcludedAccounts);
    if (excluded.length > this.cloud.quotas.value('config.excludedAccounts')) {
      throw new AwsError('ValidationException', `The rule ${name} excludes more accounts than it may.`);
    }
    const accounts = this.organization.accounts()
      .filter(({ id, state }) => state === 'ACTIVE' && !excluded.includes(id)).map(({ id }) => id);
    const without = accounts.filter(id => !this.records(id, region));
    if (without.length > 0) {
      throw new AwsError('NoAvailableConfigurationRecorder', `The rule ${name} cannot be made in ${without.join(', ')}, which ${without.length === 1 ? 'has' : 'have'} no recorder in ${region}.`);
    }
    const { RuleIdentifier: identifier } = inside(properties.OrganizationManagedRuleMetadata);
    return { region, identifier: String(identifier), excluded, accounts: new Set(accounts) };
  }

  private get organization(): Organizations { return this.cloud.room('organizations'); }
}

const keyOf = ({ region, properties }: ResourceRequest): string => `${region}/${String(properties.OrganizationConfigRuleName)}`;
