"""Repairs of CloudFormation: what a stack's resources become."""
import json
import time
import uuid
from typing import Any

from repair import LOCK, Settings, repair


@repair(
    does="a state machine from a template lands where nothing is executed and has no Arn; Ref of a bus is an object; an execution without a name is called None",
    aws="runs; has Arn; Ref is the name; a UUID",
    source="CloudFormation template reference, Return values; Step Functions API reference, StartExecution",
)
def deployed_machines_run(_: Settings) -> None:
    import moto.stepfunctions.models as machines
    from moto.events.models import EventBus
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend as Backend
    from moto.stepfunctions.parser.models import stepfunctions_parser_backends
    machines.stepfunctions_backends, Machine = stepfunctions_parser_backends, machines.StateMachine
    knows, get, start = Machine.has_cfn_attr.__func__, Machine.get_cfn_attribute, Backend.start_execution
    Machine.has_cfn_attr = classmethod(lambda cls, name: name == "Arn" or knows(cls, name))
    Machine.get_cfn_attribute = lambda self, name: self.arn if name == "Arn" else get(self, name)
    EventBus.physical_resource_id = property(lambda self: self.name)
    Backend.start_execution = lambda self, arn, name=None, *rest, **named: start(self, arn, name or str(uuid.uuid4()), *rest, **named)


@repair(
    does="skips AWS::Organizations::OrganizationalUnit and AWS::CloudFormation::StackSet in templates; what refers to them fails",
    aws="makes them",
    source="CloudFormation template reference",
)
def units_and_stack_sets_are_made(_: Settings) -> None:
    from moto.cloudformation.models import cloudformation_backends
    from moto.core.common_models import CloudFormationModel
    from moto.organizations.models import organizations_backends

    class Made:
        """A resource of which a template can ask the id."""

        def __init__(self, identity: str):
            self.physical_resource_id = identity

        @staticmethod
        def cloudformation_name_type() -> str:
            return ""

    class OrganizationalUnit(Made, CloudFormationModel):
        __module__ = "moto.organizations.models"  # where moto looks for the service

        @staticmethod
        def cloudformation_type() -> str:
            return "AWS::Organizations::OrganizationalUnit"

        @classmethod
        def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any) -> Any:
            unit = organizations_backends[account_id]["aws"].create_organizational_unit(**cloudformation_json["Properties"])
            return cls(unit["OrganizationalUnit"]["Id"])

    class StackSetResource(Made, CloudFormationModel):
        __module__ = "moto.cloudformation.models"  # where moto looks for the service

        @staticmethod
        def cloudformation_type() -> str:
            return "AWS::CloudFormation::StackSet"

        @classmethod
        def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any) -> Any:
            said = cloudformation_json["Properties"]
            made = cloudformation_backends[account_id][region_name].create_stack_set(
                name=said["StackSetName"], template=said["TemplateBody"], description=said.get("Description"), tags={},
                parameters={one["ParameterKey"]: one["ParameterValue"] for one in said.get("Parameters", [])},
                admin_role=None, exec_role=None, permission_model=said["PermissionModel"])
            return cls(made.id)

        @classmethod
        def delete_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str) -> None:
            cloudformation_backends[account_id][region_name].delete_stack_set(resource_name)


@repair(
    does="skips AWS::Organizations::Policy in templates, and knows no policies of settings but two types",
    aws="makes them, and knows EC2, S3 and GuardDuty policies",
    source="CloudFormation template reference; Organizations API reference, PolicyType",
)
def policies_are_made(_: Settings) -> None:
    from moto.core.common_models import CloudFormationModel
    from moto.organizations.models import FakePolicy, FakeRoot, organizations_backends
    newer = ["DECLARATIVE_POLICY_EC2", "S3_POLICY", "GUARDDUTY_POLICY"]
    for known in (FakePolicy, FakeRoot):
        known.SUPPORTED_POLICY_TYPES.extend(newer)
    make = FakePolicy.__init__

    def made_as_others(self: Any, organization: Any, **said: Any) -> None:
        make(self, organization, **{**said, "Type": "TAG_POLICY" if said["Type"] in newer else said["Type"]})
        self.type, self._arn_format = said["Type"], self._arn_format.replace("tag_policy", said["Type"].lower())

    class Policy(CloudFormationModel):
        __module__ = "moto.organizations.models"  # where moto looks for the service

        def __init__(self, identity: str, arn: str):
            self.physical_resource_id, self.attributes = identity, {"Id": identity, "Arn": arn}

        def get_cfn_attribute(self, attribute_name: str) -> str:
            return self.attributes[attribute_name]

        @staticmethod
        def cloudformation_name_type() -> str:
            return ""

        @staticmethod
        def cloudformation_type() -> str:
            return "AWS::Organizations::Policy"

        @classmethod
        def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any) -> Any:
            said, land = dict(cloudformation_json["Properties"]), organizations_backends[account_id]["aws"]
            targets = said.pop("TargetIds", [])
            made = land.create_policy(**said)["Policy"]["PolicySummary"]
            for target in targets:
                land.attach_policy(PolicyId=made["Id"], TargetId=target)
            return cls(made["Id"], made["Arn"])

    FakePolicy.__init__ = made_as_others


@repair(
    does="fails with HTTP 500 for an archive in a template with a pattern",
    aws="makes it",
    source="CloudFormation template reference, AWS::Events::Archive",
)
def archives_take_patterns(_: Settings) -> None:
    from moto.events.models import Archive
    make = Archive.create_from_cloudformation_json.__func__

    def with_text(cls: Any, resource_name: str, cloudformation_json: Any, *rest: Any, **named: Any) -> Any:
        said = dict(cloudformation_json["Properties"])
        if isinstance(said.get("EventPattern"), dict):
            said["EventPattern"] = json.dumps(said["EventPattern"])
        return make(cls, resource_name, {**cloudformation_json, "Properties": said}, *rest, **named)

    Archive.create_from_cloudformation_json = classmethod(with_text)


@repair(
    does="skips AWS::Oam::Sink in templates; what refers to it fails",
    aws="makes one, with an ARN",
    source="CloudFormation template reference",
)
def sinks_have_an_address(_: Settings) -> None:
    from moto.core.common_models import CloudFormationModel

    class Sink(CloudFormationModel):
        __module__ = "moto.events.models"  # where moto looks for the service

        def __init__(self, arn: str):
            self.physical_resource_id = arn

        def get_cfn_attribute(self, attribute_name: str) -> str:
            return self.physical_resource_id

        @staticmethod
        def cloudformation_name_type() -> str:
            return ""

        @staticmethod
        def cloudformation_type() -> str:
            return "AWS::Oam::Sink"

        @classmethod
        def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any) -> Any:
            return cls(f"arn:aws:oam:{region_name}:{account_id}:sink/{uuid.uuid4()}")


@repair(
    does="goes on before a custom resource has answered, so that what refers to its answer gets nothing; takes no FAILED",
    aws="waits for the answer; FAILED fails the stack",
    source="CloudFormation guide, Custom resources",
)
def custom_resources_are_waited_for(_: Settings) -> None:
    from moto.cloudformation.custom_model import CustomModel
    from moto.cloudformation.exceptions import ValidationError
    from moto.cloudformation.responses import CloudFormationResponse as Response
    create = CustomModel.create_from_cloudformation_json.__func__

    def create_and_wait(cls: Any, *positional: Any, **named: Any) -> Any:
        made, until = create(cls, *positional, **named), time.monotonic() + 60
        while not made.is_created() and time.monotonic() < until:
            time.sleep(0.02)
        if not made.is_created() or "FAILED" in made.data:
            raise ValidationError(message=f"{made.logical_id} failed: {made.data.get('FAILED', 'no answer for a minute')}")
        return made

    def take_answer(self: Any) -> tuple[int, dict[str, int], str]:
        answer = json.loads(self.body)
        stack = self.cloudformation_backend.get_stack(answer["StackId"])
        made = stack.get_custom_resource(answer["LogicalResourceId"])
        made.set_data(answer.get("Data") or {} if answer["Status"] == "SUCCESS" else {"FAILED": answer.get("Reason")})
        return 200, {"status": 200}, "{}"

    CustomModel.create_from_cloudformation_json = classmethod(create_and_wait)
    Response.process_cfn_response = take_answer


def bootstrap(settings: Settings) -> None:
    """What `cdk bootstrap` leaves in each account and Region that needs it, as far as a deployment without images does."""
    from moto.s3.models import s3_backends
    from moto.ssm.models import ssm_backends
    for account, region in (each.split("/") for each in settings.bootstrapped or settings.environments):
        s3_backends[account]["aws"].create_bucket(f"cdk-hnb659fds-assets-{account}-{region}", region)
        ssm_backends[account][region].put_parameter(
            "/cdk-bootstrap/hnb659fds/version", "", "30", "String", "", "", False, [], "text", "Standard", None)


@repair(
    does="two requests to DynamoDB at once break each other: dictionary changed size during iteration",
    aws="takes them",
    source="-",
)
def tables_take_one_request_at_a_time(_: Settings) -> None:
    from moto.dynamodb.responses import DynamoHandler
    call = DynamoHandler.call_action

    def one_at_a_time(self: Any) -> Any:
        with LOCK:
            return call(self)

    DynamoHandler.call_action = one_at_a_time


@repair(
    does="UpdateStack with UsePreviousValue fails with HTTP 500 for a parameter that had its default",
    aws="takes it as it was; what it names in Systems Manager is read again",
    source="CloudFormation API reference, Parameter; CloudFormation guide, Specify existing resources at runtime",
)
def updates_take_defaults(_: Settings) -> None:
    from moto.cloudformation.models import CloudFormationBackend as Backend
    resolve = Backend._resolve_update_parameters

    def resolve_given(self: Any, instance: Any, incoming_params: list[dict[str, Any]]) -> Any:
        return resolve(self, instance, [one for one in incoming_params if "ParameterValue" in one or one["ParameterKey"] in instance.parameters])

    Backend._resolve_update_parameters = resolve_given
