/** A resource of a template. */
export interface Resource { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

/** A part of a template, as one element of a stack renders itself. */
export interface Fragment {
  readonly Transform?: unknown;
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** An element of a stack: who it is, what it says, and what it refers to in other stacks. */
export interface Element { readonly path: string; readonly fragment: Fragment; readonly foreign: readonly string[] }

/** What tenants' accounts hold. */
export interface AccountLimits {
  readonly concurrentExecutions: number;
  /** The Regions of the fleet; none when they are not known. */
  readonly regions: readonly string[];
}
