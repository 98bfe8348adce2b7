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

  /**
   * The stack set carries the template, so there is nothing to write. What is wrong with it is thrown here, and not
   * where it is rendered: an error from a Lazy arrives behind words of the CDK.
   */
  public synthesize(): void {
    refuseReferences(this.boundStack);
    refuseSize(this.boundStack);
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

  /** The template as JSON. */
  public render(): string {
    return render(this);
  }
}

function render(stack: Stack): string {
  const own = stack as unknown as { _toCloudFormation(): object };
  return JSON.stringify(stack.resolve(own._toCloudFormation()));
}

function refuseSize(stack: Stack): void {
  const bytes = Buffer.byteLength(render(stack));
  if (bytes > LARGEST_TEMPLATE) {
    throw new Error(`${stack.node.path}: the baseline's template has ${bytes} bytes, and a stack set takes ${LARGEST_TEMPLATE}; `
      + 'move resources that not every tenant needs into a service of the fleet');
  }
}

/** Exports and imports do not reach from one account into another. */
function refuseReferences(stack: Stack): void {
  const stacks = stack.node.root.node.findAll().filter(each => Stack.isStack(each));
  for (const other of [...stack.dependencies, ...stacks.filter(each => each.dependencies.includes(stack))]) {
    throw new Error(`${stack.node.path}: the baseline and ${other.node.path} refer to each other's resources, which are in different accounts; `
      + 'give the resource a name of its own and spell that name instead');
  }
}
