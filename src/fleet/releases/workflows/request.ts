import { SERVICE_NAME } from '../../contract';

/** What is wrong with the input of a release: an expression that comes to a list of sentences. */
export const COMPLAINTS = `($r := $states.input; $has := function($v) { $exists($v) and $v != null };
  $text := function($v, $most) { $type($v) = "string" and $length($v) <= $most };
  $type($r) != "object" ? ["the input must be an object with a 'service'"] : [
    $text($r.service, 40) and $contains($string($r.service), /${SERVICE_NAME.source}/) ? [] : "'service' must be the name of a service, 2 to 40 lower-case letters, digits and hyphens",
    $has($r.release) ? ($text($r.release, 6) and $contains($string($r.release), /^[0-9]{6}$/) ? [] : "'release' must be the six digits of a release's number") : [],
    $has($r.version) ? ($text($r.version, 16) and $contains($string($r.version), /^[0-9a-f]{16}$/) ? [] : "'version' must be 16 hexadecimal digits; leave it out for the newest") : [],
    $has($r.kind) ? ($r.kind in ["release", "repair"] ? [] : "'kind' must be release or repair") : [],
    $has($r.label) ? ($text($r.label, 100) ? [] : "'label' must be a text of at most 100 characters") : [],
    $has($r.requestedBy) ? ($text($r.requestedBy, 200) ? [] : "'requestedBy' must be a text of at most 200 characters") : [],
    $has($r.reason) ? ($text($r.reason, 500) ? [] : "'reason' must be a text of at most 500 characters") : [],
    $has($r.mayReplace) ? ($type($r.mayReplace) = "array" and $count($r.mayReplace) <= 50 and $count($r.mayReplace[$type($) != "string"]) = 0
      ? [] : "'mayReplace' must be a list of at most 50 logical ids") : []
  ])`.replace(/\n\s*/g, ' ');
