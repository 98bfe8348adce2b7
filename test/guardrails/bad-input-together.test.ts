import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BaselineGuardrails, BaselineGuardrailsProps, Guardrail, IdleCost, TenantOrganization } from '../../src';
import { PLATFORM, managementStack } from '../good';

function complaint(props: Partial<BaselineGuardrailsProps>): string {
  const stack = managementStack();
  const organization = new TenantOrganization(stack, 'Land', { platformAccount: PLATFORM });
  try { new BaselineGuardrails(stack, 'Guardrails', { organization, ...props }); } catch (error) { return (error as Error).message; }
  return '';
}

const rules = (...told: Guardrail[]) => ({ guardrails: [...Guardrail.essential(), ...told] });

describe('rules that contradict each other', () => {
  test.each([
    [IdleCost.FARGATE, "'services' has none of 'apprunner', 'ecs'"],
    [IdleCost.KUBERNETES, "'services' has none of 'eks'"],
    [IdleCost.VPC_ENDPOINTS, "'services' has none of 'ec2'"],
  ])('%s allowed by the one is nothing without its services in the other', (kind, words) => {
    const message = complaint(rules(Guardrail.idleCost({ allow: [kind] }), Guardrail.services(['dynamodb', 'lambda'])));
    expect(message).toContain(`'guardrails' hold a contradiction: 'idle-cost' allows IdleCost.${kind}, and ${words}`);
    expect(message).toContain(`leave ${kind} out of 'allow'`);
  });

  test('one of its services is enough', () => {
    expect(complaint(rules(Guardrail.idleCost({ allow: [IdleCost.FARGATE] }), Guardrail.services(['ecs', 'lambda'])))).toBe('');
  });

  test('without the one, the other allows what it likes', () => {
    expect(complaint(rules(Guardrail.idleCost({ allow: [IdleCost.FARGATE] })))).toBe('');
    expect(complaint(rules(Guardrail.services(['lambda']), Guardrail.idleCost()))).toBe('');
  });
});

describe('roles that no rule may stop', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `BreakGlassOfTheTeamThatIsOnCallForTheService${at}`);

  test.each([['a rule', rules(Guardrail.encryption()), 'encryption'], ['what locks accounts', { guardrails: [Guardrail.leavingOrganization()] }, 'suspended']])(
    'can be too many for %s', (_, props, name) => {
      expect(complaint({ ...props, breakGlassRoles: many(200) }))
        .toMatch(new RegExp(`'breakGlassRoles' are in each statement: with these 200 the rule '${name}' has \\d+ characters, and a policy takes 10240; name fewer`));
    });

  test('can be some dozens', () => {
    expect(complaint({ guardrails: [Guardrail.leavingOrganization(), Guardrail.platformRoles()], breakGlassRoles: many(48) })).toBe('');
  });
});

const accounts = Array.from({ length: 400 }, (_, at) => String(100_000_000_000 + at));
const buckets = Array.from({ length: 800 }, (_, at) => `arn:*:s3:::bucket-${at}`);
const largeRule = Guardrail.custom({
  name: 'large', stops: 'Nobody deletes buckets.',
  statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['s3:DeleteBucket'], resources: buckets })],
});

test.each([
  [Guardrail.dataPerimeter({ trustedAccounts: accounts }), /do not fit into 4 policies of 5120 characters; no room for data-perimeter: leave some out/],
  [largeRule, /do not fit into 5 policies of 10240 characters; no room for large: leave some out, or raise 'serviceControlPolicies'/],
])('a rule that no policy takes is told, with the sizes of all (%#)', (rule, words) => {
  expect(complaint(rules(rule))).toMatch(words);
  expect(complaint(rules(rule))).toMatch(new RegExp(`Characters by rule: ${rule.name} \\d+`));
});
