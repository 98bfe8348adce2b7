"""Repairs of fakecloud's Organizations, and what there is before anything is deployed."""
import json
import secrets
import time
from typing import Any

from front import Call, Surroundings, mend
from repair import LOCK
from werkzeug.wrappers import Response

EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess"


def found(around: Surroundings) -> None:
    """The organization as it is before anything of ours is deployed, and what `cdk bootstrap` leaves in its accounts."""
    organization = around.fakecloud.client("organizations", around.region).create_organization(FeatureSet="ALL")["Organization"]["Id"]
    if around.platform != around.management:
        around.fakecloud.administrator(around.platform, organization)
        role_for_management(around, around.platform, "OrganizationAccountAccessRole")
    for account in dict.fromkeys((around.management, around.platform)):
        key, suffix = around.fakecloud.administrator(account), f"{account}-{around.region}"
        around.fakecloud.client("s3", around.region, key).create_bucket(Bucket=f"cdk-hnb659fds-assets-{suffix}")
        around.fakecloud.client("ssm", around.region, key).put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
        for role in ("deploy", "file-publishing", "lookup", "cfn-exec"):
            role_for_management(around, account, f"cdk-hnb659fds-{role}-role-{suffix}")


def role_for_management(around: Surroundings, account: str, name: str) -> None:
    role_for(around, account, name, {"AWS": f"arn:aws:iam::{around.management}:root"})


def role_for(around: Surroundings, account: str, name: str, principal: dict[str, str]) -> str:
    """A role that may do everything."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}
    iam = around.fakecloud.client("iam", around.region, around.fakecloud.administrator(account))
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=EVERYTHING)
    return str(made)


def without_role(around: Surroundings, account: str, name: str) -> None:
    iam = around.fakecloud.client("iam", around.region, around.fakecloud.administrator(account))
    iam.detach_role_policy(RoleName=name, PolicyArn=EVERYTHING)
    iam.delete_role(RoleName=name)


def furnish(around: Surroundings, account: str) -> None:
    """Gives an account the role that AWS makes with it."""
    with LOCK:
        if account not in around.furnished | {around.management, around.platform}:
            role_for_management(around, account, "OrganizationAccountAccessRole")
            around.furnished.add(account)


def as_json(value: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(value), status, mimetype="application/x-amz-json-1.1")


@mend(
    does="tells the id of an account that is not there yet, and does not make OrganizationAccountAccessRole in one that is",
    aws="AccountId when it has SUCCEEDED; the role is made with the account",
    source="Organizations API reference, CreateAccountStatus, CreateAccount",
)
def births_tell_no_account_before_it_is_there(around: Surroundings) -> None:
    def told(_: Call, response: Response) -> Response:
        answer = response.get_json(force=True)
        status = answer["CreateAccountStatus"]
        if status["State"] == "SUCCEEDED":
            furnish(around, status["AccountId"])
        else:
            status.pop("AccountId", None)
        return as_json(answer)

    around.front.after["organizations", "CreateAccount"] = told
    around.front.after["organizations", "DescribeCreateAccountStatus"] = told


@mend(
    does="is no fault of fakecloud's: it cannot be told which births are to fail, or whose answers are to be lost",
    aws="FAILED with FailureReason; ServiceException",
    source="Organizations API reference, CreateAccountStatus, CreateAccount",
)
def births_fail_by_plan(around: Surroundings) -> None:
    failing: dict[str, dict[str, Any]] = {}

    def begin(call: Call) -> Response | None:
        wish = call.json()
        if error := around.misfortune("error", wish["AccountName"]):
            born(json.loads(around.front.pass_on(call).data)["CreateAccountStatus"]["Id"])
            return as_json({"__type": error, "message": "The answer is lost."}, 400)
        reason = around.misfortune("creation", wish["Email"], wish["AccountName"])
        if reason is None:
            return None
        identity = f"car-{secrets.token_hex(16)}"
        status = {"Id": identity, "AccountName": wish["AccountName"], "State": "IN_PROGRESS", "RequestedTimestamp": time.time()}
        failing[identity] = {"polls": around.polls, "status": status, "end": {"State": "FAILED", "FailureReason": reason}}
        return as_json({"CreateAccountStatus": status})

    def born(identity: str) -> None:
        organizations = around.fakecloud.client("organizations", around.region)
        while organizations.describe_create_account_status(CreateAccountRequestId=identity)["CreateAccountStatus"]["State"] == "IN_PROGRESS":
            time.sleep(0.1)

    def look(call: Call) -> Response | None:
        one = failing.get(call.json()["CreateAccountRequestId"])
        if one is None:
            return None
        with LOCK:
            one["polls"] -= 1
            ended = {**one["end"], "CompletedTimestamp": time.time()} if one["polls"] < 0 else {}
        return as_json({"CreateAccountStatus": {**one["status"], **ended}})

    around.front.before["organizations", "CreateAccount"] = begin
    around.front.before["organizations", "DescribeCreateAccountStatus"] = look


@mend(
    does="tells an account's Status and not its State",
    aws="tells State, beside Status as long as that is supported",
    source="Organizations API reference, Account",
)
def accounts_have_a_state(around: Surroundings) -> None:
    def with_state(_: Call, response: Response) -> Response:
        answer = response.get_json(force=True)
        for account in answer["Accounts"] if "Accounts" in answer else [answer["Account"]]:
            account.setdefault("State", account["Status"])
            furnish(around, account["Id"])
        return as_json(answer)

    for action in ("DescribeAccount", "ListAccounts", "ListAccountsForParent"):
        around.front.after["organizations", action] = with_state
