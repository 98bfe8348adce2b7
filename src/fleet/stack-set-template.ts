import { DockerImageAssetLocation, DockerImageAssetSource, FileAssetLocation, FileAssetSource, Stack, StackSynthesizer } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** AWS takes a template of this size in a stack set's own properties. */
export const LARGEST_TEMPLATE = 51200;

/** Writes no artifact of its own, so that no `cdk deploy --all` puts a tenant's stack into the platform account. */
class WithinStackSet extends StackSynthesizer {
  public addFileAsset(asset: FileAssetSource): FileAssetLocation {
    return this.refuse(`a file (${asset.fileName})`);
  }

  public addDockerImageAsset(asset: DockerImageAssetSource): DockerImageAssetLocation {
    return this.refuse(`a container image (${asset.directoryName ?? asset.assetName})`);
  }

  public synthesize(): void {
    // The stack set carries the template; there is nothing to write.
  }

  private refuse(what: string): never {
    throw new Error(`${this.boundStack.node.path}: the baseline cannot carry ${what}; give it resources that need no assets`);
  }
}

/** A stack whose template travels inside a stack set. */
export class StackSetTemplate extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { synthesizer: new WithinStackSet(), analyticsReporting: false });
  }

  /** The template as JSON, small enough for a stack set, or an error that says why not. */
  public render(): string {
    this.refuseReferences();
    const own = this as unknown as { _toCloudFormation(): object };
    const template = JSON.stringify(this.resolve(own._toCloudFormation()));
    const bytes = Buffer.byteLength(template);
    if (bytes > LARGEST_TEMPLATE) {
      throw new Error(`${this.node.path}: the baseline's template has ${bytes} bytes, and a stack set takes ${LARGEST_TEMPLATE}; `
        + 'move resources that not every tenant needs into a service of the fleet');
    }
    return template;
  }

  /** Exports and imports do not reach from one account into another. */
  private refuseReferences(): void {
    const stacks = this.node.root.node.findAll().filter(each => Stack.isStack(each));
    for (const other of [...this.dependencies, ...stacks.filter(stack => stack.dependencies.includes(this))]) {
      throw new Error(`${this.node.path}: the baseline and ${other.node.path} refer to each other's resources, which are in different accounts; `
        + 'give the resource a name of its own and spell that name instead');
    }
  }
}
