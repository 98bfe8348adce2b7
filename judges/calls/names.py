"""How Step Functions, which calls AWS with the SDK for Java, spells what the API models name.

Sources: Step Functions Developer Guide, "Integrating with AWS services"; aws-sdk-java-v2, Utils.unCapitalize and
DefaultNamingStrategy.
"""
import difflib
import functools
from typing import Iterable

import botocore.session
import regex
from botocore.model import ServiceModel

# Names of Step Functions that differ from botocore's, in lower case.
BOTOCORE_NAMES = {
    "bcmdataexports": "bcm-data-exports", "cloudwatchlogs": "logs", "costexplorer": "ce", "eventbridge": "events",
    "servicequotas": "service-quotas", "sfn": "stepfunctions", "ssoadmin": "sso-admin",
}


def java_words(name: str) -> str:
    """`AWSOrganizationsNotInUse` is `AwsOrganizationsNotInUse`."""
    name = regex.sub(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])", " ", regex.sub(r"[^A-Za-z0-9]+", " ", name))
    name = regex.sub(r"([0-9])([a-zA-Z])", r"\1 \2", regex.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name))
    return "".join(word.capitalize() for word in name.split())


def folded(member: str) -> str:
    """The first run of capitals becomes one word: `stateMachineArn` is `StateMachineArn`, `SSESpecification` is `SseSpecification`."""
    end = 1
    while end < len(member) and member[end].isupper() and not member[end + 1:end + 2].islower():
        end += 1
    return member[0].upper() + member[1:end].lower() + member[end:]


def as_workflow(member: str) -> str:
    """`BOOL` is `Bool` (aws/aws-sdk-js#4294), and `NULL` is `Nul`, a word of Java being in its way (boto/boto3#4253)."""
    return "Nul" if member == "NULL" else folded(member)


def capital(member: str) -> str:
    """As functions spell it; the lab's record has a capital letter first, whatever the API has."""
    return member[0].upper() + member[1:]


def prefix_of(model: ServiceModel) -> str:
    return regex.sub("^(Amazon|Aws)|Service$", "", java_words(model.service_id))


def error_name(shape_name: str) -> str:
    return java_words(shape_name.removesuffix("Fault")).removesuffix("Exception") + "Exception"


@functools.cache
def model_of(service: str) -> ServiceModel | None:
    session = botocore.session.get_session()
    name = BOTOCORE_NAMES.get(service, service)
    return session.get_service_model(name) if name in session.get_available_services() else None


def near(name: str, names: Iterable[str]) -> str:
    known = list(names)
    close = [each for each in known if each.lower() == name.lower()] or difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else ""
