import { quoted } from '../../private/asl';

/** The names of the parameters that say which guardrails hold. */
export interface HeldParameters {
  readonly guardrailsParameter: string;
  readonly promotedParameter: string;
}

/** What has another shape says nothing, and stops nobody: `$parse` would fail of it. */
const SHAPE = '/^\\{"digest":"[0-9a-f]{16}"(,"trial":\\[("[a-z]+"(,"[a-z]+")*)?\\])?\\}$/';

/**
 * An expression over the answer of GetParameters: by stage, the `digest` of the guardrails that hold in its unit, and
 * `since` when the parameter says so. The digest is empty where none hold, or nobody knows which.
 */
export const heldByStage = ({ guardrailsParameter, promotedParameter }: HeldParameters) => `(
  $said := function($name) {(
    $parameter := $states.result.Parameters[Name = $name]; $value := $replace($parameter.Value, /\\s/, "");
    $contains($value, ${SHAPE}) ? $merge([$parse($value), {"since": $parameter.LastModifiedDate}])
  )};
  $newest := $said(${quoted(guardrailsParameter)}); $promoted := $said(${quoted(promotedParameter)});
  $in := function($unit) {(
    $held := $count($newest.trial) = 0 or $unit in $newest.trial ? $newest : $promoted;
    $exists($held) ? {"digest": $held.digest, "since": $held.since} : {"digest": "", "since": ""}
  )};
  {"production": $in("production"), "sandbox": $in("sandbox")}
)`.replace(/\n\s*/g, ' ');
