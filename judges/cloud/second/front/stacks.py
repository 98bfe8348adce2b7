"""Repairs of fakecloud's CloudFormation: what it makes nothing of is made here, over the same APIs."""
import dataclasses
import functools
import io
import json
import re
import threading
import uuid
import zipfile
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from births import role_for, without_role
from front import Call, Surroundings, mend, refused
from templates import Template, answered, asking, in_the_name_of_sessions, with_answers, without
from werkzeug.wrappers import Response

PATIENCE = 60
STACK_SET = "AWS::CloudFormation::StackSet"


class Caller:
    """Asks fakecloud as whoever made a call."""

    def __init__(self, around: Surroundings, call: Call) -> None:
        self.call, self.client = call, functools.partial(around.fakecloud.client, region=call.region, key=call.key, token=call.token)

    @functools.cached_property
    def account(self) -> str:
        return str(self.client("sts").get_caller_identity()["Account"])

    def template(self) -> Template:
        asked = self.call.form()
        if "TemplateBody" in asked:
            return dict(json.loads(asked["TemplateBody"]))
        url = urlsplit(asked["TemplateURL"])
        virtual = re.match(r"(.+)\.s3[.-]", url.netloc)
        bucket, _, key = f"{virtual[1]}{url.path}".partition("/") if virtual else url.path[1:].partition("/")
        return dict(json.loads(self.client("s3").get_object(Bucket=bucket, Key=unquote(key))["Body"].read()))

    def asking_for(self, action: str, template: Template) -> Call:
        """The same call with another template."""
        form = {name: value for name, value in self.call.form().items() if name != "TemplateURL"}
        form |= {"Action": action, "TemplateBody": json.dumps(template)}
        return Call(**{**self.call.__dict__, "action": action, "body": urlencode(form).encode()})


class Answers:
    """Where custom resources say what became of them."""

    def __init__(self, around: Surroundings) -> None:
        self.url, self.came = f"{around.endpoint}/_answers/", threading.Condition()
        self.all: dict[str, Any] = {}
        around.front.answers = self.take

    def take(self, path: str, body: bytes) -> None:
        with self.came:
            self.all[path.split("/")[-1]] = json.loads(body)
            self.came.notify_all()

    def ask(self, caller: Caller, event: dict[str, Any]) -> dict[str, Any]:
        identity = uuid.uuid4().hex
        caller.client("lambda").invoke(FunctionName=event["ServiceToken"], InvocationType="Event",
                                       Payload=json.dumps({**event, "RequestId": identity, "ResponseURL": self.url + identity}))
        with self.came:
            self.came.wait_for(lambda: identity in self.all, timeout=PATIENCE)
            answer = self.all.pop(identity, {"Status": "FAILED", "Reason": f"no answer for {PATIENCE} s"})
        if answer["Status"] != "SUCCESS":
            raise RuntimeError(f"{event['LogicalResourceId']}: {answer.get('Reason')}")
        return dict(answer)


def is_ours(resource: dict[str, Any]) -> bool:
    return resource["Type"] in (STACK_SET, "AWS::CloudFormation::CustomResource") or resource["Type"].startswith("Custom::")


@dataclasses.dataclass
class Ours:
    """A resource that fakecloud makes nothing of."""
    logical: str
    kind: str
    stack: str
    properties: dict[str, Any]
    physical: str = ""

    def event(self, request: str) -> dict[str, Any]:
        said = {"RequestType": request, "StackId": self.stack, "LogicalResourceId": self.logical, "ResourceType": self.kind,
                "ServiceToken": self.properties["ServiceToken"], "ResourceProperties": self.properties}
        return {**said, "PhysicalResourceId": self.physical} if self.physical else said


@mend(
    does="makes nothing of AWS::CloudFormation::StackSet; asks functions of custom resources without a ResponseURL and takes every one for made, without attributes",
    aws="makes stack sets; waits for the answers of custom resources, and takes id and attributes from them",
    source="CloudFormation template reference; CloudFormation guide, Custom resources",
)
def stack_sets_and_custom_resources_are_made(around: Surroundings) -> None:
    answers = Answers(around)
    made: dict[tuple[str, str], list[Ours]] = {}

    def create(call: Call) -> Response:
        caller = Caller(around, call)
        template = around.rewrite(caller.template())
        ours = {name: one for name, one in template["Resources"].items() if is_ours(one)}
        if not ours:
            return around.front.pass_on(caller.asking_for("CreateStack", template))
        # First what they need, which says what their properties are; then they themselves, and the rest.
        values = {name: one["Properties"] for name, one in ours.items()}
        first, asked = asking(without(template, set(ours)), values)
        response = around.front.pass_on(caller.asking_for("CreateStack", first))
        name = call.form()["StackName"]
        stack = caller.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0] if response.status_code == 200 else {}
        if stack.get("StackStatus") != "CREATE_COMPLETE":
            return response
        values = answered(values, asked, {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])})
        mine = made[caller.account, name] = [Ours(logical, ours[logical]["Type"], stack["StackId"], each) for logical, each in values.items()]
        attributes = {one.logical: make(caller, one) for one in mine}
        whole = with_answers(template, {one.logical: (one.physical, attributes[one.logical]) for one in mine})
        last = around.front.pass_on(caller.asking_for("UpdateStack", whole))
        return response if last.status_code == 200 else last

    def make(caller: Caller, one: Ours) -> dict[str, str]:
        if one.kind == STACK_SET:
            body = json.dumps(around.rewrite(json.loads(one.properties["TemplateBody"])))
            one.physical = caller.client("cloudformation").create_stack_set(**{**one.properties, "TemplateBody": body})["StackSetId"]
            return {"StackSetId": one.physical}
        said = answers.ask(caller, one.event("Create"))
        one.physical = said["PhysicalResourceId"]
        return said.get("Data") or {}

    def delete(call: Call) -> None:
        caller = Caller(around, call)
        for one in made.pop((caller.account, call.form()["StackName"]), []):
            if one.kind == STACK_SET:
                named = {name: one.properties[name] for name in ("StackSetName", "CallAs") if name in one.properties}
                caller.client("cloudformation").delete_stack_set(**named)
            else:
                answers.ask(caller, one.event("Delete"))

    around.front.before["cloudformation", "CreateStack"] = create
    around.front.before["cloudformation", "DeleteStack"] = delete
    around.front.before["cloudformation", "UpdateStack"] = lambda call: refused(call, "updates are not carried over to what is made here")


@mend(
    does="has the session's ARN in aws:PrincipalArn, so that trust policies that name a role never match; the conditions are rewritten to sessions of that role",
    aws="has the role's ARN there",
    source="IAM guide, AWS global condition context keys, aws:PrincipalArn",
)
def trust_names_sessions(around: Surroundings) -> None:
    around.rewrite = in_the_name_of_sessions


@mend(
    does="lists resources of types that it makes nothing of as CREATE_COMPLETE",
    aws="makes them",
    source="CloudFormation template reference",
)
def resources_that_are_not_there_are_not_listed(around: Surroundings) -> None:
    def listed(_: Call, response: Response) -> Response:
        return Response(re.sub(r"<member>(?:(?!</member>).)*</member>", kept, response.get_data(as_text=True), flags=re.DOTALL), mimetype="text/xml")

    def kept(member: re.Match[str]) -> str:
        logical = re.search(r"<LogicalResourceId>([^<]+)<", member[0])
        return "" if logical and logical[1] in around.fakecloud.skipped else member[0]

    around.front.after["cloudformation", "ListStackResources"] = listed


@mend(
    does="does not trust StackSets in the organization after ActivateOrganizationsAccess",
    aws="trusts member.org.stacksets.cloudformation.amazonaws.com",
    source="CloudFormation API reference, ActivateOrganizationsAccess",
)
def stack_sets_can_be_activated(around: Surroundings) -> None:
    def trust(call: Call, response: Response) -> Response:
        around.fakecloud.client("organizations", call.region).enable_aws_service_access(ServicePrincipal="member.org.stacksets.cloudformation.amazonaws.com")
        return response

    around.front.after["cloudformation", "ActivateOrganizationsAccess"] = trust


@mend(
    does="is no fault of fakecloud's: where a baseline is to fail, its account has a function that closes it to stack sets, and it is gone when it is tried again",
    aws="asks that function, and fails the stack instance",
    source="CloudFormation guide, Prevent failed StackSets deployments using target account gates",
)
def baselines_fail_by_plan(around: Surroundings) -> None:
    closed: set[str] = set()

    def begin(call: Call) -> None:
        for account in (value for name, value in call.form().items() if name.startswith("DeploymentTargets.Accounts.member.")):
            functions = around.fakecloud.client("lambda", call.region, around.fakecloud.administrator(account))
            if account in closed:
                functions.delete_function(FunctionName=GATE)
                without_role(around, account, GATE)
                closed.remove(account)
            said = around.fakecloud.client("organizations", call.region).describe_account(AccountId=account)["Account"]
            if around.misfortune("stack", said["Name"], said["Email"]):
                role = role_for(around, account, GATE, {"Service": "lambda.amazonaws.com"})
                functions.create_function(FunctionName=GATE, Role=role, Runtime="nodejs22.x", Handler="index.handler", Code={"ZipFile": zipped(CLOSED)})
                closed.add(account)

    around.front.before["cloudformation", "CreateStackInstances"] = begin


GATE = "AWSCloudFormationStackSetAccountGate"
CLOSED = "exports.handler = async () => ({ Status: 'FAILED' });"


def zipped(code: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.js", code)
    return archive.getvalue()
