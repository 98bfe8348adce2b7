import { CfnElement, NestedStack, Stack } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { templateOf } from './fleet-synthesizer';
import { complaintsAboutFunctions, needsLanguageExtensions } from './function-complaints';
import { elementsOf, foreignTargets, messagesOf, pathOf, stacksWithin } from './references';
import { complaintsAboutConcurrency, complaintsAboutResource } from './resource-complaints';
import { AccountLimits, Element, Fragment } from './template';

/** What CloudFormation takes. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_TEMPLATE = 1_000_000;
const MOST: Readonly<Record<string, number>> = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 };

/**
 * Why a stack set could not carry a stack to tenants' accounts: one line for each reason, which begins with the path of
 * the construct.
 */
export function complaintsAboutTemplate(stack: Stack, limits: AccountLimits): string[] {
  const elements = elementsOf(stack).map(each => seen(stack, each));
  // With references that lead nowhere, there is no template to measure.
  const whole = elements.every(({ foreign }) => foreign.length === 0);
  return [
    ...complaintsAboutStacksWithin(stack),
    ...elements.flatMap(complaintsAboutReferences),
    ...complaintsAboutDependencies(stack, elements),
    ...elements.flatMap(complaintsAboutFunctions),
    ...complaintsAboutTransforms(stack, elements),
    ...elements.flatMap(complaintsAboutParameters),
    ...elements.flatMap(element => complaintsAboutResource(element, limits)),
    ...complaintsAboutConcurrency(elements, limits),
    ...whole ? complaintsAboutSize(stack) : [],
    ...complaintsAboutProtection(stack),
    // The command line shows errors of stacks that it deploys, and services are none.
    ...messagesOf(stack, ArtifactMetadataEntryType.ERROR),
  ];
}

function seen(stack: Stack, element: CfnElement): Element {
  const own = element as unknown as { _toCloudFormation(): object };
  const foreign = foreignTargets(element).map(pathOf);
  const fragment: Fragment = foreign.length > 0 ? {} : stack.resolve(own._toCloudFormation());
  return { path: pathOf(element), fragment, foreign };
}

function complaintsAboutStacksWithin(stack: Stack): string[] {
  return stacksWithin(stack).map(within => NestedStack.isNestedStack(within)
    ? `${within.node.path}: is a nested stack, and stack sets with permissions of AWS Organizations carry none; `
      + 'define its resources in the FleetStack itself, or make it a FleetStack of its own'
    : `${within.node.path}: is a stack of its own, which no stack set carries; define its resources in the FleetStack, or make it one beside it`);
}

const complaintsAboutReferences = ({ path, foreign }: Element) => foreign.map(target =>
  `${path}: refers to ${target} in another stack, whose exports do not reach into tenants' accounts; `
  + 'give that resource a name of its own and spell the name here, or have the function read it when it runs');

function complaintsAboutDependencies(stack: Stack, elements: readonly Element[]): string[] {
  const explained = elements.flatMap(({ foreign }) => foreign);
  return stack.dependencies.map(({ node: { path } }) => path)
    .filter(other => !explained.some(path => path === other || path.startsWith(`${other}/`)))
    .map(other => `${stack.node.path}: depends on ${other}, and stack sets know no such order; `
      + "say which service comes first with 'dependsOn' where it is added to the fleet");
}

/** Those which the CDK adds for a function are explained where the function is. */
function complaintsAboutTransforms(stack: Stack, elements: readonly Element[]): string[] {
  const explained = elements.some(needsLanguageExtensions);
  return [...new Set(stack.templateOptions.transforms)].filter(each => !(explained && each === 'AWS::LanguageExtensions'))
    .map(each => `${stack.node.path}: has the transform ${each}, and stack sets with permissions of AWS Organizations carry no transforms; `
      + 'write out what it would make, as constructs of the CDK do');
}

const complaintsAboutParameters = ({ path, fragment }: Element) =>
  Object.values(fragment.Parameters ?? {}).filter(({ Default }) => Default === undefined).map(() =>
    `${path}: is a parameter without a default, and nobody is asked for its value in tenants' accounts; `
    + "give it a default, or have the function read the tenant's 'facts' when it runs");

function complaintsAboutSize(stack: Stack): string[] {
  const template = templateOf(stack) as Readonly<Record<string, object | undefined>>;
  if (Object.keys(template.Resources ?? {}).length === 0 && stacksWithin(stack).length === 0) {
    return [`${stack.node.path}: has no resources, and CloudFormation takes no such template; define one in it, or take the service away`];
  }
  const counts = Object.entries(MOST).map(([section, most]) => ({
    what: section.toLowerCase(), count: Object.keys(template[section] ?? {}).length, most,
  }));
  const bytes = { what: 'bytes of template', count: Buffer.byteLength(JSON.stringify(template)), most: LARGEST_TEMPLATE };
  return [bytes, ...counts].filter(({ count, most }) => count > most).map(({ what, count, most }) =>
    `${stack.node.path}: has ${count} ${what}, and CloudFormation takes ${most}; split it into several services`);
}

function complaintsAboutProtection({ node: { path }, terminationProtection }: Stack): string[] {
  return terminationProtection
    ? [`${path}: asks for termination protection, which stack sets do not set; leave it out, and retain what must outlive the stack`] : [];
}
