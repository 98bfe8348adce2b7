import { deployed } from '../../judges/guardrails/truth';
import { Guardrail, IdleCost } from '../../src';

const text = (guardrail: Guardrail) => deployed([guardrail]).map(({ content }) => content).join('\n');

describe('idleCost', () => {
  test.each(Object.values(IdleCost))('lets through %s when it is allowed, and says so', kind => {
    const guardrail = Guardrail.idleCost({ allow: [kind] });
    expect(text(guardrail).length).toBeLessThan(text(Guardrail.idleCost()).length);
    expect(guardrail.excepted).toContain(kind);
  });

  test('IdleCostProps.allow default: nothing is let through', () => {
    for (const action of ['ecs:RunTask', 'ec2:CreateNatGateway', 'ec2:CreateVpcEndpoint', 'kinesis:CreateStream']) {
      expect(text(Guardrail.idleCost())).toContain(`"${action}"`);
    }
  });

  test('what is no kind of cost is refused', () => {
    expect(() => Guardrail.idleCost({ allow: ['fargate' as IdleCost] })).toThrow(/'allow' has 'fargate', which is none of IdleCost: INSTANCES, /);
  });

  test('a rule that lets everything through is refused', () => {
    expect(() => Guardrail.idleCost({ allow: Object.values(IdleCost) })).toThrow(/'allow' has everything, so that the rule stops nothing/);
  });

  test('the same rule comes of the same choices in whatever order', () => {
    const allow = [IdleCost.FARGATE, IdleCost.MODELS];
    const [one, other] = [allow, [...allow].reverse()].map(each => Guardrail.idleCost({ allow: each }));
    expect(text(one)).toEqual(text(other));
    expect(one.excepted).toEqual(other.excepted);
  });
});

describe('dataPerimeter', () => {
  test('DataPerimeterProps.trustedAccounts default: no account is trusted', () => {
    expect(text(Guardrail.dataPerimeter())).not.toContain('aws:PrincipalAccount');
    expect(text(Guardrail.dataPerimeter({ trustedAccounts: ['888888888888'] }))).toContain('"aws:PrincipalAccount":"888888888888"');
  });

  test('what is no id of an account is refused', () => {
    expect(() => Guardrail.dataPerimeter({ trustedAccounts: ['888888888888', 'vendor'] }))
      .toThrow(/Guardrail\.dataPerimeter:\n {2}- 'trustedAccounts' must hold ids of accounts, 12 digits each, got 'vendor'/);
  });
});

describe('oidcProviders', () => {
  test('a pipeline at GitHub is known by its subject', () => {
    expect(text(Guardrail.oidcProviders([{ issuer: 'token.actions.githubusercontent.com', subjects: ['repo:acme/*'] }])))
      .toContain('"StringNotLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}');
  });

  test('TrustedOidcProvider.subjects default: everybody that the provider knows', () => {
    expect(text(Guardrail.oidcProviders([{ issuer: 'login.acme.example' }]))).not.toContain('StringNotLike');
  });

  test.each([
    ['no provider', [], /needs at least one provider/],
    ['an address', [{ issuer: 'https://login.acme.example' }], /'issuer' must be a host in lower case.*got 'https:\/\/login\.acme\.example'/],
    ['a slash at the end', [{ issuer: 'login.acme.example/' }], /'issuer' must be a host in lower case/],
    ['everybody at GitHub', [{ issuer: 'token.actions.githubusercontent.com' }], /'subjects' of 'token\.actions\.githubusercontent\.com' must be given/],
    ['no subjects', [{ issuer: 'login.acme.example', subjects: [] }], /'subjects' of 'login\.acme\.example' must hold at least one/],
    ['a subject that is everybody', [{ issuer: 'login.acme.example', subjects: ['*'] }], /has '\*', which is everybody/],
    ['the same provider twice', [{ issuer: 'login.acme.example' }, { issuer: 'login.acme.example' }], /has 'login\.acme\.example' twice/],
  ])('%s is refused', (_, providers, words) => {
    expect(() => Guardrail.oidcProviders(providers)).toThrow(words);
  });

  test('a provider with a path is taken', () => {
    const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/0123ABCD';
    expect(text(Guardrail.oidcProviders([{ issuer }]))).toContain(`"${issuer}:sub"`);
  });
});
