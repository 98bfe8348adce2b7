import { JsonObject } from '../../json';

export type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

/** A member account, or the management account. */
export interface Account {
  readonly id: string;
  readonly arn: string;
  readonly email: string;
  readonly joinedMethod: 'CREATED' | 'INVITED';
  /** Virtual time. */
  readonly joinedAt: number;
  readonly tags: Map<string, string>;
  name: string;
  state: AccountState;
  /** The OU, or the root. */
  parent: string;
  /** When the closure was through. */
  closedAt?: number;
}

/** An organizational unit, or the root: the only one without a parent. */
export interface Unit {
  readonly id: string;
  readonly arn: string;
  name: string;
  readonly parent?: string;
  /** 0 for the root. */
  readonly depth: number;
  /** `o-…/r-…/ou-…/`; OUs never move, so it is kept. */
  readonly path: string;
  readonly tags: Map<string, string>;
  readonly units: string[];
  readonly accounts: Set<string>;
}

/** A policy of the organization. What it allows and denies is for the room of IAM to say. */
export interface Policy {
  readonly id: string;
  readonly arn: string;
  readonly type: string;
  readonly awsManaged: boolean;
  readonly tags: Map<string, string>;
  name: string;
  description: string;
  content: string;
  /** What it is attached to. AWS's own are attached to everything: of them it is what they were taken away from. */
  readonly targets: Set<string>;
}

/** What the makers of other rooms are told about a new account. */
export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /**
   * The role that Organizations puts into the account, with AdministratorAccess, for the management account to assume.
   */
  readonly roleName: string;
}

/** An account as DescribeAccount shows it. `Status` is not given: it was retired on 2026-09-09 in favour of `State`. */
export function describeAccount(account: Account, parentPath: string): JsonObject {
  return {
    Id: account.id,
    Arn: account.arn,
    Email: account.email,
    Name: account.name,
    State: account.state,
    Paths: [`${parentPath}${account.id}/`],
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: new Date(account.joinedAt).toISOString(),
  };
}

export function describeUnit(unit: Unit): JsonObject {
  return { Id: unit.id, Arn: unit.arn, Name: unit.name, Path: unit.path };
}

export function describeTags(tags: ReadonlyMap<string, string>): JsonObject[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

export function describePolicy({ id, arn, name, description, type, awsManaged }: Policy): JsonObject {
  return { Id: id, Arn: arn, Name: name, Description: description, Type: type, AwsManaged: awsManaged };
}
