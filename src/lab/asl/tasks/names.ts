import { AwsError } from '../../aws-error';
import { StatesError } from '../errors';
import * as data from './error-names.json';
import { Resource } from './resource';

interface Service { readonly prefix: string; readonly errors: readonly string[] }

/** The optimised integrations, with the prefix and the base exception of the older SDK that they are built with. */
export const OPTIMISED = data.optimised as Record<string, { service: string; prefix: string; base: string }>;

const SERVICES = data.sdk as Record<string, Service>;

/** Errors that every service may answer although most API models do not list them. */
const COMMON = /^(Access.?Denied|Throttl|RequestLimitExceeded|RequestExpired|InternalFailure|ServiceUnavailable|Validation|OptInRequired|UnrecognizedClient)/;

/** How an error of a service reaches a workflow. */
export function errorOf(resource: Resource, error: AwsError): StatesError {
  const model = SERVICES[resource.service];
  const modelled = model ? model.errors.find(shape => shape === error.code || shape === `${error.code}Exception`) : unlisted(error.code);
  if (resource.dialect === 'aws-sdk') {
    const prefix = model?.prefix ?? resource.service.charAt(0).toUpperCase() + resource.service.slice(1);
    return new StatesError(
      `${prefix}.${modelled ? javaName(modelled) : `${prefix}Exception`}`,
      `${error.message} (Service: ${prefix}, Status Code: 400, Request ID: 00000000-0000-0000-0000-000000000000)`,
    );
  }
  const optimised = OPTIMISED[resource.dialect === 'function' ? 'lambda' : resource.integration];
  if (!optimised) { throw new Error(`the lab does not know the names of errors of '${resource.integration}'`); }
  const { prefix, base } = optimised;
  return new StatesError(
    `${prefix}.${modelled ? suffixed(modelled) : base}`,
    `${error.message} (Service: ${base.replace(/Exception$/, '')}; Status Code: 400; Error Code: ${error.code}; `
    + 'Request ID: 00000000-0000-0000-0000-000000000000; Proxy: null)',
  );
}

/** For services without a list: everything but the common errors is taken to be in their model. */
function unlisted(code: string): string | undefined {
  return COMMON.test(code) ? undefined : code;
}

/** The class that the newer SDK for Java makes of an error: words in Pascal case, and always an Exception. */
function javaName(shape: string): string {
  const name = shape.replace(/[A-Z]{2,}(?=[A-Z][a-z]|\d|$)/g, word => word.charAt(0) + word.slice(1).toLowerCase());
  return suffixed(name.endsWith('Fault') ? name.slice(0, -'Fault'.length) : name);
}

function suffixed(name: string): string {
  return name.endsWith('Exception') ? name : `${name}Exception`;
}
