import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

export const LONG_LIVED_KEYS: StatementRule = {
  name: 'long-lived-keys',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody makes IAM users, access keys, passwords or other credentials that do not expire by themselves, or trusts SAML providers or certificates (IAM Roles Anywhere).',
  why: 'Roles do the same with keys of some hours, and leaked keys of users are how most accounts are lost.',
  excepted: 'The roles that no rule may stop. Certificates and role aliases of AWS IoT, for products of devices live on them, and OpenID Connect providers, for pipelines do: Guardrail.oidcProviders() says which are trusted.',
  controls: ['CIS-AWS-3.0.0 1.14', 'NIST-800-53-r5 IA-5', 'NIST-800-53-r5 AC-2'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    Action: [
      'iam:CreateUser', 'iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile',
      'iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential', 'iam:UpdateServiceSpecificCredential',
      'iam:UploadSSHPublicKey', 'iam:UpdateSSHPublicKey', 'iam:UploadSigningCertificate', 'iam:UpdateSigningCertificate',
      'iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider',
      // Lists of certificates that hold no more are let through: rolesanywhere:ImportCrl, UpdateCrl, EnableCrl.
      'rolesanywhere:Create*', 'rolesanywhere:EnableProfile', 'rolesanywhere:EnableTrustAnchor',
      'rolesanywhere:UpdateProfile', 'rolesanywhere:UpdateTrustAnchor',
      'ssm:CreateActivation',
    ],
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }],
};
