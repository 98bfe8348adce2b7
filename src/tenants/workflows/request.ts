import { quoted } from '../../private/asl';
import { STAGE_TAG, TENANT_TAG } from '../contract';

/** The fields of a request, as users write them. The JSON schema in `schemas/` says the same. */
export const FIELDS = [
  'tenantId', 'displayName', 'stage', 'ring', 'email', 'features', 'parameters', 'contacts', 'tags', 'quotas', 'requestedBy', 'reason',
] as const;

/** AWS allows 50 tags on an account; two are ours. */
export const MOST_TAGS = 48;

/** Features and parameters together become one parameter of at most 4 KB in the tenant's account. */
export const LONGEST_FACTS = 3000;

/**
 * The record holds the request, and some of its fields once more, in at most 400 KB, of which a character may take 4
 * bytes.
 */
export const LONGEST_REQUEST = 50000;

export const TENANT_ID = '^[a-z][a-z0-9-]{1,39}$';
export const RING = '^[a-z][a-z0-9-]{0,39}$';
export const EMAIL = '^[^\\s"\'()<>\\[\\]:;,\\\\%&|@.][^\\s"\'()<>\\[\\]:;,\\\\%&|@]*@[A-Za-z0-9.-]+$';

/**
 * What AWS takes in a tag, as far as an expression can say it: letters of any script, and of the signs only _.:/=+-@
 * and the space.
 */
const TAG = '^[^!-*,;<>?\\[\\\\\\]\\^`\\{|\\}~\\x00-\\x1f]*$';

/**
 * All that speaks against a request: an array of sentences, empty when there is nothing. An expression over the input.
 *
 * Only what can never be right is refused here. A display name that AWS does not like, for instance, is no reason.
 */
export const complaintsAbout = (features: readonly string[]) => `(
  $r := $states.input;
  $said := function($v) { $exists($v) ? $substring($string($v), 0, 100) : "nothing" };
  $bytes := function($json) { $length($json) + 3 * $length($replace($json, /[ -~]+/, "")) };
  $type($r) != "object" ? ["the request must be a JSON object, got " & ($type($r) = "null" ? "null" : $type($r))] : (
    $unknown := $keys($r)[$not($ in ${JSON.stringify(FIELDS)})];
    $odd := $r.features[$type($) != "string"];
    $strange := $r.features[$type($) = "string" and $not($ in ${JSON.stringify(features)})];
    $texts := ["displayName", "ring", "email", "requestedBy", "reason"][$exists($lookup($r, $)) and $type($lookup($r, $)) != "string"];
    $objects := ["parameters", "contacts", "tags"][$exists($lookup($r, $)) and $type($lookup($r, $)) != "object"];
    $lists := ["features", "quotas"][$exists($lookup($r, $)) and $type($lookup($r, $)) != "array"];
    $shapes := $count($texts) + $count($objects) + $count($lists) = 0;
    $badTags := $shapes and $exists($r.tags) ? $each($r.tags, function($v, $k) {
      $not($type($v) = "string" and $length($v) <= 256 and $length($k) <= 128 and $length($k) > 0
        and $contains($k & $v & "-", /${TAG}/) and $not($contains($lowercase($k), /^aws:/)) and $not($k in [${quoted(TENANT_TAG)}, ${quoted(STAGE_TAG)}])) ? $k
    });
    $badParameters := $shapes and $exists($r.parameters) ? $each($r.parameters, function($v, $k) { $type($v) != "string" ? $k });
    $badContacts := $shapes and $exists($r.contacts) ? $each($r.contacts, function($v, $k) {
      $not($k in ["billing", "operations", "security"] and $type($v) = "object" and $type($v.name) = "string"
        and $type($v.title) = "string" and $type($v.email) = "string" and $type($v.phone) = "string" and $count($keys($v)) = 4) ? $k
    });
    $badQuotas := $shapes and $exists($r.quotas) ? $r.quotas[$not($type($) = "object" and $type(serviceCode) = "string"
      and $type(quotaCode) = "string" and $type(desiredValue) = "number" and ($not($exists(waive)) or $type(waive) = "boolean")
      and $count($keys($)[$not($ in ["serviceCode", "quotaCode", "desiredValue", "waive"])]) = 0)];
    [
      $not($exists($r.tenantId)) ? "'tenantId' is missing; it names the tenant for ever",
      $exists($r.tenantId) and $not($type($r.tenantId) = "string" and $contains($r.tenantId, /${TENANT_ID}/))
        ? "'tenantId' must be 2 to 40 lower-case letters, digits and hyphens and begin with a letter, got " & $said($r.tenantId),
      $count($unknown) > 0 ? "unknown field " & $said($join($unknown, ", ")) & "; known are ${FIELDS.join(', ')}",
      $texts.("'" & $ & "' must be a string, got " & $said($lookup($r, $))),
      $objects.("'" & $ & "' must be an object, got " & $said($lookup($r, $))),
      $lists.("'" & $ & "' must be an array, got " & $said($lookup($r, $))),
      $exists($r.stage) and $not($r.stage in ["production", "sandbox"]) ? "'stage' must be production or sandbox, got " & $said($r.stage),
      $shapes and $exists($r.ring) and $r.ring != "" and $not($contains($r.ring, /${RING}/))
        ? "'ring' must be 1 to 40 lower-case letters, digits and hyphens and begin with a letter, got " & $said($r.ring),
      $shapes and $exists($r.email) and $length($r.email) > 64
        ? "'email' must be at most 64 characters, AWS's limit for the address of an account, got " & $string($length($r.email)),
      $shapes and $exists($r.email) and $r.email != "" and $length($r.email) <= 64 and $not($contains($r.email, /${EMAIL}/) and $length($r.email) > 5)
        ? "'email' must be an address that AWS accepts for an account, got " & $said($r.email),
      $shapes and $exists($odd) ? "'features' must be strings, got " & $said($r.features),
      $shapes and $count($strange) > 0 ? "unknown feature " & $said($join($strange, ", ")) & "; ${
  features.length > 0 ? `known are ${features.join(', ')}` : "the platform knows none: name them in the factory's 'features'"}",
      $shapes and $exists($r.tags) and $count($keys($r.tags)) > ${MOST_TAGS}
        ? "at most ${MOST_TAGS} tags fit on an account beside the platform's own two, got " & $string($count($keys($r.tags))),
      $count($badTags) > 0 ? "AWS does not take the tag " & $said($join($badTags, ", "))
        & "; keys have up to 128 and values up to 256 letters, digits, spaces and _.:/=+-@, and keys do not begin with aws: and are none of the platform's own two",
      $count($badParameters) > 0 ? "parameters are strings, and these are not: " & $said($join($badParameters, ", ")),
      $count($badContacts) > 0 ? "contacts are billing, operations or security, each with name, title, email and phone and no more; wrong: " & $said($join($badContacts, ", ")),
      $count($badQuotas) > 0 ? "each of 'quotas' needs serviceCode, quotaCode and desiredValue (a number), and may have waive (true or false); no more",
      $shapes and $bytes($string([$r.features, $r.parameters])) > ${LONGEST_FACTS}
        ? "features and parameters must be at most ${LONGEST_FACTS} characters of JSON together, those beyond ASCII counted as 4, got "
          & $string($bytes($string([$r.features, $r.parameters]))),
      $length($string($r)) > ${LONGEST_REQUEST}
        ? "a request must be at most ${LONGEST_REQUEST} characters of JSON, got " & $string($length($string($r)))
    ]
  )
)`.replace(/\n\s*/g, ' ');

/** The request with everything said that may be left unsaid. */
export const REQUEST = `($r := $states.input; {
  "tenantId": $r.tenantId,
  "displayName": $exists($r.displayName) ? $r.displayName : $r.tenantId,
  "stage": $exists($r.stage) ? $r.stage : "production",
  "ring": $exists($r.ring) ? $r.ring : "",
  "email": $exists($r.email) ? $r.email : "",
  "features": [$sort($r.features)],
  "parameters": $exists($r.parameters) ? $r.parameters : {},
  "contacts": $exists($r.contacts) ? $r.contacts : {},
  "tags": $exists($r.tags) ? $r.tags : {},
  "quotas": [$r.quotas],
  "requestedBy": $exists($r.requestedBy) ? $r.requestedBy : "nobody said",
  "reason": $exists($r.reason) ? $r.reason : "nobody said"
})`.replace(/\n\s*/g, ' ');

/**
 * Two requests are the same when this is: who asks and why makes no difference, nor does the order of keys. No ring is
 * left out, as it was before there were rings.
 *
 * Written out as one text by rule, with each string in JSON's quotes: arrays of arrays would flatten into each other.
 */
export const HASH = `($r := ${REQUEST};
  $text := function($v) { $type($v) = "object" ? "{" & $join($sort($keys($v)).($string([$]) & ":" & $text($lookup($v, $))), ",") & "}"
    : $type($v) = "array" ? "[" & $join($map($v, function($each) { $text($each) }), ",") & "]" : $string([$v]) };
  $hash($text($sift($r, function($v, $k) { $not($k in ["requestedBy", "reason"] or $k = "ring" and $v = "") })), "SHA-256"))`.replace(/\n\s*/g, ' ');

/** AWS takes 1 to 50 printable ASCII characters as the name of an account. */
export const ACCOUNT_NAME = `($n := $trim($substring($trim($replace($exists($states.input.displayName) ? $states.input.displayName
  : $states.input.tenantId, /[^ -~]+/, "")), 0, 50)); $n = "" ? $states.input.tenantId : $n)`.replace(/\n\s*/g, ' ');

/** The tags of the account: the platform's two and the tenant's. */
export const ACCOUNT_TAGS = `[{"Key": ${quoted(TENANT_TAG)}, "Value": $states.input.tenantId},
  {"Key": ${quoted(STAGE_TAG)}, "Value": $exists($states.input.stage) ? $states.input.stage : "production"},
  $each($states.input.tags, function($v, $k) { {"Key": $k, "Value": $v} })]`.replace(/\n\s*/g, ' ');
