import { known } from '../../private/complaints';
import { StatementRule } from '../guardrail-definition';
import { TrustedOidcProvider } from '../oidc-provider';
import { Conditions, Statement } from '../statement';

const ISSUER = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\w.~/-]*[\w~-])?$/;

/** Anybody can have an account there → how the provider names a stranger, in the forms that it has by default. */
const EVERYBODYS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  'accounts.google.com': [],
  'agent.buildkite.com': ['organization:a-stranger:pipeline:b:ref:refs/heads/main:commit:c:step:d'],
  'app.terraform.io': ['plan', 'apply'].map(phase => `organization:a-stranger:project:b:workspace:c:run_phase:${phase}`),
  'cognito-identity.amazonaws.com': [],
  'gitlab.com': ['branch', 'tag'].map(type => `project_path:a-stranger/b:ref_type:${type}:ref:main`),
  'token.actions.githubusercontent.com': [
    'ref:refs/heads/main', 'ref:refs/tags/v1', 'pull_request', 'environment:production',
  ].map(where => `repo:a-stranger/b:${where}`),
}));

/** Whether a subject with wildcards is whoever has an account there. */
function isEverybody(issuer: string, subject: string): boolean {
  const fits = new RegExp(`^${subject.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  return /^[*?]*$/.test(subject) || (EVERYBODYS.get(issuer) ?? []).some(stranger => fits.test(stranger));
}

/** Everything that is wrong with what the rule was told, one line each. */
export function complaintsAboutProviders(providers: readonly TrustedOidcProvider[]): string[] {
  const issuers = providers.map(({ issuer }) => issuer);
  return [
    ...providers.length > 0 ? [] : ['needs at least one provider; to trust none, deny sts:AssumeRoleWithWebIdentity with Guardrail.custom'],
    ...[...new Set(issuers.filter((issuer, at) => issuers.indexOf(issuer) !== at))].map(issuer => `has '${issuer}' twice; put all of its 'subjects' into one`),
    ...providers.filter(({ issuer }) => known(issuer)).flatMap(({ issuer, subjects }) => [
      ...ISSUER.test(issuer) ? [] : [`'issuer' must be a host in lower case, perhaps with a path, without 'https://' and without '/' at its end, got '${issuer}'`],
      ...subjects === undefined && EVERYBODYS.has(issuer) ? [`'subjects' of '${issuer}' must be given: it vouches for everybody; such as 'repo:acme/*' at GitHub`] : [],
      ...subjects?.length === 0 ? [`'subjects' of '${issuer}' must hold at least one; leave it out for all`] : [],
      ...(subjects ?? []).filter(subject => known(subject) && isEverybody(issuer, subject)).map(subject => `'subjects' of '${issuer}' has '${subject}', which is everybody`),
    ]),
  ];
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function oidcProviders(providers: readonly TrustedOidcProvider[]): StatementRule {
  const deny = (condition: Conditions): Statement =>
    ({ Effect: 'Deny', Principal: '*', Action: ['sts:AssumeRoleWithWebIdentity'], Resource: ['*'], Condition: condition });
  return {
    name: 'oidc-providers',
    policyType: 'RESOURCE_CONTROL_POLICY',
    stops: 'Nobody becomes a role by a token of an OpenID Connect provider, or of somebody at one, that is not trusted.',
    why: 'A role that trusts a provider that all the world uses, and forgets to say whom, lets in everybody there. Service accounts of EKS and identity pools of '
      + 'Cognito come this way, too.',
    excepted: `Tokens of ${providers.map(({ issuer, subjects }) => issuer + (subjects ? ` for ${subjects.join(', ')}` : '')).join('; ')}.`,
    controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 IA-8'],
    statements: () => [
      deny({ Null: Object.fromEntries(providers.map(({ issuer }) => [`${issuer}:sub`, ['true']])) }),
      ...providers.filter(({ subjects }) => subjects).map(({ issuer, subjects }) => deny({
        Null: { [`${issuer}:sub`]: ['false'] },
        StringNotLike: { [`${issuer}:sub`]: subjects! },
      })),
    ],
  };
}
