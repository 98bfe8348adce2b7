"""How Step Functions spells AWS's names, from the API models that AWS ships in botocore.

Step Functions calls AWS through the Java SDK, hence the rules:
  parameter  botocore's, first run of capitals folded: stateMachineArn -> StateMachineArn, SSESpecification -> SseSpecification
  error      PREFIX.NameException: the suffix always, words in Pascal case; PREFIX.<service>Exception if the model lacks the error
  PREFIX     of aws-sdk:x: Pascal case (DynamoDb, Sfn, EventBridge)
Sources: Step Functions guide, "AWS SDK service integrations"; aws-sdk-java-v2, Utils.unCapitalize and DefaultNamingStrategy.
"""
import functools
from typing import Any

import botocore.session
import regex

BOTOCORE_NAMES = {
    "sfn": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs", "servicequotas": "service-quotas",
}


@functools.cache
def api_model(name: str) -> Any:
    session = botocore.session.get_session()
    return session.get_service_model(name) if name in session.get_available_services() else None


def java_words(name: str) -> str:
    """`AWSOrganizationsNotInUse` -> `AwsOrganizationsNotInUse`: words as the Java SDK splits them."""
    name = regex.sub(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])", " ", regex.sub(r"[^A-Za-z0-9]+", " ", name))
    name = regex.sub(r"([0-9])([a-zA-Z])", r"\1 \2", regex.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name))
    return "".join(word.capitalize() for word in name.split())


def parameter_name(member: str) -> str:
    end = 1
    while end < len(member) and member[end].isupper() and not member[end + 1:end + 2].islower():
        end += 1
    return member[0].upper() + member[1:end].lower() + member[end:]


def service_prefix(model: Any) -> str:
    return regex.sub("^(Amazon|Aws)|Service$", "", java_words(model.service_id))
