import { Cloud } from '../cloud';
import { isObject, Json, JsonObject } from '../json';
import { Caller, CreatedResource, ResourceRequest } from '../room';
import { responseUrls } from '../services/lambda/response-urls';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** One life event of a custom resource. */
export interface CustomResourceEvent {
  readonly type: RequestType;
  readonly request: ResourceRequest;
  readonly stackId: string;
  readonly requestId: string;
  readonly caller: Caller;
  /** The resource as it is, for Update and Delete. */
  readonly physicalId?: string;
  readonly previous?: JsonObject;
}

/** A custom resource that could not be made. A rollback asks its function to delete what may be there nevertheless. */
export class CustomResourceFailed extends Error {
  constructor(message: string, public readonly physicalId: string) {
    super(message);
  }
}

/** Whether a resource type is made by a function of the user's. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

/**
 * Sends the event to the function and waits for what it puts to the ResponseURL, as CloudFormation does. The properties
 * arrive as strings: CloudFormation makes strings of all numbers and booleans.
 */
export async function askCustomResource(cloud: Cloud, event: CustomResourceEvent): Promise<CreatedResource> {
  const { type, request, stackId, requestId, caller, physicalId, previous } = event;
  const { ServiceToken, ServiceTimeout } = request.properties;
  if (!/^arn:[^:]+:lambda:/.test(String(ServiceToken))) { throw new Error(`the lab does not model a custom resource with the ServiceToken '${ServiceToken}'`); }

  const longest = cloud.quotas.value('cloudformation.customResourceSeconds');
  const seconds = ServiceTimeout === undefined ? longest : Math.min(Number(ServiceTimeout), longest);
  const urls = responseUrls(cloud);
  let url = '';
  let stop: () => void = () => undefined;
  const answered = new Promise<string>((resolve, reject) => {
    url = urls.open(request.region, resolve);
    stop = cloud.clock.at(cloud.clock.now() + seconds * 1000, () => reject(new Error(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}].`)));
  });
  answered.catch(() => undefined);
  try {
    await cloud.call({ ...caller, account: request.account, region: String(ServiceToken).split(':')[3] }, 'lambda', 'invoke', {
      FunctionName: String(ServiceToken),
      InvocationType: 'Event',
      Payload: JSON.stringify({
        RequestType: type,
        ServiceToken,
        ResponseURL: url,
        StackId: stackId,
        RequestId: requestId,
        LogicalResourceId: request.logicalId,
        ResourceType: request.type,
        ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
        ResourceProperties: asStrings(request.properties),
        ...(previous && { OldResourceProperties: asStrings(previous) }),
      }),
    });
    return read(cloud, event, await answered);
  } catch (error) {
    if (error instanceof CustomResourceFailed) { throw error; }
    throw new CustomResourceFailed((error as Error).message, `${request.stack}-${request.logicalId}-${requestId}`);
  } finally {
    stop();
    urls.close(url);
  }
}

function read(cloud: Cloud, event: CustomResourceEvent, body: string): CreatedResource {
  if (Buffer.byteLength(body) > cloud.quotas.value('cloudformation.customResourceResponseBytes')) { throw new Error('Response object is too long.'); }
  let response: Json;
  try { response = JSON.parse(body) as Json; } catch { throw new Error('Invalid response object: Value of property Status is missing.'); }
  if (!isObject(response)) { throw new Error('Invalid response object'); }
  const { Status, Reason, PhysicalResourceId, Data } = response;
  if (Status === 'FAILED') {
    const why = `Received response status [FAILED] from custom resource. Message returned: ${Reason ?? 'See the details in the log'}`;
    throw typeof PhysicalResourceId === 'string' && PhysicalResourceId !== '' ? new CustomResourceFailed(why, PhysicalResourceId) : new Error(why);
  }
  if (Status !== 'SUCCESS') { throw new Error('Invalid response object: Value of property Status must be SUCCESS or FAILED'); }
  if (typeof PhysicalResourceId !== 'string' || PhysicalResourceId === '') { throw new Error('Invalid PhysicalResourceId'); }
  const { stackId, requestId, request } = event;
  const sent: JsonObject = { StackId: stackId, RequestId: requestId, LogicalResourceId: request.logicalId };
  for (const member of Object.keys(sent)) {
    if (response[member] !== sent[member]) { throw new Error(`Invalid response object: ${member} is not the one of the request`); }
  }
  return { ref: PhysicalResourceId, attributes: isObject(Data) ? Data : {} };
}

function asStrings(value: Json | undefined): Json {
  if (Array.isArray(value)) { return value.map(asStrings); }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asStrings(part)]));
  }
  return value === null || value === undefined ? '' : String(value);
}
