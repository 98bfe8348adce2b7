import { AssumeRoleCommand, AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';

/** What clients take to act in a role. */
export interface Session {
  readonly credentials: {
    readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string;
  };
}

export async function assume(sts: STSClient, asked: AssumeRoleCommandInput): Promise<Session> {
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(asked));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {};
  return { credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } };
}
