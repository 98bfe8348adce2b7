"""Templates, as text with holes: what is taken out, what is asked for, what is put in."""
import json
import re
from collections.abc import Callable
from typing import Any

Template = dict[str, Any]


def is_function(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and (name := next(iter(value))) and (name == "Ref" or name.startswith("Fn::"))


def names_in(value: Any) -> set[str]:
    """Logical ids that a value refers to."""
    if isinstance(value, dict):
        mine = set()
        if is_function(value):
            (function, about), = value.items()
            if function == "Ref":
                mine = {about}
            elif function == "Fn::GetAtt":
                mine = {about[0] if isinstance(about, list) else about.split(".")[0]}
            elif function == "Fn::Sub":
                mine = set(re.findall(r"\$\{(\w+)[.}]", about if isinstance(about, str) else about[0]))
        return mine.union(*(names_in(each) for each in value.values()))
    return set().union(*(names_in(each) for each in value)) if isinstance(value, list) else set()


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Each function call and each plain value anew, from the outside in."""
    changed = change(value)
    if changed is not value:
        return changed
    if isinstance(value, dict):
        return {name: mapped(each, change) for name, each in value.items()}
    return [mapped(each, change) for each in value] if isinstance(value, list) else value


def without(template: Template, taken: set[str]) -> Template:
    """The template without these resources, and all that depends on them."""
    resources, gone = template["Resources"], set(taken)
    while more := {name for name, one in resources.items() if name not in gone and gone & (names_in(one) | depends(one))}:
        gone |= more
    outputs = {name: one for name, one in template.get("Outputs", {}).items() if not gone & names_in(one)}
    return {**template, "Resources": {name: one for name, one in resources.items() if name not in gone}, "Outputs": outputs}


def depends(resource: dict[str, Any]) -> set[str]:
    said = resource.get("DependsOn", [])
    return {said} if isinstance(said, str) else set(said)


def asking(template: Template, values: Any) -> tuple[Template, dict[str, Any]]:
    """The template with an output for each function call in the values, and the calls by the names of their outputs."""
    asked: dict[str, Any] = {}

    def note(value: Any) -> Any:
        if is_function(value):
            asked.setdefault(f"Asked{len(asked)}", value)
            return None
        return value

    mapped(values, note)
    outputs = {**template.get("Outputs", {}), **{name: {"Value": call} for name, call in asked.items()}}
    return {**template, "Outputs": outputs}, asked


def answered(values: Any, asked: dict[str, Any], outputs: dict[str, str]) -> Any:
    """The values with what the outputs said in the place of the calls."""
    said = {json.dumps(call): outputs[name] for name, call in asked.items()}
    return mapped(values, lambda value: said[json.dumps(value)] if is_function(value) else value)


def with_answers(template: Template, taken: dict[str, tuple[str, dict[str, str]]]) -> Template:
    """The template without resources that were made elsewhere: what refers to them gets the id, or the attribute."""
    def put_in(value: Any) -> Any:
        if is_function(value):
            (function, about), = value.items()
            if function == "Ref" and about in taken:
                return taken[about][0]
            if function == "Fn::GetAtt" and isinstance(about, list) and about[0] in taken:
                return taken[about[0]][1][about[1]]
            if function == "Fn::Sub" and names_in(value) & set(taken):
                raise ValueError(f"nothing is put into Fn::Sub: {json.dumps(about)}")
        return value

    kept = {name: {**one, "DependsOn": sorted(depends(one) - set(taken))} for name, one in template["Resources"].items() if name not in taken}
    return dict(mapped({**template, "Resources": kept}, put_in))


def in_the_name_of_sessions(value: Any) -> Any:
    """Conditions on aws:PrincipalArn, as they have to be where that is the ARN of a session instead of the role's."""
    if isinstance(value, list):
        return [in_the_name_of_sessions(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "aws:PrincipalArn" in json.dumps(value.get("Condition", "")) and isinstance(value["Condition"], dict):
        return {**value, "Condition": {operator.replace("Equals", "Like"): in_sessions(about) for operator, about in value["Condition"].items()}}
    return {name: in_the_name_of_sessions(each) for name, each in value.items()}


def in_sessions(about: Any) -> Any:
    if not isinstance(about, dict) or set(about) != {"aws:PrincipalArn"}:
        raise ValueError(f"a condition on more than aws:PrincipalArn is not rewritten: {json.dumps(about)}")
    said = mapped(about["aws:PrincipalArn"], lambda value: value.replace(":iam::", ":sts::").replace(":role/", ":assumed-role/") if isinstance(value, str) else value)
    return {"aws:PrincipalArn": {"Fn::Join": ["", [said, "/*"]]}}
