/** What ties the enrolment document to the stack it is deployed in. */
export interface EnrolmentTies {
  readonly partition: string;
  readonly platform: string;
  readonly directoryTable: string;
  readonly governorTable: string;
  readonly busName: string;
  /** The role in the management account. */
  readonly accessRoleArn: string;
  readonly landParameter: string;
  readonly guardrailsParameter: string;
  readonly promotedParameter: string;
  readonly tenantRoleName: string;
  readonly stackSetName: string;
  readonly callAs: 'SELF' | 'DELEGATED_ADMIN';
  readonly regions: readonly string[];
  /** What stands before and after the opaque part of a generated address. */
  readonly email: { readonly before: string; readonly after: string };
  /** What a request may ask for. */
  readonly features: readonly string[];
  readonly probe?: { readonly functionArn: string; readonly attempts: number; readonly intervalSeconds: number };
  readonly timeoutSeconds: number;
}
