import { accountOf, actionsOf, resourcesOf, serviceOf } from './actions';
import { CloudTrailRecord } from './cloudtrail';
import { keys } from './records.json';
import { Json } from '../../lab';

/** A value of a condition key; undefined where the key is absent. */
export type Value = string | readonly string[] | undefined;

/** Something that somebody asked of AWS, as far as it is known. */
export interface Request {
  readonly action: string;
  /** What it may be about. A star stands for what is not known. */
  readonly resources: readonly string[];
  /** Keys whose value is not known but the same, such as the organization of who asks and of what is asked for. */
  readonly alike: readonly string[];
  /** Whether the account's own people ask, whom service control policies hold. */
  readonly bySubject: boolean;
  /** Whether it is about something of the account, which resource control policies hold. */
  readonly inAccount: boolean;
  /** In words. */
  readonly principal: string;
  /** The values that a key in lower case may have, one of them; undefined where nothing is known. */
  values(key: string): readonly Value[] | undefined;
}

/** The requests that a record tells of, one for each action; undefined where it is known to nobody which. */
export function requestsOf(record: CloudTrailRecord): Request[] | undefined {
  const account = accountOf(record);
  const caller = record.userIdentity.accountId;
  return actionsOf(record)?.map(action => {
    const resources = resourcesOf(record, action);
    const owner = ownerOf(record, resources) ?? account;
    const told = contextOf(record, owner);
    return {
      action, resources, principal: principalOf(record),
      values: key => told.has(key) ? told.get(key) : absentFor(key, action),
      alike: caller !== undefined && caller === owner ? ['aws:principalorgid', 'aws:resourceorgid'] : [],
      bySubject: caller === account && !isService(record) && !isLinked(record),
      inAccount: owner === account && !isLinked(record),
    };
  });
}

/** The account that has the resources, where the record or their ARNs say it. */
function ownerOf({ resources }: CloudTrailRecord, arns: readonly string[]): string | undefined {
  const told = resources?.find(({ accountId }) => accountId !== undefined)?.accountId ?? arns[0].split(':')[4];
  return /^\d{12}$/.test(told ?? '') ? told : undefined;
}

const isService = ({ userIdentity: { type } }: CloudTrailRecord): boolean => type === 'AWSService';

/** Roles that are linked to a service are held by no policy. */
const isLinked = (record: CloudTrailRecord): boolean => principalArn(record)?.includes(':role/aws-service-role/') ?? false;

/** As `aws:PrincipalArn` says it: of a session it is the role. */
function principalArn({ userIdentity: { type, arn, sessionContext } }: CloudTrailRecord): string | undefined {
  return type === 'AssumedRole' ? sessionContext?.sessionIssuer?.arn : arn;
}

function principalOf(record: CloudTrailRecord): string {
  const { type, accountId, invokedBy, userName, identityProvider } = record.userIdentity;
  return principalArn(record) ?? (isService(record) ? invokedBy : undefined) ?? (identityProvider && `${userName} of ${identityProvider}`)
    ?? (accountId && `account ${accountId}`) ?? type ?? 'somebody';
}

const ABSENT: readonly Value[] = [undefined];
const TYPES: Readonly<Record<string, string>> = {
  Root: 'Account', IAMUser: 'User', AssumedRole: 'AssumedRole', FederatedUser: 'FederatedUser',
};

/** Who is not a service, signs with no identity of AWS yet. */
const STRANGERS: readonly string[] = ['WebIdentityUser', 'SAMLUser'];

/**
 * What a record tells of the condition keys of its request. What it does not tell, nor that it is absent, is left out.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function contextOf(record: CloudTrailRecord, owner: string): ReadonlyMap<string, readonly Value[]> {
  const { userIdentity: who, vpcEndpointId, tlsDetails, eventTime, awsRegion } = record;
  const session = who.sessionContext;
  const service = isService(record);
  const told = (value: string | undefined): readonly Value[] => [value];
  const context = new Map<string, readonly Value[]>([
    ['aws:requestedregion', told(awsRegion)],
    ['aws:currenttime', told(eventTime)],
    ['aws:epochtime', told(String(Math.floor(Date.parse(eventTime) / 1000)))],
    ['aws:resourceaccount', told(owner)],
    ['aws:principalisawsservice', told(String(service))],
    ['aws:principalservicename', told(service ? who.invokedBy : undefined)],
    ['aws:sourcevpce', told(vpcEndpointId)],
    ['aws:assumedroot', told(session?.assumedRoot === undefined ? undefined : String(session.assumedRoot))],
    ['aws:sourceidentity', told(session?.sourceIdentity)],
    ['aws:tokenissuetime', told(session?.attributes?.creationDate)],
    // A service that acts for somebody and a service in a role of its own are both called so.
    ['aws:viaawsservice', who.invokedBy !== undefined && !service ? ['true', 'false'] : told('false')],
    ['aws:multifactorauthpresent', secondFactor(session?.attributes)],
  ]);
  if (tlsDetails) { context.set('aws:securetransport', told('true')); }
  if (vpcEndpointId === undefined) { context.set('aws:sourcevpc', ABSENT); }
  const absent = (keysOf: readonly string[]) => { for (const key of keysOf) { context.set(key, ABSENT); } };
  if (who.invokedBy === undefined) { absent(['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']); }
  if (!service) { absent(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']); }
  if (service || STRANGERS.includes(who.type ?? '')) {
    absent(['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principaltype', 'aws:username']);
  } else {
    const arn = principalArn(record);
    if (arn !== undefined) { context.set('aws:principalarn', told(arn)); }
    if (who.accountId !== undefined) { context.set('aws:principalaccount', told(who.accountId)); }
    if (who.type !== undefined && TYPES[who.type]) { context.set('aws:principaltype', told(TYPES[who.type])); }
    if (who.principalId !== undefined) { context.set('aws:userid', told(who.principalId)); }
    context.set('aws:username', told(who.type === 'IAMUser' ? who.userName : undefined));
  }
  for (const [key, values] of particular(record)) { context.set(key.toLowerCase(), values); }
  return context;
}

/** Of sessions without a second factor it is not told whether the key says so or is absent. */
function secondFactor(attributes: { readonly mfaAuthenticated?: string } | undefined): readonly Value[] {
  if (!attributes) { return ABSENT; }
  return attributes.mfaAuthenticated === 'true' ? ['true'] : ['false', undefined];
}

/** By service, parameters whose value is that of a condition key. */
const TOLD: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = keys.parameters;

/** What records tell in places of their own. */
function particular(record: CloudTrailRecord): [string, readonly Value[]][] {
  const { userIdentity, requestParameters, eventContext, sourceIPAddress, userAgent } = record;
  const { identityProvider, userName } = userIdentity;
  const issuer = identityProvider?.replace(/^arn:.*:oidc-provider\//, '');
  const parameters = Object.entries(requestParameters ?? {}).flatMap(([name, value]): [string, Json | undefined][] => {
    const key = TOLD[serviceOf(record)]?.[name] ?? (/^x-amz-/.test(name) ? `s3:${name}` : undefined);
    return key === undefined ? [] : [[key, value]];
  });
  return [
    ['aws:useragent', userAgent],
    ['aws:sourceip', /^[\d.]+$|:/.test(sourceIPAddress ?? '') ? sourceIPAddress : undefined],
    [`${issuer}:sub`, issuer === undefined ? undefined : userName],
    ...parameters,
    ...Object.entries(eventContext?.requestContext ?? {}),
  ].filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null)
    .map(([key, value]) => [key, [Array.isArray(value) && value.length !== 1 ? value.map(String) : String(value)]]);
}

/** A key of some actions of a service is absent in requests for its other actions. */
function absentFor(key: string, action: string): readonly Value[] | undefined {
  const knowing = (keys.actions as Readonly<Record<string, readonly string[] | undefined>>)[key];
  return knowing && !knowing.includes(action.slice(action.indexOf(':') + 1)) ? ABSENT : undefined;
}
