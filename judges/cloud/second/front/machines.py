"""moto's interpreter, in front: machines that CloudFormation made in fakecloud run here, in the name of their roles."""
import functools
import json
import sys
import threading
from typing import Any

from front import Call, Surroundings
from repair import LOCK, repair
from werkzeug.test import Client
from werkzeug.wrappers import Response

# Step Functions' calls that are about executions; all others are fakecloud's.
ABOUT_EXECUTIONS = (
    "StartExecution", "StopExecution", "DescribeExecution", "ListExecutions", "GetExecutionHistory", "DescribeMapRun", "ListMapRuns",
    "DescribeStateMachineForExecution", "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat",
)


def in_front(around: Surroundings) -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from moto.stepfunctions.parser.models import stepfunctions_parser_backends as backends
    interpreter = Client(DomainDispatcherApplication(create_backend_app), Response)
    known: dict[str, str] = {}

    def bring(arn: str) -> None:
        """The machine as fakecloud has it."""
        region, account = arn.split(":")[3:5]
        there = around.fakecloud.client("stepfunctions", region, around.fakecloud.administrator(account)).describe_state_machine(stateMachineArn=arn)
        with LOCK:
            backend, definition = backends[account][region], there["definition"]
            if arn not in known:
                backend.create_state_machine(name=there["name"], definition=definition, roleArn=there["roleArn"])
            elif known[arn] != definition:
                backend.update_state_machine(arn, definition=definition, role_arn=there["roleArn"])
            known[arn] = definition

    def interpret(call: Call) -> Response:
        if arn := call.json().get("stateMachineArn"):
            bring(arn)
        return interpreter.open(call.path, method=call.method, headers=call.headers, data=call.body)

    for action in ABOUT_EXECUTIONS:
        around.front.before["states", action] = interpret


class Chained(str):
    """A role that is taken in the name of another."""
    through: str


class Roles:
    def __init__(self, around: Surroundings) -> None:
        self.around, self.taking = around, threading.Lock()

    def client(self, region: str, service: str, state_credentials: Any) -> Any:
        role = state_credentials.role_arn
        with self.taking:
            return self._client(region, service, str(role), getattr(role, "through", None))

    @functools.cache
    def _client(self, region: str, service: str, role: str, through: str | None) -> Any:
        import boto3
        import botocore.config
        config = botocore.config.Config(parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=900, max_pool_connections=50)
        sts = self._client(region, "sts", through, None) if through else self._in_place_of_step_functions(region, role)
        keys = sts.assume_role(RoleArn=role, RoleSessionName="states")["Credentials"]
        return boto3.client(service, region_name=region, endpoint_url=self.around.endpoint, config=config, aws_access_key_id=keys["AccessKeyId"],
                            aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])

    @functools.cache
    def _in_place_of_step_functions(self, region: str, role: str) -> Any:
        account, name = role.split(":")[4], role.split("/")[-1]
        key = self.around.fakecloud.administrator(account)
        iam = self.around.fakecloud.client("iam", region, key)
        trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        if not any("states.amazonaws.com" in json.dumps(each["Principal"]) and each["Effect"] == "Allow" for each in trust["Statement"]):
            raise RuntimeError(f"{role} does not trust states.amazonaws.com")
        trust["Statement"].append({"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"})
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
        return self.around.fakecloud.client("sts", region, key)


@repair(
    does="takes no roles: neither the machine's own nor `Credentials.RoleArn`, and every call is made in one account",
    aws="takes the machine's role, with it the role in `Credentials`, and calls in that role's name. (That the machine's role trusts Step Functions is"
        " looked at here: in fakecloud no service can take a role from outside.)",
    source="Step Functions guide, Accessing resources in other AWS accounts",
)
def tasks_call_in_the_name_of_roles(around: Surroundings) -> None:
    import moto.stepfunctions.parser.models  # noqa: F401 (loads every module that holds the name)
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import Credentials, StateCredentials
    from moto.stepfunctions.parser.asl.eval import environment  # noqa: F401

    def evaluate(self: Any, env: Any) -> None:
        self.role_arn.eval(env=env)
        role = Chained(env.stack.pop())
        role.through = env.aws_execution_details.role_arn
        env.stack.append(StateCredentials(role_arn=role))

    Credentials._eval_body = evaluate
    client = Roles(around).client
    for module in [module for name, module in sys.modules.items() if name.startswith("moto.") and hasattr(module, "boto_client_for")]:
        module.boto_client_for = client
