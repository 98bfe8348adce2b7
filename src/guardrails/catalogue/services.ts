import { Token } from 'aws-cdk-lib';
import { exceptFor } from './roles';
import { known } from '../../private/complaints';
import { StatementRule } from '../guardrail-definition';
import { complaintAboutService } from '../services-known';

const PREFIX = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Without these nothing is deployed, nobody becomes another role, and nobody learns which tenant he is. */
const ALWAYS = ['cloudformation:*', 'iam:*', 'ssm:GetParameter*', 'sts:*', 'support:*'];

export const services = (allowed: readonly string[]): StatementRule => ({
  name: 'services',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: `Nobody uses other services than ${allowed.join(', ')}.`,
  why: 'A service that a tenant does not need is one more that costs, leaks or has to be watched, and AWS adds some each year.',
  excepted: 'The roles that no rule may stop; CloudFormation, IAM, STS and Support, and reading parameters, which everybody needs.',
  controls: ['NIST-800-53-r5 CM-7', 'NIST-800-53-r5 CM-7(5)'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    NotAction: [...ALWAYS, ...allowed.map(prefix => `${prefix}:*`)],
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }],
});

/** Everything that is wrong with the services, one line each. */
export function complaintsAboutServices(allowed: readonly string[], newServices: readonly string[]): string[] {
  if (Token.isUnresolved(allowed)) { return ["'allowed' must be known when the app is synthesized, for what it holds is looked at"]; }
  if (allowed.length === 0) { return ["'allowed' must name at least one service, for nothing but IAM would work; to lock accounts, move them to quarantine"]; }
  return [...complaintsAbout('allowed', allowed, newServices), ...complaintsAbout('newServices', newServices, newServices)];
}

function complaintsAbout(prop: string, prefixes: readonly string[], newServices: readonly string[]): string[] {
  return prefixes.filter(known).flatMap(prefix => {
    if (!PREFIX.test(prefix)) { return [`'${prop}' must hold service prefixes of IAM such as 'lambda' or 'dynamodb', got '${prefix}'; AWS lists them in its Service Authorization Reference`]; }
    const complaint = complaintAboutService(prefix, newServices);
    return complaint ? [`'${prop}': ${complaint}`] : [];
  });
}
