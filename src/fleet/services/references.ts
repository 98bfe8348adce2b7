import {
  CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat,
  Tokenization,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Notes what is referred to while it resolves the rest. */
class ReferenceResolver extends DefaultTokenResolver {
  /** What is referred to in whatever way, also by a name that somebody gave it. */
  public readonly targets = new Set<IConstruct>();
  /** What CloudFormation has to look up. */
  public readonly lookedUp = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token)) { return super.resolveToken(token, context, postProcessor); }
    this.targets.add(token.target);
    try {
      const value: unknown = super.resolveToken(token, context, postProcessor);
      if (typeof value !== 'string') { this.lookedUp.add(token.target); }
      return value;
    } catch {
      // What has no name of its own and is in another account: the CDK throws, and we say it in terms of the fleet.
      this.lookedUp.add(token.target);
      return 'elsewhere';
    }
  }
}

/** What an element refers to: by any means, and what CloudFormation has to look up for it. */
export function referencesOf(element: CfnElement): { targets: IConstruct[]; lookedUp: IConstruct[] } {
  const resolver = new ReferenceResolver();
  const own = element as unknown as { _toCloudFormation(): object };
  Tokenization.resolve(own._toCloudFormation(), { scope: element, resolver, preparing: false });
  return { targets: [...resolver.targets], lookedUp: [...resolver.lookedUp] };
}

/** What an element has looked up in other stacks. What is in stacks within its own is no stranger. */
export function foreignTargets(element: CfnElement): IConstruct[] {
  const known = [element.stack, ...stacksWithin(element.stack)];
  return referencesOf(element).lookedUp.filter(target => !known.includes(Stack.of(target)));
}

/** The elements of a stack, without stacks within it. */
export function elementsOf(stack: Stack): CfnElement[] {
  const nested = stacksWithin(stack).map(({ nestedStackResource }) => nestedStackResource);
  return stack.node.findAll().filter(CfnElement.isCfnElement)
    .filter(each => each.stack === stack && !nested.some(resource => resource === each));
}

/** Stacks in the tree of a stack. */
export function stacksWithin(stack: Stack): Stack[] {
  return stack.node.findAll().filter((each): each is Stack => Stack.isStack(each) && each !== stack);
}

/** How people know an element: by the construct that defined it. */
export function pathOf({ node }: IConstruct): string {
  return node.path.replace(/\/(Resource|Default)$/, '');
}

/** What the constructs of a stack have to say, such as warnings, each with its path. */
export function messagesOf(stack: Stack, type: string): string[] {
  return stack.node.findAll().flatMap(each => each.node.metadata.filter(entry => entry.type === type)
    .map(({ data }) => `${pathOf(each)}: ${String(data)}`));
}
