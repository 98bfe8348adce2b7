import { Attempt } from './event-queue';
import { Functions, LambdaFunction } from './functions';
import { QueueSource, Watched } from './queue-source';
import { settingsOf } from './source-settings';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Random } from '../../random';
import { Caller, CreatedResource, Permission, ResourceRequest, Room } from '../../room';

/** What Lambda asks SQS and IAM before it polls. */
interface Queues extends Room { watch(queueArn: string): Watched | undefined }
interface Judge extends Room { allows?(caller: Caller, permission: Permission): boolean }

const CALLS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const;

/** Event source mappings: queues that Lambda polls for functions. */
export class EventSources {
  private readonly sources = new Map<string, QueueSource>();
  private readonly random: Random;

  constructor(
    private readonly cloud: Cloud,
    private readonly functions: Functions,
    private readonly attempt: (fn: LambdaFunction, payload: string, requestId: string) => Promise<Attempt>,
  ) {
    this.random = cloud.random.fork('lambda event sources');
  }

  public create(request: ResourceRequest): CreatedResource {
    return this.put(request, this.random.uuid());
  }

  /** Batches that are under way are finished as they were begun. */
  public update(request: ResourceRequest, current: CreatedResource): CreatedResource {
    return this.put(request, current.ref);
  }

  public remove({ ref }: CreatedResource): void {
    this.sources.get(ref)?.stop();
    this.sources.delete(ref);
  }

  private put({ properties, account, region }: ResourceRequest, id: string): CreatedResource {
    const settings = settingsOf(properties, this.cloud.quotas);
    const fn = this.functions.find(String(properties.FunctionName), account, region);
    const { queueArn } = settings;
    if (queueArn.split(':')[3] !== fn.region) { throw invalid(`The queue ${queueArn} is not in the Region of the function.`); }
    const queue = this.cloud.room<Queues>('sqs').watch(queueArn);
    if (!queue) { throw invalid('Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue.'); }
    if (queue.visibilitySeconds() < fn.timeoutSeconds) {
      throw invalid(`Queue visibility timeout: ${queue.visibilitySeconds()} seconds is less than Function timeout: ${fn.timeoutSeconds} seconds`);
    }
    const caller: Caller = { principal: fn.role, account: fn.account, region: fn.region };
    for (const name of CALLS) {
      if (this.cloud.roomIfAny<Judge>('iam')?.allows?.(caller, { action: `sqs:${name}`, resource: queueArn }) === false) {
        throw invalid(`The function execution role does not have permissions to call ${name} on SQS`);
      }
    }
    const arn = `arn:${this.cloud.partition}:lambda:${region}:${account}:event-source-mapping:${id}`;
    this.sources.get(id)?.stop();
    this.sources.set(id, new QueueSource(this.cloud, queue, settings, caller, {
      // The function may have been changed since the mapping was made.
      invoke: (payload, requestId) => this.attempt(this.functions.tryFind(fn.arn) ?? fn, payload, requestId),
      freshId: () => this.random.uuid(),
    }));
    return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
