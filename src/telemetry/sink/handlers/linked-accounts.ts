import {
  ListAttachedLinksCommand, ListAttachedLinksCommandOutput, ListSinksCommand, OAMClient, OAMClientConfig,
  // eslint-disable-next-line import/no-unresolved -- Lambda's runtime brings it: client-oam.d.ts
} from '@aws-sdk/client-oam';

/** What ListAttachedLinks tells in one call. */
const MOST_LINKS = 1000;

/**
 * Accounts whose metrics are seen from here, as their links to the sink of a Region say. Who is asked for metrics of
 * another account may say that there are none, so that silence is no proof of a link.
 */
export async function linkedAccounts(config: OAMClientConfig): Promise<ReadonlySet<string>> {
  const client = new OAMClient(config);
  // AWS takes one sink in each account and Region.
  const { Items: [sink] = [] } = await client.send(new ListSinksCommand({}));
  if (!sink) { throw new Error(`there is no sink in ${String(config.region)}`); }
  const accounts = new Set<string>();
  let NextToken: string | undefined;
  do {
    const ask = new ListAttachedLinksCommand({ SinkIdentifier: sink.Arn, MaxResults: MOST_LINKS, NextToken });
    const page: ListAttachedLinksCommandOutput = await client.send(ask);
    for (const { LinkArn = '', ResourceTypes = [] } of page.Items ?? []) {
      if (ResourceTypes.includes('AWS::CloudWatch::Metric')) { accounts.add(LinkArn.split(':')[4]); }
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return accounts;
}
