import { StackNames } from './stack-names';
import { RULES_METADATA, TRIED_AS_METADATA } from '../../guardrails/contract';
import { AssemblyStack, Cloud, Json, JsonObject, readAssembly } from '../../lab';
import { TemplateResource } from '../../lab/assembly/template';
import { guardrailsParameterName, HeldGuardrails, landParameterName } from '../../organization/contract';

/** What is said of a rule in the template, beside the policy that it is in. */
export interface Rule {
  readonly name: string;
  readonly stops: string;
  readonly why: string;
  readonly excepted: string;
  readonly controls: readonly string[];
}

/** A policy of `BaselineGuardrails`, as an assembly deploys it. */
export interface DeployedPolicy {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  /** What of the content CloudFormation alone knows. */
  readonly unknown: readonly string[];
  readonly platform: string;
  /** The units that it is on, as the platform calls them; what is none of them as the template has it. */
  readonly units: readonly string[];
  readonly rules: readonly Rule[];
  /** The policy whose content it gets once that has been tried. Until then it is in its template without rules. */
  readonly triedAs?: string;
}

/** A policy of somebody else's. */
export interface OtherPolicy {
  readonly name: string;
  readonly type: string;
  readonly stack: string;
}

/** All organization policies of an assembly. */
export interface Policies {
  readonly ours: readonly DeployedPolicy[];
  readonly others: readonly OtherPolicy[];
  /** By platform. */
  readonly held: ReadonlyMap<string, HeldGuardrails>;
  /** No policy holds these. */
  readonly managementAccounts: readonly string[];
}

export const NO_POLICIES: Policies = { ours: [], others: [], held: new Map(), managementAccounts: [] };

/** By platform and unit, what the template calls the unit. */
type Lands = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads the organization policies of a cloud assembly. */
export function policiesIn(directory: string): Policies {
  const found = readAssembly(new Cloud(), directory, { account: '' })
    .filter(({ template }) => template.Resources).map(policiesOf);
  return {
    ours: found.flatMap(({ ours }) => ours),
    others: found.flatMap(({ others }) => others),
    held: new Map(found.flatMap(({ held }) => [...held])),
    managementAccounts: [...new Set(found.flatMap(({ managementAccounts }) => managementAccounts))],
  };
}

/** The same, where it makes no sense without ours. */
export function guardedPoliciesIn(directory: string): Policies {
  const policies = policiesIn(directory);
  if (policies.ours.length === 0) {
    throw new Error('the app has no policies of BaselineGuardrails; add one to the stack of your TenantOrganization: '
      + "new BaselineGuardrails(stack, 'Guardrails', { organization })");
  }
  return policies;
}

/** The policies of a unit; of those that get what is tried elsewhere, the ones that it is tried as. */
export function policiesOn(unit: string, platform: string, { ours }: Policies): DeployedPolicy[] {
  return ours.filter(policy => policy.platform === platform && policy.units.includes(unit))
    .map(policy => ours.find(({ name }) => name === policy.triedAs) ?? policy);
}

function policiesOf({ name: stack, account, region, template }: AssemblyStack): Policies {
  const names = () => new StackNames(account, region);
  const resources = Object.values(template.Resources);
  const platforms = resources.flatMap(({ Properties }) => platformIn(Properties?.Name));
  const parameter = (name: string) => resources
    .filter(({ Type, Properties }) => Type === 'AWS::SSM::Parameter' && Properties?.Name === name)
    .map(({ Properties }) => JSON.parse(names().text(Properties!.Value)) as unknown)[0];
  const lands: Lands = new Map(platforms.map(platform =>
    [platform, parameter(landParameterName(platform)) as Record<string, string>]));
  const held = platforms.map(platform => [platform, parameter(guardrailsParameterName(platform))] as const);
  const policies = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Organizations::Policy');
  const isOurs = ([, { Metadata }]: readonly [string, TemplateResource]) => Metadata?.[RULES_METADATA] !== undefined;
  const ours = policies.filter(isOurs);
  return {
    ours: ours.map(([id, resource]) => ourPolicy(id, resource, lands, names)),
    others: policies.filter(policy => !isOurs(policy))
      .map(([id, { Properties }]) => ({ ...titled(id, Properties, names), stack })),
    held: new Map(held.filter((entry): entry is [string, HeldGuardrails] => entry[1] !== undefined)),
    managementAccounts: ours.length > 0 && account !== '' ? [account] : [],
  };
}

type NamesOf = () => StackNames;

function ourPolicy(id: string, resource: TemplateResource, lands: Lands, namesOf: NamesOf): DeployedPolicy {
  const { Properties, Metadata } = resource;
  const names = namesOf();
  const targets = [Properties?.TargetIds ?? []].flat().map(target => namesOf().text(target as Json));
  const on = (units: Readonly<Record<string, string>>) =>
    Object.keys(units).filter(unit => targets.includes(units[unit]));
  const [platform, land] = [...lands].find(([, units]) => on(units).length > 0) ?? ['', {}];
  return {
    ...titled(id, Properties, namesOf),
    content: names.text(Properties?.Content),
    unknown: [...names.unknown],
    platform,
    units: [...on(land), ...targets.filter(target => !Object.values(land).includes(target))],
    rules: Metadata![RULES_METADATA] as unknown as Rule[],
    ...typeof Metadata![TRIED_AS_METADATA] === 'string' && { triedAs: `cdk-account-per-tenant-${platform}-${Metadata![TRIED_AS_METADATA]}` },
  };
}

const titled = (id: string, properties: JsonObject | undefined, namesOf: NamesOf) =>
  ({ name: properties?.Name === undefined ? id : namesOf().text(properties.Name), type: String(properties?.Type) });

/** The platform whose units a parameter of this name tells. */
function platformIn(name: Json | undefined): string[] {
  const [, platform] = /^\/cdk-account-per-tenant\/([^/]+)\/organization$/.exec(String(name)) ?? [];
  return platform === undefined ? [] : [platform];
}
