import { Aws } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';

/** Keys and credentials, and what says who somebody is and how he pays, in whatever country. */
const RECOMMENDED: readonly logs.DataIdentifier[] = [
  logs.DataIdentifier.AWSSECRETKEY, logs.DataIdentifier.OPENSSHPRIVATEKEY, logs.DataIdentifier.PGPPRIVATEKEY,
  logs.DataIdentifier.PKCSPRIVATEKEY, logs.DataIdentifier.PUTTYPRIVATEKEY,
  logs.DataIdentifier.CREDITCARDNUMBER, logs.DataIdentifier.CREDITCARDSECURITYCODE, logs.DataIdentifier.EMAILADDRESS,
];

/**
 * What CloudWatch Logs looks for and masks, as a document. Looking for it and masking it have to be told apart, by two
 * statements about the same.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
 */
export function maskingPolicy(identifiers: readonly logs.DataIdentifier[] = RECOMMENDED): string {
  const own = identifiers.flatMap(each => isCustom(each) ? [{ Name: each.name, Regex: each.regex }] : []);
  const names = identifiers.map(each => isCustom(each) ? each.name
    : `arn:${Aws.PARTITION}:dataprotection::aws:data-identifier/${each.name}`);
  return JSON.stringify({
    Name: 'cdk-account-per-tenant-masking',
    Description: 'Masks secrets and personal data in logs',
    Version: '2021-06-01',
    ...own.length > 0 && { Configuration: { CustomDataIdentifier: own } },
    Statement: [
      { Sid: 'Find', DataIdentifier: names, Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: 'Mask', DataIdentifier: names, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  });
}

const isCustom = (identifier: logs.DataIdentifier): identifier is logs.CustomDataIdentifier => 'regex' in identifier;
