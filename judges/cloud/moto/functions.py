"""Repairs of Lambda and EventBridge: functions run, and rules start them."""
import copy
import hashlib
import io
import json
import os
import tempfile
import threading
import time
import zipfile
from typing import Any

from credentials import client_as
from repair import LOCK, Settings, plain, repair
from warm import Warm

WARM: dict[str, Warm] = {}


def stop() -> None:
    for one in WARM.values():
        one.stop()


def warm(settings: Settings, function: Any) -> Warm:
    folder = tempfile.mkdtemp(prefix="function-")
    zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
    # Of code in a template moto makes a file whose name no runtime of Node knows.
    if os.path.exists(f"{folder}/index.py"):
        os.rename(f"{folder}/index.py", f"{folder}/index.js")
    role = client_as(settings, "", settings.region, "sts").assume_role(RoleArn=function.role, RoleSessionName="function")["Credentials"]
    return Warm(settings.node, folder, function.handler, {
        **function.environment_vars, "PATH": os.environ["PATH"], "NODE_PATH": settings.node_modules,
        # Of an address S3's client makes no names of buckets that nobody resolves.
        "AWS_ENDPOINT_URL": settings.endpoint.replace("localhost", "127.0.0.1"),
        "AWS_REGION": function.region, "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_ACCESS_KEY_ID": role["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": role["SecretAccessKey"], "AWS_SESSION_TOKEN": role["SessionToken"],
    }, function.function_arn)


@repair(
    does="without Docker, functions echo their payload; code in a template becomes a Python file",
    aws="runs them",
    source="Lambda guide, Invoking Lambda functions",
)
def functions_run(settings: Settings) -> None:
    from moto.awslambda.models import LambdaFunction
    from moto.awslambda_simple.models import LambdaSimpleBackend

    def ask(function: Any, body: Any, response_headers: Any) -> str:
        key = hashlib.sha256(function.code_bytes + function.function_arn.encode()).hexdigest()
        with LOCK:
            one = WARM.get(key) or WARM.setdefault(key, warm(settings, function))
        answer = one.ask(body or "{}")
        if "error" in answer:
            response_headers["x-amz-function-error"] = "Unhandled"
            return json.dumps(answer["error"])
        return json.dumps(answer.get("result"))

    def invoke(self: Any, function_name: str, qualifier: Any, body: Any, headers: Any, response_headers: Any) -> bytes:
        return ask(self.get_function(function_name, qualifier), body, response_headers).encode()

    LambdaFunction.invoke = lambda self, body, request_headers, response_headers: ask(self, body, response_headers)
    LambdaSimpleBackend.invoke = invoke


@repair(
    does="PutEvents answers 500 when a matching rule has a state machine or function as target",
    aws="starts it; PutEvents never fails for a target's sake",
    source="EventBridge guide, Event bus targets",
)
def rules_start_functions(settings: Settings) -> None:
    from moto.events.models import Rule
    send = Rule.send_to_targets

    def deliver(arn: str, event: str) -> None:
        account = f"arn:aws:iam::{arn.split(':')[4]}:role/events"
        client_as(settings, account, arn.split(":")[3], "lambda").invoke(FunctionName=arn, Payload=event)

    def send_to_targets(self: Any, event: Any, *rest: Any) -> None:
        mine, others = [target for target in self.targets if ":lambda:" in target["Arn"]], copy.copy(self)
        others.targets = [target for target in self.targets if target not in mine]
        send(others, event, *rest)
        for target in mine if self.event_pattern.matches_event(event) else []:
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(float(event.get("time") or time.time())))
            whole = json.dumps({**plain(event), "time": moment})
            threading.Thread(target=deliver, args=(target["Arn"], target.get("Input") or whole), daemon=True).start()

    Rule.send_to_targets = send_to_targets


@repair(
    does="an event that a rule sends to another bus is a new one there, of the account and Region of that bus; targets are not told of which account an event is",
    aws="it keeps its id, its time, and the account and Region that it came from",
    source="EventBridge guide, Sending and receiving events between AWS accounts",
)
def events_stay_whose_they_are(_: Settings) -> None:
    from moto.events.models import Rule, events_backends
    from moto.events.utils import EventTemplateParser as Parser
    Parser.DEFAULT_EVENT_INPUT_TEMPLATE = Parser.DEFAULT_EVENT_INPUT_TEMPLATE.replace('"region"', '"account": "<account>", "region"')
    send = Rule.send_to_targets

    def send_to_targets(self: Any, event: Any, *rest: Any) -> None:
        buses, others = [target["Arn"] for target in self.targets if ":event-bus/" in target["Arn"]], copy.copy(self)
        others.targets = [target for target in self.targets if target["Arn"] not in buses]
        send(others, event, *rest)
        for arn in buses if self.event_pattern.matches_event(event) else []:
            region, account, name = arn.split(":")[3], arn.split(":")[4], arn.split("/")[-1]
            for rule in list(events_backends[account][region].describe_event_bus(name).rules.values()):
                rule.send_to_targets(copy.deepcopy(event))

    Rule.send_to_targets = send_to_targets
