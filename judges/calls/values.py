"""Judges what is known of a value by the shape that an API model has for it. judges/calls/known.ts says what is known."""
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import regex
from botocore.model import Shape

from names import near

Known = dict[str, Any]

PYTHON = {"structure": dict, "map": dict, "list": list, "string": str, "character": str, "boolean": bool, "integer": int, "long": int,
          "float": (int, float), "double": (int, float), "timestamp": (str, int, float), "blob": object}
JSONATA = {"string": "string", "character": "string", "boolean": "boolean", "integer": "number", "long": "number", "float": "number",
           "double": "number"}
RULES = ("enum", "min", "max", "pattern")


@dataclass
class Judge:
    """`spell` says how a caller spells the API's members; `free` are parameters of any content; `answer` finds an answer's shape."""
    spell: Callable[[str], str]
    free: tuple[str, ...]
    complain: Callable[[str], None]
    unknown: Callable[[str], None]
    answer: Callable[[Known], Shape | None]
    optimised: bool

    def value(self, known: Known, shape: Shape, path: str) -> None:
        kind = shape.type_name
        where = path or "the parameters"
        match known["is"]:
            case "either":
                for one in known["of"]:
                    self.value(one, shape, path)
            case "some":
                self.some(known.get("type"), shape, where)
            case "answer":
                self.answered(self.answer(known), shape, where)
            case "nothing":
                pass
            case "object" if kind == "structure":
                self.structure(known, shape, path)
            case "object" if kind == "map":
                for key, item in known["fields"].items():
                    self.scalar(key, shape.key, f"{path}.{key}" if path else key)
                    self.value(item, shape.value, f"{path}.{key}")
                if known.get("open"):
                    self.unknown(f"{where} (may have more keys)")
                else:
                    self.size(len(known["fields"]), shape, where)
            case "list" if kind == "list":
                for index, item in enumerate(known["items"]):
                    self.value(item, shape.member, f"{path}.{index}")
                if known.get("exact"):
                    self.size(len(known["items"]), shape, where)
                elif "min" in shape.metadata or "max" in shape.metadata:
                    self.unknown(f"{where} (its length)")
            case "object" | "list":
                if kind != "blob":
                    self.complain(f"{where} is {'an object' if known['is'] == 'object' else 'a list'}; right is a {kind}")
            case "json":
                self.scalar(known["value"], shape, where, judge_rules=not known.get("perhaps"))

    def some(self, known_type: str | None, shape: Shape, where: str) -> None:
        kind = shape.type_name
        if known_type is None:
            self.unknown(where)
        elif kind == "timestamp":
            if known_type == "boolean":
                self.complain(f"{where} is a boolean; right is a timestamp")
        elif kind != "blob" and JSONATA.get(kind) != known_type:
            self.complain(f"{where} is a {known_type}; right is a {kind}")
        elif any(rule in shape.metadata for rule in RULES):
            self.unknown(f"{where} ({', '.join(rule for rule in RULES if rule in shape.metadata)})")

    def answered(self, given: Shape | None, shape: Shape, where: str) -> None:
        """The same shape has the same rules; lists may be one value and one value a list, as JSONata has it."""
        while given is not None and given.type_name == "list" and shape.type_name != "list":
            given = given.member
        if given is None or given.type_name in ("structure", "map", "list", "blob"):
            self.unknown(where)
        elif given.name != shape.name or given.metadata != shape.metadata:
            self.some("string" if given.type_name == "timestamp" else JSONATA[given.type_name], shape, where)

    def structure(self, known: Known, shape: Shape, path: str) -> None:
        fields: dict[str, Known] = {key: item for key, item in known["fields"].items() if item["is"] != "nothing"}
        names = {self.spell(member): member for member in shape.members}
        if self.optimised and shape.name == "AttributeValue":
            # DynamoDB's own integration takes `BOOL`, which is how aws-cdk-lib's DynamoAttributeValue spells it.
            names |= {member: member for member in shape.members}
        inside = f"{path}." if path else ""
        for key, item in fields.items():
            if key not in names:
                self.complain(f"{inside}{key} is unknown{near(key, names)}")
            elif key not in self.free:
                self.value(item, shape.members[names[key]], inside + key)
        missing = [self.spell(member) for member in shape.required_members if self.spell(member) not in fields]
        if known.get("open"):
            self.unknown(f"{path or 'the parameters'} (may have more fields)")
            return
        for name in missing:
            self.complain(f"{inside}{name} is missing; it is required")
        if (shape.is_tagged_union or shape.name == "AttributeValue") and len(fields) != 1:
            self.complain(f"{path} has {len(fields)} of {', '.join(names)}; right is exactly one")

    def scalar(self, value: str | int | float | bool | None, shape: Shape, where: str, judge_rules: bool = True) -> None:
        kind = shape.type_name
        wrong_bool = isinstance(value, bool) and kind not in ("boolean", "blob")
        whole = isinstance(value, float) and value.is_integer() and kind in ("integer", "long")
        if wrong_bool or not (isinstance(value, PYTHON[kind]) or whole):
            self.complain(f"{where} is {json.dumps(value)[:60]}; right is a {kind}")
            return
        rules = shape.metadata
        if not judge_rules:
            if any(rule in rules for rule in RULES):
                self.unknown(f"{where} ({', '.join(rule for rule in RULES if rule in rules)})")
            return
        if rules.get("enum") and value not in rules["enum"]:
            self.complain(f"{where} is {value!r}; right is one of {', '.join(rules['enum'])[:150]}{near(str(value), rules['enum'])}")
        if isinstance(value, str) and "pattern" in rules and not regex.fullmatch(rules["pattern"], value):
            self.complain(f"{where} is {value[:60]!r}; right is what matches {rules['pattern']}")
        if kind in ("string", "character"):
            self.size(len(str(value)), shape, where)
        elif JSONATA.get(kind) == "number":
            self.range(value, shape, where, "is")

    def size(self, size: int, shape: Shape, where: str) -> None:
        self.range(size, shape, where, "has the length")

    def range(self, size: Any, shape: Shape, where: str, verb: str) -> None:
        least, most = shape.metadata.get("min"), shape.metadata.get("max")
        if (least is not None and size < least) or (most is not None and size > most):
            self.complain(f"{where} {verb} {size}; right is {least if least is not None else ''}..{most if most is not None else ''}")


def at(shape: Shape | None, path: list[str], spell: Callable[[str], str]) -> Iterator[Shape | str | None]:
    """The shape at a path, or what is wrong with the path, or None where anything may be. Lists are passed over, as JSONata does."""
    for index, name in enumerate(path):
        while shape is not None and shape.type_name == "list":
            shape = shape.member
        if shape is None or shape.type_name == "blob" or getattr(shape, "is_document_type", False):
            yield None
            return
        so_far = ".".join(path[:index + 1])
        if shape.type_name == "map":
            shape = shape.value
        elif shape.type_name == "structure":
            names = {spell(member): member for member in shape.members}
            if name not in names:
                yield f"{so_far} is no field of the answer{near(name, names)}" + ("" if len(names) > 12 else f" (fields: {', '.join(names)})")
                return
            shape = shape.members[names[name]]
        else:
            yield f"{so_far} is read, but {'.'.join(path[:index])} is a {shape.type_name} and has no fields"
            return
    while shape is not None and shape.type_name == "list":
        shape = shape.member
    yield shape
