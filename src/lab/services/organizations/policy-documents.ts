import { wrongIn } from './settings-documents';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { parsePolicy, texts } from '../iam/policy';

/**
 * Refuses what is not a policy of its type, after "SCP syntax" and "RCP syntax" of the Organizations User Guide. Of
 * policies that are made of settings it is asked whether they are made as such are.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export function checkDocument(type: string, content: string): void {
  const document = readDocument(content);
  if (type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY') {
    const wrong = wrongIn(type, document as JsonObject);
    if (wrong !== undefined) { throw malformed(wrong); }
    return;
  }
  if (document.Version !== '2012-10-17') { throw malformed('its Version must be 2012-10-17'); }
  const isResourceControl = type === 'RESOURCE_CONTROL_POLICY';
  try {
    parsePolicy(document, isResourceControl ? 'resource' : 'identity');
  } catch (error) {
    throw error instanceof AwsError ? malformed(error.message) : error;
  }
  const statements = [document.Statement].flat();
  if (statements.length === 0) { throw malformed('it has no statement'); }
  for (const statement of statements) {
    if (!isObject(statement)) { continue; }
    for (const action of texts(statement.Action ?? statement.NotAction)) { checkAction(action); }
    for (const resource of texts(statement.Resource ?? statement.NotResource)) {
      checkResource(resource, isResourceControl);
    }
    if (isResourceControl) { checkResourceControl(statement); }
  }
}

function readDocument(content: string): Record<string, Json | undefined> {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw malformed('it is not JSON');
  }
  if (!isObject(document as Json)) { throw malformed('it is no JSON object'); }
  return document as Record<string, Json | undefined>;
}

function checkAction(action: string): void {
  if (action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action)) { throw malformed(`'${action}' is no action`); }
}

/**
 * AWS does not say what becomes of incomplete ARNs. Those who made iam-simulate found that they are refused, but in a
 * service control policy for those which end in a wildcard.
 */
function checkResource(resource: string, isResourceControl: boolean): void {
  const isComplete = resource === '*' || resource.split(':').length >= 6;
  if (!isComplete && (isResourceControl || !resource.endsWith('*'))) { throw malformed(`the ARN '${resource}' is incomplete`); }
}

/** Only AWS's own RCPFullAWSAccess allows something, and names all actions. */
function checkResourceControl(statement: Record<string, Json | undefined>): void {
  if (statement.Effect !== 'Deny') { throw malformed('a resource control policy can only deny'); }
  if (statement.Principal !== '*') { throw malformed('the Principal of a resource control policy is "*"'); }
  if (statement.Action === undefined) { throw malformed('a resource control policy has no NotAction'); }
  if (texts(statement.Action).includes('*')) { throw malformed('a resource control policy names the service of its actions'); }
}

function malformed(why: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', `The provided policy document does not meet the requirements of the specified policy type: ${why}.`);
}
