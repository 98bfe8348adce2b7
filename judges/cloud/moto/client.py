"""Asks the cloud over its API, as somebody at the keyboard: one JSON command on each line of standard input, one answer on each of standard output.

    {"do": "listen"}                       from now on, events on the platform's bus are kept
    {"do": "pause"}                        as if the line in front of CreateAccount had not been used for long
    {"do": "account", "name", "email"}     another team makes an account
    {"do": "ask", "requests": [...]}       puts requests for tenants on the bus
    {"do": "rest", "seconds"}              waits until every request has a run, and every run is over
    {"do": "look", "tenants", "histories"} what came of it since the last look: the accounts of these tenants, the runs with or without what they did
    {"do": "alarm", "name", "state"}       makes an alarm that has this state
    {"do": "release", "service", "seconds"} starts a release and waits for its end: the run, with what it did
    {"do": "run", "machine", "about", "seconds"} starts a workflow of the platform and waits for its end: the run, with what it did
    {"do": "fail", "account", "bus", "detail"} puts a failure on a bus of a tenant's account, as Lambda does
    {"do": "tables"}                       the items of the platform account's tables
    {"do": "parameter", "account", "name"} what a parameter of an account says
    {"do": "services", "tenants", "regions"} what is published, and what the accounts of these tenants have of it: stacks, parameters, and what functions answer
    {"do": "empty"}                        takes the stacks out of the tenants' accounts: a stack set that has any is not deleted
    {"do": "stacks"}                       the stacks of all accounts and Regions, and what was made of their resources
"""
import json
import sys
import time
from typing import Any

import boto3
import botocore.config
import botocore.exceptions

ENDPOINT, MANAGEMENT, PLATFORM, REGION, *ENVIRONMENTS = sys.argv[1:]
# Stack sets of the organization, as its delegated administrator sees them.
ADMINISTRATOR = {"CallAs": "SELF" if PLATFORM == MANAGEMENT else "DELEGATED_ADMIN"}


class Cloud:
    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.asked = 0
        self.queue = ""
        self.clients: dict[tuple[str, str, str], Any] = {}

    def client(self, service: str, account: str, region: str = REGION) -> Any:
        if (service, account, region) not in self.clients:
            keys = {"aws_access_key_id": "ak", "aws_secret_access_key": "sk"}
            if account != MANAGEMENT:
                role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
                assumed = self.client("sts", MANAGEMENT).assume_role(RoleArn=role, RoleSessionName="judge")["Credentials"]
                keys = {"aws_access_key_id": assumed["AccessKeyId"], "aws_secret_access_key": assumed["SecretAccessKey"],
                        "aws_session_token": assumed["SessionToken"]}
            config = botocore.config.Config(retries={"total_max_attempts": 1})
            self.clients[service, account, region] = boto3.client(service, region_name=region, endpoint_url=ENDPOINT, config=config, **keys)
        return self.clients[service, account, region]

    def all(self, service: str, account: str, action: str, region: str = REGION, **parameters: Any) -> list[Any]:
        """What a list call says, over all its pages: the one list in its answer."""
        client, found = self.client(service, account, region), []
        pages = client.get_paginator(action).paginate(**parameters) if client.can_paginate(action) else [getattr(client, action)(**parameters)]
        for page in pages:
            found += next(value for name, value in page.items() if isinstance(value, list))
        return found

    def bus(self) -> str:
        return next(one["Name"] for one in self.all("events", PLATFORM, "list_event_buses") if one["Name"] != "default" and "failures" not in one["Name"])

    def machine(self, what: str = "enrolment") -> str:
        arns = [one["stateMachineArn"] for one in self.all("stepfunctions", PLATFORM, "list_state_machines")]
        return next(arn for arn in arns if arn.endswith(f"-{what}"))

    def listen(self) -> None:
        sqs, events = self.client("sqs", PLATFORM), self.client("events", PLATFORM)
        self.queue = sqs.create_queue(QueueName="judge")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name="judge", EventBusName=self.bus(), EventPattern=json.dumps({"account": [PLATFORM]}))
        events.put_targets(Rule="judge", EventBusName=self.bus(), Targets=[{"Id": "judge", "Arn": arn}])

    def pause(self) -> None:
        for table in self.all("dynamodb", PLATFORM, "list_tables"):
            for item in self.all("dynamodb", PLATFORM, "scan", TableName=table) if "Governor" in table else ():
                if "nextSlot" in item:
                    self.client("dynamodb", PLATFORM).put_item(TableName=table, Item={**item, "nextSlot": {"N": "0"}})

    def account(self, name: str, email: str) -> None:
        client = self.client("organizations", MANAGEMENT)
        identity = client.create_account(AccountName=name, Email=email)["CreateAccountStatus"]["Id"]
        while client.describe_create_account_status(CreateAccountRequestId=identity)["CreateAccountStatus"]["State"] == "IN_PROGRESS":
            pass

    def ask(self, requests: list[Any]) -> None:
        entries = [{"EventBusName": self.bus(), "Source": "judge", "DetailType": "TenantRequested", "Detail": json.dumps(one)} for one in requests]
        for first in range(0, len(entries), 10):
            answer = self.client("events", PLATFORM).put_events(Entries=entries[first:first + 10])
            if answer["FailedEntryCount"]:
                raise RuntimeError(f"the bus refused a request: {answer['Entries']}")
        self.asked += len(requests)

    def rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            runs = self.all("stepfunctions", PLATFORM, "list_executions", stateMachineArn=self.machine())
            if len(runs) >= self.asked and all(one["status"] != "RUNNING" for one in runs):
                return
            time.sleep(0.1 + len(runs) / 200)
        open_runs = [one["name"] for one in runs if one["status"] == "RUNNING"]
        raise RuntimeError(f"after {seconds} s, {self.asked - len(runs)} requests have no run and {len(open_runs)} runs go on")

    def look(self, tenants: list[str], histories: bool) -> dict[str, Any]:
        return {"runs": self.runs(histories), "tables": self.tables(), "events": self.events(), **self.organization(tenants)}

    def runs(self, histories: bool) -> list[Any]:
        found = self.all("stepfunctions", PLATFORM, "list_executions", stateMachineArn=self.machine())
        new = sorted((one for one in found if one["executionArn"] not in self.seen), key=lambda one: one["startDate"])
        self.seen.update(one["executionArn"] for one in new)
        described = [self.client("stepfunctions", PLATFORM).describe_execution(executionArn=one["executionArn"]) for one in new]
        return [{**run, "history": self.history(run["executionArn"]) if histories else []} for run in described]

    def history(self, arn: str) -> list[Any]:
        return self.all("stepfunctions", PLATFORM, "get_execution_history", executionArn=arn)

    def tables(self) -> dict[str, Any]:
        return {name: self.all("dynamodb", PLATFORM, "scan", TableName=name) for name in self.all("dynamodb", PLATFORM, "list_tables")}

    def events(self) -> list[Any]:
        found: list[Any] = []
        while messages := self.client("sqs", PLATFORM).receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                self.client("sqs", PLATFORM).delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def alarm(self, name: str, state: str) -> None:
        cloudwatch = self.client("cloudwatch", PLATFORM)
        cloudwatch.put_metric_alarm(AlarmName=name, Namespace="judge", MetricName="none", Statistic="Sum", Period=60, EvaluationPeriods=1,
                                    Threshold=1, ComparisonOperator="GreaterThanThreshold")
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="the judge says so")

    def release(self, service: str, seconds: float) -> dict[str, Any]:
        return self.run("release", {"service": service, "requestedBy": "judge", "reason": "a story"}, seconds)

    def run(self, machine: str, about: dict[str, Any], seconds: float) -> dict[str, Any]:
        states, until = self.client("stepfunctions", PLATFORM), time.monotonic() + seconds
        arn = states.start_execution(stateMachineArn=self.machine(machine), input=json.dumps(about))["executionArn"]
        while (run := states.describe_execution(executionArn=arn))["status"] == "RUNNING":
            if time.monotonic() > until:
                entered = [one["stateEnteredEventDetails"]["name"] for one in self.history(arn) if "stateEnteredEventDetails" in one]
                raise RuntimeError(f"after {seconds} s the {machine} goes on: {', '.join(entered[-10:])}")
            time.sleep(0.1)
        return {**run, "history": self.history(arn)}

    def services(self, tenants: list[str], regions: list[str]) -> dict[str, Any]:
        names = {one["Id"]: self.tags(one["Id"]).get("cdk-account-per-tenant:tenant") for one in self.all("organizations", MANAGEMENT, "list_accounts")}
        buckets = [one["Name"] for one in self.client("s3", PLATFORM).list_buckets()["Buckets"]]
        return {
            "buckets": {name: [one["Key"] for one in self.client("s3", PLATFORM).list_objects_v2(Bucket=name).get("Contents", [])] for name in buckets},
            "accounts": {f"{tenant} {region}": self.within(account, region) for account, tenant in names.items() if tenant in tenants for region in regions},
            "instances": self.instances(),
        }

    def within(self, account: str, region: str) -> dict[str, Any]:
        functions = [one["FunctionName"] for one in self.all("lambda", account, "list_functions", region)]
        stacks = self.all("cloudformation", account, "describe_stacks", region)
        return {
            "stacks": [[one["StackName"], one["StackStatus"]] for one in stacks],
            "parameters": {one["Name"]: self.client("ssm", account, region).get_parameter(Name=one["Name"])["Parameter"]["Value"]
                           for one in self.all("ssm", account, "describe_parameters", region)},
            "answers": [self.answer(account, region, one) for one in functions],
        }

    def answer(self, account: str, region: str, function: str) -> Any:
        try:
            return json.load(self.client("lambda", account, region).invoke(FunctionName=function)["Payload"])
        except botocore.exceptions.ClientError as problem:
            return f"nothing: {problem}"[:100]

    def fail(self, account: str, bus: str, detail: dict[str, Any]) -> None:
        entry = {"EventBusName": bus, "Source": "lambda", "DetailType": "Lambda Function Invocation Result - Failure", "Detail": json.dumps(detail)}
        answer = self.client("events", account).put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"the bus refused a failure: {answer['Entries']}")

    def parameter(self, account: str, name: str) -> str | None:
        try:
            return str(self.client("ssm", account).get_parameter(Name=name)["Parameter"]["Value"])
        except botocore.exceptions.ClientError:
            return None

    def file(self, bucket: str, key: str) -> str:
        return str(self.client("s3", PLATFORM).get_object(Bucket=bucket, Key=key)["Body"].read().decode())

    def root(self) -> str:
        return str(self.all("organizations", MANAGEMENT, "list_roots")[0]["Id"])

    def organization(self, tenants: list[str]) -> dict[str, Any]:
        root = self.root()
        units = {root: "root"}
        for parent in (root, *(one["Id"] for one in self.all("organizations", MANAGEMENT, "list_organizational_units_for_parent", ParentId=root))):
            for one in self.all("organizations", MANAGEMENT, "list_organizational_units_for_parent", ParentId=parent):
                units[one["Id"]] = one["Name"]
        there = [(one, self.tags(one["Id"])) for one in self.all("organizations", MANAGEMENT, "list_accounts") if one["Id"] not in (MANAGEMENT, PLATFORM)]
        accounts = [self.member(one, tags, units) for one, tags in there if tags.get("cdk-account-per-tenant:tenant") in tenants]
        return {"units": units, "accounts": accounts, "instances": self.instances()}

    def instances(self) -> list[Any]:
        return [one for each in self.all("cloudformation", PLATFORM, "list_stack_sets", **ADMINISTRATOR)
                for one in self.all("cloudformation", PLATFORM, "list_stack_instances", StackSetName=each["StackSetName"], **ADMINISTRATOR)]

    def empty(self) -> None:
        cloudformation, there = self.client("cloudformation", PLATFORM), self.instances()
        targets = {"OrganizationalUnitIds": [self.root()], "Accounts": sorted({one["Account"] for one in there}), "AccountFilterType": "INTERSECTION"}
        for stack_set in sorted({one["StackSetId"].split(":")[0] for one in there}):
            named = {"StackSetName": stack_set, **ADMINISTRATOR}
            regions = sorted({one["Region"] for one in there})
            operation = cloudformation.delete_stack_instances(DeploymentTargets=targets, Regions=regions, RetainStacks=False, **named)["OperationId"]
            while cloudformation.describe_stack_set_operation(OperationId=operation, **named)["StackSetOperation"]["Status"] == "RUNNING":
                time.sleep(0.1)

    def tags(self, account: str) -> dict[str, str]:
        return {one["Key"]: one["Value"] for one in self.all("organizations", MANAGEMENT, "list_tags_for_resource", ResourceId=account)}

    def member(self, account: dict[str, Any], tags: dict[str, str], units: dict[str, str]) -> dict[str, Any]:
        identity = account["Id"]
        return {
            "id": identity, "name": account["Name"], "email": account["Email"], "state": account.get("State"),
            "unit": units[self.all("organizations", MANAGEMENT, "list_parents", ChildId=identity)[0]["Id"]],
            "tags": tags,
            "roles": sorted(one["RoleName"] for one in self.all("iam", identity, "list_roles")),
            "parameters": {one["Name"]: self.client("ssm", identity).get_parameter(Name=one["Name"])["Parameter"]["Value"]
                           for one in self.all("ssm", identity, "describe_parameters")},
        }

    def stacks(self) -> dict[str, Any]:
        found = {}
        for account, region in (each.split("/") for each in ENVIRONMENTS):
            for stack in self.all("cloudformation", account, "describe_stacks", region):
                made = self.all("cloudformation", account, "list_stack_resources", region, StackName=stack["StackName"])
                found[stack["StackName"]] = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}
        return found


def main() -> None:
    cloud = Cloud()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"answer": getattr(cloud, command.pop("do"))(**command)}
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer, default=lambda moment: moment.isoformat()), flush=True)


if __name__ == "__main__":
    main()
