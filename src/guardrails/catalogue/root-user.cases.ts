import { ADMINISTRATOR, allowed, denied, ROOT } from '../case';

const ROLE_NAMED_ROOT = 'role/root';

export const ROOT_USER_CASES = [
  denied('root makes a bucket', 's3:CreateBucket', { who: ROOT, to: 's3:::acme' }),
  denied('root lists the users', 'iam:ListUsers', { who: ROOT }),
  denied('root of another partition makes a bucket', 's3:CreateBucket', { who: ROOT, to: 's3:::acme', partition: 'aws-cn', isNearMiss: true }),
  allowed('a root session of the management account unlocks a bucket', 's3:DeleteBucketPolicy', { who: ROOT, to: 's3:::acme', given: { 'aws:AssumedRoot': 'true' }, isNearMiss: true }),
  allowed('a role that is called root makes a bucket', 's3:CreateBucket', { who: ROLE_NAMED_ROOT, to: 's3:::acme', isNearMiss: true }),
  allowed('an administrator makes a bucket', 's3:CreateBucket', { who: ADMINISTRATOR, to: 's3:::acme' }),
];
