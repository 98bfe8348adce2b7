import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Random } from '../../random';
import { CreatedResource, ResourceRequest, Room, RoomBuilder } from '../../room';
import { physicalName } from '../physical-name';

/** ECR as far as templates go: repositories that are there, and hold nothing. No images, and no calls. */
export class EcrRoom implements Room {
  public readonly service = 'ecr';
  public readonly answers: readonly string[] = [];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::ECR::Repository': request => this.create(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::ECR::Repository': ({ properties }, current, previous) => {
      if (properties.RepositoryName !== previous.RepositoryName) { throw new Error('the lab does not model that a repository gets another name'); }
      return current;
    },
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::ECR::Repository': (_, { attributes }) => { this.repositories.delete(String(attributes?.Arn)); },
  };
  private readonly repositories = new Set<string>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('ecr');
  }

  public permissions(): [] {
    return [];
  }

  public handle({ action }: { action: string }): never {
    throw new Error(`the lab does not model ecr:${action}`);
  }

  private create(request: ResourceRequest): CreatedResource {
    const { properties, account, region } = request;
    const name = physicalName(request, properties.RepositoryName, this.random, 256).toLowerCase();
    const arn = `arn:${this.cloud.partition}:ecr:${region}:${account}:repository/${name}`;
    if (this.repositories.has(arn)) { throw new AwsError('RepositoryAlreadyExistsException', `The repository with name '${name}' already exists`); }
    this.repositories.add(arn);
    return { ref: name, attributes: { Arn: arn, RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}` } };
  }
}

export const ecr: RoomBuilder = cloud => new EcrRoom(cloud);
