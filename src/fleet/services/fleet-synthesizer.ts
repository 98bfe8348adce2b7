import { createHash } from 'crypto';
import { extname } from 'path';
import {
  AssetManifestBuilder, DockerImageAssetLocation, DockerImageAssetSource, FileAssetLocation, FileAssetPackaging,
  FileAssetSource, Fn, ISynthesisSession, Stack, StackSynthesizer,
} from 'aws-cdk-lib';
import { AssetPlace } from './fleet-services';
import { assetBucketName, assetRepositoryName, publishingRoleName } from '../contract';

/** The same template in each Region: CloudFormation fills in where it is. */
const HERE = '${AWS::Region}';

/** The first 16 hexadecimal characters of the SHA-256 of a template. */
export const versionOf = (template: string) => createHash('sha256').update(template).digest('hex').slice(0, 16);

/** Where a template lies in the asset bucket of the platform's Region. Files lie beside such folders, by their hash. */
export const templateKey = (service: string, version: string) => `${service}/${version}.json`;

/**
 * Publishes a service's files and images in every Region of the fleet, and its template in the platform's. Writes no
 * stack of its own, so that no `cdk deploy --all` puts a tenant's stack into the platform account.
 */
export class FleetSynthesizer extends StackSynthesizer {
  private readonly manifest = new AssetManifestBuilder();

  constructor(private readonly place: AssetPlace, private readonly serviceName: string) {
    super();
  }

  public addFileAsset(asset: FileAssetSource): FileAssetLocation {
    const { sourceHash, fileName: path, executable, packaging, displayName } = asset;
    const objectKey = sourceHash + (packaging === FileAssetPackaging.ZIP_DIRECTORY ? '.zip' : extname(path ?? ''));
    for (const region of this.place.regions) {
      this.addFile(sourceHash, { path, executable, packaging }, objectKey, region, displayName);
    }
    return this.cloudFormationLocationFromFileAsset({ bucketName: this.bucketIn(HERE), objectKey });
  }

  public addDockerImageAsset(asset: DockerImageAssetSource): DockerImageAssetLocation {
    const repositoryName = assetRepositoryName(this.place.platformName);
    const imageTag = asset.sourceHash;
    const name = asset.assetName ? `${asset.assetName}-${imageTag}` : imageTag;
    for (const region of this.place.regions) {
      this.manifest.addDockerImageAsset(this.boundStack, name, {
        executable: asset.executable,
        directory: asset.directoryName,
        dockerBuildArgs: asset.dockerBuildArgs,
        dockerBuildContexts: asset.dockerBuildContexts,
        dockerBuildSecrets: asset.dockerBuildSecrets,
        dockerBuildSsh: asset.dockerBuildSsh,
        dockerBuildTarget: asset.dockerBuildTarget,
        dockerFile: asset.dockerFile,
        networkMode: asset.networkMode,
        platform: asset.platform,
        dockerOutputs: asset.dockerOutputs,
        cacheFrom: asset.dockerCacheFrom,
        cacheTo: asset.dockerCacheTo,
        cacheDisabled: asset.dockerCacheDisabled,
      }, {
        repositoryName, imageTag, region, assumeRoleArn: this.publishingRole(),
      }, { displayName: asset.displayName });
    }
    // The helper of the CDK would name the tenant's own account here.
    const imageUri = Fn.sub(`${this.place.account}.dkr.ecr.${HERE}.\${AWS::URLSuffix}/${repositoryName}:${imageTag}`);
    return { repositoryName, imageTag, imageUri };
  }

  public synthesize(session: ISynthesisSession): void {
    const { fileName, packaging, sourceHash } = this.synthesizeTemplate(session);
    const key = templateKey(this.serviceName, versionOf(render(this.boundStack)));
    this.addFile(sourceHash, { path: fileName, packaging }, key, this.place.home, `${this.serviceName}'s template`);
    this.manifest.emitManifest(this.boundStack, session);
  }

  private addFile(hash: string, source: FileSource, objectKey: string, region: string, displayName?: string): void {
    this.manifest.addFileAsset(this.boundStack, hash, source, {
      bucketName: this.bucketIn(region), objectKey, region, assumeRoleArn: this.publishingRole(),
    }, { displayName });
  }

  private bucketIn(region: string): string {
    return assetBucketName(this.place.platformName, this.place.account, region);
  }

  /** The command line of the CDK knows the partition. */
  private publishingRole(): string {
    return `arn:\${AWS::Partition}:iam::${this.place.account}:role/${publishingRoleName(this.place.platformName)}`;
  }
}

type FileSource = Parameters<AssetManifestBuilder['addFileAsset']>[2];

/** The template as it is published: as small as it gets, for StackSets takes no more than 1 MB. */
export function render(stack: Stack): string {
  return JSON.stringify(templateOf(stack));
}

/** The template as an object. */
export function templateOf(stack: Stack): object {
  const own = stack as unknown as { _toCloudFormation(): object };
  return stack.resolve(own._toCloudFormation());
}
