/**
 * Of the SDK's client that Lambda's runtime brings, what is called here: two commands are not worth a dependency.
 *
 * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_ListAttachedLinks.html
 */
declare module '@aws-sdk/client-oam' {
  export interface OAMClientConfig {
    readonly region: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string };
    readonly maxAttempts?: number;
  }

  interface Page<T> { readonly Items?: T[]; readonly NextToken?: string }
  interface PageAsked { readonly MaxResults?: number; readonly NextToken?: string }
  export type ListSinksCommandOutput = Page<{ readonly Arn?: string }>;
  export type ListAttachedLinksCommandInput = PageAsked & { readonly SinkIdentifier: string | undefined };
  export type ListAttachedLinksCommandOutput = Page<{ readonly LinkArn?: string; readonly ResourceTypes?: string[] }>;

  export class ListSinksCommand {
    readonly input: PageAsked;
    constructor(input: PageAsked);
  }

  export class ListAttachedLinksCommand {
    readonly input: ListAttachedLinksCommandInput;
    constructor(input: ListAttachedLinksCommandInput);
  }

  export class OAMClient {
    constructor(config: OAMClientConfig);
    send(command: ListAttachedLinksCommand): Promise<ListAttachedLinksCommandOutput>;
    send(command: ListSinksCommand): Promise<ListSinksCommandOutput>;
  }
}
