import { AwsError } from '../../aws-error';
import { JsonObject } from '../../json';
import { StatesError } from '../errors';
import { Source } from '../flow';
import { errorOf } from '../tasks/names';
import { resourceOf } from '../tasks/resource';
import { Visit } from '../visit';

/** A call of S3 by the execution's role. */
export type CallS3 = (action: string, parameters: JsonObject) => Promise<JsonObject>;

/** What the Resource of ItemReader or ResultWriter names. */
export interface S3Access {
  readonly action: string;
  calls(visit: Visit): CallS3;
}

/** Compiles the Resource; what S3 refuses becomes a failure of the reader or the writer. */
export function s3Access(
  source: Source, fields: JsonObject, where: string, actions: readonly string[],
  failure: (cause: string) => StatesError,
): S3Access {
  const { Resource: given } = fields;
  const [, action = ''] = /^arn:[^:]+:states:::s3:(\w+)$/.exec(String(given)) ?? [];
  if (!actions.includes(action)) { source.complain(`the Resource of ${where} must be ${actions.map(each => `s3:${each}`).join(' or ')}, got ${JSON.stringify(given)}`); }
  return {
    action,
    calls: visit => {
      const { run, life } = visit.branch;
      return async (name, parameters) => {
        try {
          return await life.until(run.call({ ...run.facts.caller, state: visit.state.name }, 's3', name, parameters));
        } catch (error) {
          if (!(error instanceof AwsError)) { throw error; }
          // S3's error, in the words in which a task would have it.
          const resource = resourceOf(String(given).replace(':s3:', ':aws-sdk:s3:'), source.name, source.complain)!;
          throw failure(errorOf(resource, error).cause ?? error.message);
        }
      };
    },
  };
}
