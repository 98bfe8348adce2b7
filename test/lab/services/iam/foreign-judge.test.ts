import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import * as fc from 'fast-check';
import { aCloud, HOME, policyOf } from './a-cloud';
import { AnOrganization, everything, RCP, SCP } from './an-organization';
import { ACTIONS, context, organizationStatement, RESOURCES, statement } from './statements';
import { JsonObject } from '../../../../src/lab/json';

/*
 * The lab's IAM against an evaluator that we did not write, on identity policies and on the policies
 * of an organization: allowed, or not.
 * Left out, because the two cannot be compared there:
 * - `*` as the resource of a request: the other takes it for a question about any resource.
 * - Incomplete ARNs and variables without a value in NotResource: the other decides by where in the ARN they stand, AWS
 *   says that such a statement does not apply.
 * - Variables right after a colon of the ARN, or with a default value, in a Resource: the other never lets them match.
 * - Dates in seconds since 1970: the other takes them for milliseconds.
 * - Keys of several values under an operator without ForAnyValue or ForAllValues: AWS says not to write that.
 */

test('random statements, conditions and requests are judged as a foreign evaluator judges them', () => {
  let letIn = 0;
  fc.assert(fc.property(
    fc.array(statement, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...ACTIONS),
    fc.constantFrom(...RESOURCES.slice(0, 4)),
    context,
    (statements, action, resource, asked) => {
      const { room, role } = aCloud();
      const policy = policyOf(...statements);
      const caller = role([], { policies: { policy } });
      const ours = room.allows(caller, { action, resource, context: asked as Record<string, string | string[]> });
      const theirs = runUnsafeSimulation({
        request: {
          principal: caller.principal,
          action,
          resource: { resource, accountId: HOME },
          contextVariables: asked as Record<string, string | string[]>,
        },
        identityPolicies: [{ name: 'policy', policy }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      }, {});
      letIn += ours ? 1 : 0;
      expect(ours).toBe(theirs === 'Allowed');
    }), { numRuns: 3000, seed: 7 });
  expect(letIn).toBeGreaterThan(300);
});

const LEVELS = ['root', 'tenants', 'small', 'tenant'] as const;

/** For each level of a tenant's account some policies, and whether they are there in the place of full access. */
function levelsOf(statements: fc.Arbitrary<JsonObject>) {
  const level = fc.record({
    policies: fc.array(fc.array(statements, { minLength: 1, maxLength: 3 }), { maxLength: 2 }), instead: fc.boolean(),
  });
  return fc.tuple(level, level, level, level);
}

type Asked = Record<string, string | string[]>;

function simulated(orgIdentifier: string, documents: JsonObject[]) {
  return { orgIdentifier, policies: documents.map((policy, at) => ({ name: `${orgIdentifier} ${at}`, policy })) };
}

test('random service control policies on each level are judged as a foreign evaluator judges them', () => {
  const seen = { Allowed: 0, ExplicitlyDenied: 0, ImplicitlyDenied: 0 };
  const [actions, resources] = [fc.constantFrom(...ACTIONS), fc.constantFrom(...RESOURCES.slice(0, 4))];
  fc.assert(fc.property(levelsOf(organizationStatement), actions, resources, context, (...drawn) => {
    const [levels, action, resource, asked] = drawn;
    const it = new AnOrganization(SCP);
    const admin = it.administrator(it.tenant);
    const serviceControlPolicies = levels.map(({ policies, instead }, at) => {
      const target = it[LEVELS[at]];
      const replaced = instead && policies.length > 0;
      policies.forEach(statements => it.attach(SCP, target, ...statements));
      if (replaced) { it.act('detachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: target }); }
      const documents = policies.map(statements => policyOf(...statements));
      return simulated(target, [...documents, ...replaced ? [] : [policyOf(everything)]]);
    });
    const theirs = runUnsafeSimulation({
      request: {
        principal: admin.principal, action, resource: { resource, accountId: it.tenant },
        contextVariables: asked as Asked,
      },
      identityPolicies: [{ name: 'all', policy: policyOf(everything) }],
      serviceControlPolicies,
      resourceControlPolicies: [],
    }, {});
    seen[theirs]++;
    expect(kindOf(it.says(admin, { action, resource, context: asked as Asked }), 'service')).toBe(theirs);
  }), { numRuns: 2000, seed: 7 });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(200);
});

test('random resource control policies on each level are judged as a foreign evaluator judges them', () => {
  const seen = { Allowed: 0, ExplicitlyDenied: 0, ImplicitlyDenied: 0 };
  const denying = organizationStatement.filter(({ Action }) => Action !== undefined && !(Action as string[]).includes('*'))
    .map((each): JsonObject => ({ ...each, Effect: 'Deny', Principal: '*' }));
  const mine = RESOURCES.filter(resource => resource.includes(HOME));
  const [actions, resources] = [fc.constantFrom(...ACTIONS), fc.constantFrom(...mine)];
  fc.assert(fc.property(levelsOf(denying), actions, resources, context, (...drawn) => {
    const [levels, action, resource, asked] = drawn;
    const it = new AnOrganization(RCP);
    const admin = it.administrator(it.tenant);
    const resourceControlPolicies = levels.map(({ policies }, at) => {
      policies.forEach(statements => it.attach(RCP, it[LEVELS[at]], ...statements));
      const documents = policies.map(statements => policyOf(...statements));
      return simulated(it[LEVELS[at]], [...documents, policyOf({ ...everything, Principal: '*' })]);
    });
    const theirs = runUnsafeSimulation({
      request: {
        principal: admin.principal, action, resource: { resource, accountId: it.tenant },
        contextVariables: asked as Asked,
      },
      identityPolicies: [{ name: 'all', policy: policyOf(everything) }],
      serviceControlPolicies: [],
      resourceControlPolicies,
    }, {});
    seen[theirs]++;
    expect(kindOf(it.says(admin, { action, resource, context: asked as Asked }), 'resource')).toBe(theirs);
  }), { numRuns: 1000, seed: 7 });
  expect(Math.min(seen.Allowed, seen.ExplicitlyDenied)).toBeGreaterThan(200);
});

function kindOf(said: string, kind: string): string {
  if (said === 'allowed') { return 'Allowed'; }
  return said.includes(`with an explicit deny in a ${kind} control policy`) ? 'ExplicitlyDenied'
    : said.includes(`because no ${kind} control policy allows`) ? 'ImplicitlyDenied' : said;
}
