"""Judges calls of AWS by the API models that AWS ships in botocore.

    python judge.py calls.json     a list of what judges/calls/tasks.ts calls a Call

Prints {"complaints": [{"call": index, "what": text}], "unknown": [the same]}.
"""
import json
import sys
from typing import Any

from botocore.model import OperationModel, Shape

from names import BOTOCORE_NAMES, as_workflow, capital, error_name, model_of, near, prefix_of
from values import Judge, Known, at

Call = dict[str, Any]

# Actions that Step Functions does not let a workflow call: its guide, "Unsupported operations".
UNSUPPORTED = {"sts:assumeRole", "sts:assumeRoleWithSAML", "sts:assumeRoleWithWebIdentity", "lambda:invokeAsync"}

# Optimised integrations: botocore's name, actions, prefix of errors, parameters of any content, errors beside the model's, ways of waiting.
CALLBACK, SYNC = ("", "waitForTaskToken"), ("", "waitForTaskToken", "sync", "sync:2")
OPTIMISED: dict[str, tuple[str, list[str], str, tuple[str, ...], list[str], tuple[str, ...]]] = {
    "dynamodb": ("dynamodb", ["getItem", "putItem", "updateItem", "deleteItem"], "DynamoDB", (), ["AmazonDynamoDBException"], ("",)),
    "events": ("events", ["putEvents"], "EventBridge", ("Detail",), ["FailedEntry"], CALLBACK),
    "sqs": ("sqs", ["sendMessage"], "SQS", ("MessageBody",), ["AmazonSQSException"], CALLBACK),
    "sns": ("sns", ["publish"], "SNS", ("Message",), ["AmazonSNSException"], CALLBACK),
    "lambda": ("lambda", ["invoke"], "Lambda", ("Payload",), ["Unknown", "AWSLambdaException", "ClientExecutionTimeoutException"], CALLBACK),
    "states": ("stepfunctions", ["startExecution"], "StepFunctions", ("Input",), [], SYNC),
}

STATES_ERRORS = ["States." + name for name in (
    "ALL", "BranchFailed", "DataLimitExceeded", "ExceedToleratedFailureThreshold", "HeartbeatTimeout", "Http.Socket", "IntrinsicFailure",
    "ItemReaderFailed", "NoChoiceMatched", "ParameterPathFailure", "Permissions", "QueryEvaluationError", "ResultPathMatchFailure",
    "ResultWriterFailed", "Runtime", "TaskFailed", "Timeout")]

# What optimised integrations put beside the answer.
METADATA = ("SdkHttpMetadata", "SdkResponseMetadata")


class Verdict:
    """What is wrong with one call, and what of it nobody can know."""

    def __init__(self, call: Call, others: dict[tuple[str, int], Call]) -> None:
        self.call = call
        self.others = others
        self.complaints: dict[str, None] = {}
        self.unknown: dict[str, None] = {}
        self.judge()

    def complain(self, what: str) -> None:
        self.complaints[what] = None

    def wonder(self, what: str) -> None:
        self.unknown[what] = None

    def judge(self) -> None:
        call = self.call
        service, action, pattern, by = call["service"], call["action"], call["pattern"], call["by"]
        optimised = OPTIMISED.get(service) if by == "optimised" else None
        model = model_of(optimised[0] if optimised else service) if optimised or by != "optimised" else None
        if model is None:
            known = OPTIMISED if by == "optimised" else [*filter(model_of, OPTIMISED), *BOTOCORE_NAMES]
            return self.complain(f"there is no {'optimised integration' if by == 'optimised' else 'service'} {service}{near(service, known)}")
        prefix = prefix_of(model)
        if not optimised and prefix.lower() != service:
            return self.complain(f"Step Functions calls this service {prefix.lower()}, not {service}")
        names = {name[0].lower() + name[1:]: name for name in model.operation_names}
        allowed = optimised[1] if optimised else list(names)
        if action not in allowed:
            return self.complain(f"{service} has no action {action}{near(action, allowed)}")
        if by != "function" and f"{service}:{action}" in UNSUPPORTED:
            return self.complain(f"Step Functions does not support {service}:{action}")
        waits = optimised[5] if optimised else CALLBACK
        if pattern not in waits:
            self.complain(f"{service}:{action} cannot be called with .{pattern}; right is one of {', '.join(each or 'nothing' for each in waits)}")
        operation = model.operation_model(names[action])
        self.parameters(operation, optimised[3] if optimised else ())
        self.errors(operation, optimised[2] if optimised else prefix, prefix, optimised[4] if optimised else [])
        self.answer(operation)

    def parameters(self, operation: OperationModel, free: tuple[str, ...]) -> None:
        spell = capital if self.call["by"] == "function" else as_workflow
        known = self.call["parameters"]
        if known["is"] == "nothing":
            known = {"is": "object", "fields": {}}
        if operation.input_shape is not None:
            optimised = self.call["by"] == "optimised"
            Judge(spell, free, self.complain, self.wonder, self.earlier, optimised).value(known, operation.input_shape, "")
        elif known.get("fields"):
            self.complain(f"{self.call['action']} takes no parameters")

    def earlier(self, known: Known) -> Shape | None:
        """The shape of a value that another task of the document was answered."""
        other = self.others[self.call["document"], known["task"]]
        if other["pattern"] or (operation := operation_of(other)) is None:
            return None
        found = shape_at(other, operation, known["path"]) if known["path"] else operation.output_shape
        return found if isinstance(found, Shape) else None

    def errors(self, operation: OperationModel, prefix: str, service: str, more: list[str]) -> None:
        outside = f"{prefix}.{service}Exception"
        modelled = [error_name(shape.name) for shape in operation.error_shapes]
        possible = [*(f"{prefix}.{name}" for name in [*modelled, *more, "SdkClientException"]), outside, *STATES_ERRORS]
        # What one's own code throws, or tells with a task token, has any name.
        own = self.call["action"] in ("invoke", "startExecution") or self.call["pattern"] == "waitForTaskToken"
        for error in self.call["errors"]:
            if error not in possible and not (own and "." not in error):
                self.complain(f"{self.call['action']} does not fail with {error}{near(error, possible)} (what the API model lacks comes as {outside})")

    def answer(self, operation: OperationModel) -> None:
        call = self.call
        free = call["pattern"] == "waitForTaskToken" or call["by"] == "function"
        for read in call["reads"]:
            path, reader = read["path"], read["state"]
            if free:
                self.wonder(f"'{reader}' reads {path[0]}, of whatever is sent with the task token")
            elif not (call["by"] == "optimised" and path[0] in METADATA):
                found = shape_at(call, operation, path)
                if isinstance(found, str):
                    self.complain(f"'{reader}' reads what is not there: {found}")
                elif found is None and len(path) > 1:
                    self.wonder(f"'{reader}' reads {'.'.join(path)}, of whatever the other side answers")
        for comparison in call["comparisons"]:
            self.compared(comparison)

    def compared(self, comparison: dict[str, Any]) -> None:
        shapes = [self.earlier(answer) for answer in comparison["answers"]]
        enums = [shape.metadata.get("enum") if shape else None for shape in shapes]
        if all(enums) and not any(comparison["to"] in enum for enum in enums):
            values = sorted({value for enum in enums for value in enum})
            path = ".".join(comparison["answers"][0]["path"])
            self.complain(f"'{comparison['state']}' compares {path} to {comparison['to']!r}; "
                          f"right is one of {', '.join(values)[:150]}{near(comparison['to'], values)}")


def operation_of(call: Call) -> OperationModel | None:
    service, action = call["service"], call["action"]
    name = OPTIMISED[service][0] if call["by"] == "optimised" and service in OPTIMISED else service
    model = model_of(name)
    name = action[0].upper() + action[1:]
    return model.operation_model(name) if model is not None and name in model.operation_names else None


def shape_at(call: Call, operation: OperationModel, path: list[str]) -> Shape | str | None:
    """What is at a path of the answer; what is wrong with the path; or None where anything may be."""
    if call["by"] == "optimised" and call["service"] == "states" and call["pattern"].startswith("sync"):
        operation = operation.service_model.operation_model("DescribeExecution")
        if path[0] == "Output" and call["pattern"] == "sync:2":
            return None
    if operation.output_shape is None or not operation.output_shape.members:
        return f"{call['action']} answers nothing"
    return next(at(operation.output_shape, path, as_workflow))


def main(file: str) -> None:
    with open(file, encoding="utf-8") as text:
        calls: list[Call] = json.load(text)
    others = {(call["document"], call["task"]): call for call in calls}
    verdicts = [Verdict(call, others) for call in calls]
    listed = {member: [{"call": index, "what": what} for index, verdict in enumerate(verdicts) for what in getattr(verdict, member)]
              for member in ("complaints", "unknown")}
    json.dump(listed, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
