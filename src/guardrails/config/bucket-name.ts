/**
 * The bucket in the security account that all tenant accounts deliver their records to. Two stacks in different
 * accounts spell it. A platform's name has at most 24 characters, so that this one has at most 63, as S3 wants it.
 */
export const configBucketName = (platform: string, securityAccount: string): string =>
  `account-per-tenant-${platform}-config-${securityAccount}`;
