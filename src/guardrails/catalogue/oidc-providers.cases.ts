import { allowed, Case, denied, NOBODY_KNOWN } from '../case';

const DOES = 'sts:AssumeRoleWithWebIdentity';
const ROLE = 'iam::333333333333:role/deploy';
const GOOGLE = 'accounts.google.com';
const COGNITO = 'cognito-identity.amazonaws.com';
const token = (issuer: string, sub: string) => ({ who: NOBODY_KNOWN, to: ROLE, given: { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: 'sts.amazonaws.com' } });

export const OIDC_PROVIDERS_CASES: readonly Case[] = [
  denied('somebody else with an account of Google', DOES, token(GOOGLE, '2202')),
  denied('somebody else whose name begins like ours', DOES, { ...token(GOOGLE, '11011'), isNearMiss: true }),
  denied('somebody else in another partition and case', 'STS:assumeRoleWithWebIdentity', { ...token(GOOGLE, '2202'), partition: 'aws-us-gov', isNearMiss: true }),
  denied('a guest of a pool in another Region', DOES, token(COGNITO, 'eu-west-1:0123')),
  denied('somebody of Google who calls himself like our guest', DOES, { ...token(GOOGLE, 'us-east-1:0123'), isNearMiss: true }),
  denied('a guest who calls himself like one of us at Google', DOES, { ...token(COGNITO, '1101'), isNearMiss: true }),
  denied('a pipeline of GitHub, which is not trusted', DOES, {
    who: NOBODY_KNOWN, to: ROLE, given: { 'token.actions.githubusercontent.com:repository': 'mallory/acme' },
  }),
  denied('a token that does not say of whom it is', DOES, { who: NOBODY_KNOWN, to: ROLE, isNearMiss: true }),
  allowed('one of us at Google', DOES, token(GOOGLE, '1101')),
  allowed('another of us at Google', DOES, token(GOOGLE, '1102')),
  allowed('a guest of our pool', DOES, token(COGNITO, 'us-east-1:0123')),
  allowed('people come by SAML', 'sts:AssumeRoleWithSAML', { who: NOBODY_KNOWN, to: ROLE, isNearMiss: true }),
  allowed('a role becomes a role', 'sts:AssumeRole', { to: ROLE, isNearMiss: true }),
  allowed('Lambda becomes the role of a function', 'sts:AssumeRole', { who: 'lambda.amazonaws.com', to: ROLE, isNearMiss: true }),
];
