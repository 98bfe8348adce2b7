"""Repair of the interpreter: in whose name a task calls."""
import functools
import sys
from typing import Any

from repair import LOCK, Settings, repair


@repair(
    does="parses `Credentials.RoleArn` and ignores it",
    aws="makes the call in that role's account",
    source="Step Functions guide, Accessing resources in other AWS accounts",
)
def tasks_use_their_credentials(settings: Settings) -> None:
    import moto.stepfunctions.parser.models  # noqa: F401 (loads every module that holds the name)
    from moto.stepfunctions.parser.asl.eval import environment  # noqa: F401

    def client(region: str, service: str, state_credentials: Any = None) -> Any:
        return client_as(settings, getattr(state_credentials, "role_arn", None) or home(settings), region, service)

    for module in [module for name, module in sys.modules.items() if name.startswith("moto.") and hasattr(module, "boto_client_for")]:
        module.boto_client_for = client


def home(settings: Settings) -> str:
    """For the calls of which moto does not say in whose name: functions are called where the platform works."""
    return f"arn:aws:iam::{settings.platform}:role/states"


def client_as(settings: Settings, role: str, region: str, service: str) -> Any:
    """A client with a role's keys. Kept: to make one anew for each call is ten times slower."""
    with LOCK:
        return _client(settings.endpoint, settings.management, role, region, service)


@functools.cache
def _client(endpoint: str, management: str, role: str, region: str, service: str) -> Any:
    import boto3
    import botocore.config
    config = botocore.config.Config(parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=900, max_pool_connections=50)
    keys = {"aws_access_key_id": "ak", "aws_secret_access_key": "sk"}
    if role and role.split(":")[4] != management:
        assumed = _client(endpoint, management, "", region, "sts").assume_role(RoleArn=role, RoleSessionName="states")["Credentials"]
        keys = {"aws_access_key_id": assumed["AccessKeyId"], "aws_secret_access_key": assumed["SecretAccessKey"],
                "aws_session_token": assumed["SessionToken"]}
    return boto3.client(service, region_name=region, endpoint_url=endpoint, config=config, **keys)
