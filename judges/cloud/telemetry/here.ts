import { createHash } from 'node:crypto';
import { WORK } from './app';
import { SeenFailure } from './seen';
import { FailureStory, OBSERVED, detailOf } from './stories';
import { Json, JsonObject } from '../../../src/lab';
import { LambdaRoom } from '../../../src/lab/services/lambda/lambda-room';
import { DEFAULT_PLATFORM } from '../../../src/organization/contract';
import { redriveMachineName, tenantFailuresBusName } from '../../../src/telemetry/contract';
import { TENANT_TAG } from '../../../src/tenants/contract';
import { PLATFORM } from '../../../test/stories/platform';
import { LabWorld } from '../play-here';

/** The tenants' work in the lab. */
export class WorkHere {
  private readonly done = new Map<string, string>();
  private readonly accounts: ReadonlyMap<string, string>;

  constructor(private readonly world: LabWorld) {
    this.accounts = new Map(world.lab.organization.accounts().flatMap(({ id, tags }) => {
      const tenant = tags.get(TENANT_TAG);
      return tenant !== undefined && tenant in OBSERVED.ends ? [[tenant, id]] : [];
    }));
    for (const [tenant, account] of this.accounts) {
      world.lab.cloud.room<LambdaRoom>('lambda').register(arnOf(account), payload => {
        this.done.set(tenant, createHash('sha256').update(JSON.stringify(payload)).digest('hex'));
        return null;
      });
    }
  }

  public async play(story: FailureStory): Promise<SeenFailure> {
    const { lab } = this.world;
    const account = this.accounts.get(story.tenant)!;
    const said = detailOf(story, arnOf(this.accounts.get(story.says ?? story.tenant)!));
    const entry = {
      EventBusName: tenantFailuresBusName(DEFAULT_PLATFORM), Source: 'lambda',
      DetailType: 'Lambda Function Invocation Result - Failure', Detail: JSON.stringify(said),
    };
    const putting = lab.cloud.call(lab.operator({ account, region: PLATFORM.region }), 'eventbridge', 'putEvents', { Entries: [entry] });
    await lab.play();
    await putting;
    const before = this.items();
    this.world.begin();
    const machine = lab.all('AWS::StepFunctions::StateMachine').find(({ ref }) => ref.endsWith(redriveMachineName(DEFAULT_PLATFORM)))!;
    lab.states.start(machine.ref, redriveOf(account, story));
    await lab.play();
    return {
      before, after: this.items(), run: this.world.runs()[0],
      done: Object.fromEntries(Object.keys(OBSERVED.ends).map(tenant => [tenant, this.done.get(tenant)])),
      names: new Map([...this.world.names(), [lab.only('AWS::DynamoDB::Table', 'Failures').ref, 'Failures'], [lab.only('AWS::S3::Bucket', 'FailuresBucket').ref, 'bucket of failures']]),
    };
  }

  private items(): JsonObject[] {
    const { lab } = this.world;
    return lab.items(lab.only('AWS::DynamoDB::Table', 'Failures').ref);
  }
}

export const arnOf = (account: string) => `arn:aws:lambda:${PLATFORM.region}:${account}:function:${WORK}`;

/** Somebody asks that it is given back, by its name. */
export const redriveOf = (accountId: string, { requestId }: FailureStory): JsonObject =>
  ({ accountId, ids: [requestId] as Json[], perSecond: 10, by: 'jane', reason: 'it is mended' }) as JsonObject;
