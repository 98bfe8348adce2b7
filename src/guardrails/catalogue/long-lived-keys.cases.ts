import { allowed, BREAK_GLASS, denied, PLATFORM_ROLE, STACK_SETS } from '../case';

const USER = 'iam::333333333333:user/jane';
const PROVIDER = 'iam::333333333333:saml-provider/acme';
const ANCHOR = 'rolesanywhere:us-east-1:333333333333:trust-anchor/0a1b';
const PROFILE = 'rolesanywhere:us-east-1:333333333333:profile/0a1b';

export const LONG_LIVED_KEYS_CASES = [
  denied('an administrator makes a user', 'iam:CreateUser', { to: USER }),
  denied('an administrator makes an access key', 'iam:CreateAccessKey', { to: USER }),
  denied('an administrator gives a user a password', 'iam:CreateLoginProfile', { to: USER }),
  denied('an administrator makes keys for one service', 'iam:CreateServiceSpecificCredential', { to: USER }),
  denied('an administrator gives such keys a new secret', 'iam:ResetServiceSpecificCredential', { to: USER, isNearMiss: true }),
  denied('an administrator switches such keys on again', 'iam:UpdateServiceSpecificCredential', { to: USER, isNearMiss: true }),
  denied('an administrator gives a user a new password', 'iam:UpdateLoginProfile', { to: USER, isNearMiss: true }),
  denied('an administrator gives a user a key for CodeCommit', 'iam:UploadSSHPublicKey', { to: USER }),
  denied('an administrator gives a user a certificate to sign with', 'iam:UploadSigningCertificate', { to: USER }),
  denied('an administrator switches an old certificate to sign with on again', 'iam:UpdateSigningCertificate', { to: USER, isNearMiss: true }),
  denied('an administrator switches an old key for CodeCommit on again', 'iam:UpdateSSHPublicKey', { to: USER, isNearMiss: true }),
  denied('an administrator trusts a SAML provider', 'iam:CreateSAMLProvider', { to: PROVIDER }),
  denied('an administrator gives a SAML provider other keys', 'iam:UpdateSAMLProvider', { to: PROVIDER, isNearMiss: true }),
  denied('an administrator trusts whoever has a certificate', 'rolesanywhere:CreateTrustAnchor'),
  denied('an administrator says which roles such certificates become', 'rolesanywhere:CreateProfile'),
  denied('an administrator trusts other certificates', 'rolesanywhere:UpdateTrustAnchor', { to: ANCHOR, isNearMiss: true }),
  denied('an administrator trusts certificates again', 'rolesanywhere:EnableTrustAnchor', { to: ANCHOR, isNearMiss: true }),
  denied('an administrator gives certificates more roles', 'rolesanywhere:UpdateProfile', { to: PROFILE, isNearMiss: true }),
  denied('an administrator gives certificates their roles again', 'rolesanywhere:EnableProfile', { to: PROFILE, isNearMiss: true }),
  denied('an administrator gives a server elsewhere a role', 'ssm:CreateActivation'),
  denied('an administrator switches an old key on again', 'iam:UpdateAccessKey', { to: USER, isNearMiss: true }),
  denied('a role whose name only ends like the platform\'s makes a user', 'iam:CreateUser', {
    who: 'role/my-cdk-account-per-tenant-tenants-platform', to: USER, isNearMiss: true,
  }),
  denied('a role of that name under a path makes a user', 'iam:CreateUser', {
    who: 'role/x/cdk-account-per-tenant-tenants-platform', to: USER, isNearMiss: true,
  }),
  allowed('StackSets makes a user that the baseline asks for', 'iam:CreateUser', { who: STACK_SETS, to: USER }),
  allowed('the platform makes a user', 'iam:CreateUser', { who: PLATFORM_ROLE, to: USER }),
  allowed('break glass makes an access key', 'iam:CreateAccessKey', { who: BREAK_GLASS, to: USER }),
  allowed('an administrator deletes a user', 'iam:DeleteUser', { to: USER, isNearMiss: true }),
  allowed('an administrator deletes an access key', 'iam:DeleteAccessKey', { to: USER, isNearMiss: true }),
  allowed('StackSets trusts the SAML provider that the baseline asks for', 'iam:CreateSAMLProvider', { who: STACK_SETS, to: PROVIDER }),
  allowed('an administrator deletes a SAML provider', 'iam:DeleteSAMLProvider', { to: PROVIDER, isNearMiss: true }),
  allowed('a pipeline\'s OpenID Connect provider is trusted', 'iam:CreateOpenIDConnectProvider', { to: 'iam::333333333333:oidc-provider/token.actions.githubusercontent.com', isNearMiss: true }),
  allowed('an administrator trusts certificates no more', 'rolesanywhere:DisableTrustAnchor', { to: ANCHOR, isNearMiss: true }),
  allowed('an administrator says which certificates hold no more', 'rolesanywhere:UpdateCrl', { to: 'rolesanywhere:us-east-1:333333333333:crl/0a1b', isNearMiss: true }),
  allowed('a product gives its devices a role', 'iot:CreateRoleAlias', { to: 'iot:us-east-1:333333333333:rolealias/acme', isNearMiss: true }),
  allowed('an administrator takes back the role of a server elsewhere', 'ssm:DeleteActivation', { isNearMiss: true }),
  allowed('an administrator makes a role', 'iam:CreateRole', { to: 'iam::333333333333:role/service' }),
];
