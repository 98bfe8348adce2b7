import { allowed, BREAK_GLASS, denied, PLATFORM_ROLE, STACK_SETS } from '../case';

const USER = 'iam::333333333333:user/jane';

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
  allowed('an administrator makes a role', 'iam:CreateRole', { to: 'iam::333333333333:role/service' }),
];
