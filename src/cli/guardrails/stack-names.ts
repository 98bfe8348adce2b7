import { isObject, Json } from '../../lab';
import { Intrinsics, Names } from '../../lab/assembly/intrinsics';

/** How a policy's variables begin that stand for what CloudFormation alone knows. */
export const DEPLOYED = 'cloudformation:';

/**
 * The texts of a template. What is known only when it is deployed stands in them as `${cloudformation:…}`, which to
 * IAM's language is a variable.
 */
export class StackNames implements Names {
  /** What was asked for and is not known. */
  public readonly unknown = new Set<string>();
  private readonly intrinsics = new Intrinsics(this);

  constructor(private readonly account: string, public readonly region: string) {}

  public text(value: Json | undefined): string {
    let resolved: Json | undefined;
    try {
      resolved = this.intrinsics.resolve(value);
    } catch (error) {
      // Functions and references that are worked out by CloudFormation alone.
      return this.later((error as Error).message);
    }
    return isObject(resolved) || Array.isArray(resolved) ? JSON.stringify(resolved) : String(resolved);
  }

  public ref(name: string): Json {
    return name === 'AWS::AccountId' && this.account !== '' ? this.account : this.later(name);
  }

  public attribute(logicalId: string, attribute: string): Json { return this.later(`${logicalId}.${attribute}`); }

  public condition(name: string): boolean { throw new Error(`the condition ${name}`); }

  public mapping(): undefined { return undefined; }

  public importValue(name: string): string { return this.later(`the export ${name}`); }

  private later(name: string): string {
    this.unknown.add(name);
    return `\${${DEPLOYED}${name.replace(/[{}$,\s"'\\]+/g, '-')}}`;
  }
}
