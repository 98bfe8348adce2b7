"""Repairs of StackSets."""
import uuid
from typing import Any

from repair import Settings, repair


@repair(
    does="ignores AccountFilterType, AccountsUrl and OperationId, deletes nothing by unit, sees one level of units and the management account, finds no organization for a delegated"
         " administrator; UpdateStackSet changes no stack, and new instances get the first template for ever; has no StatusDetails, results or statuses of single accounts",
    aws="filters, by a list in S3 too; never the management account; takes the id it is given, once; updates the stacks of its targets, and says of all others OUTDATED",
    source="CloudFormation API reference, DeploymentTargets, CreateStackInstances, UpdateStackSet, StackSetOperationStatusDetails, StackInstance",
)
def stack_instances_follow_their_targets(settings: Settings) -> None:
    from moto.cloudformation.exceptions import ValidationError
    from moto.cloudformation.models import StackInstance, StackSet
    from moto.cloudformation.responses import CloudFormationResponse as Response
    from moto.cloudformation.responses import StackSetOperationDTO as Operation
    from moto.cloudformation.utils import get_stack_from_s3_url as object_at
    from moto.core.responses import ActionResult
    from moto.organizations.models import organizations_backends as organizations
    described, dict_of = Operation.__init__, StackInstance.to_dict

    def accounts(backend: Any, targets: dict[str, Any]) -> list[Any]:
        manager = organizations.master_accounts.get(backend.account_id, (backend.account_id,))[0]
        land, units, before = organizations[manager][backend.partition], set(targets["OrganizationalUnitIds"]), None
        while units != before:
            before, units = units, units | {unit.id for unit in land.ou if unit.parent_id in units}
        listed, kind = targets.get("Accounts", []), targets.get("AccountFilterType", "NONE")
        if url := targets.get("AccountsUrl"):
            listed = object_at(url, backend.account_id, backend.partition).split()
        inside = [account for account in land.accounts if account.parent_id in units and account.id != manager]
        return [one for one in inside if kind == "NONE" or (one.id in listed) == (kind == "INTERSECTION")]

    def create(stack_set: StackSet, chosen: list[Any], regions: list[str], parameters: Any) -> list[Any]:
        reasons = {account.id: settings.misfortune("stack", account.name, account.email) for account in chosen}
        stack_set.instances.template = stack_set.template
        stack_set.instances.create_instances(list(reasons), regions, parameters or stack_set.parameters, {}, permission_model=stack_set.permission_model)
        for instance in touched(stack_set, list(reasons), regions):
            instance.reason, instance.outdated = reasons[instance.account_id], False
        return touched(stack_set, list(reasons), regions)

    def update(stack_set: StackSet, chosen: list[Any], regions: list[str], template: str | None) -> list[Any]:
        mine = touched(stack_set, [one.id for one in chosen], regions)
        if template:
            stack_set.template = template
            for instance in stack_set.stack_instances:
                instance.outdated = True
        for instance in mine:
            instance.stack.update(stack_set.template, parameters=dict(instance.stack.parameters))
            instance.reason, instance.outdated = None, False
        return mine

    def delete(stack_set: StackSet, chosen: list[Any], regions: list[str]) -> list[Any]:
        mine = touched(stack_set, [one.id for one in chosen], regions)
        stack_set.instances.delete([one.id for one in chosen], regions)
        return mine

    def touched(stack_set: StackSet, listed: list[str], regions: list[str]) -> list[Any]:
        return [one for one in stack_set.stack_instances if one.account_id in listed and one.region_name in regions]

    def operate(self: Any, action: str) -> Any:
        backend = self.cloudformation_backend
        stack_set, identity = backend.describe_stack_set(self._get_param("StackSetName")), self._get_param("OperationId") or str(uuid.uuid4())
        if any(one["OperationId"] == identity for one in stack_set.operations):
            raise already(identity)
        targets, regions = self._get_param("DeploymentTargets"), self._get_param("Regions", [])
        chosen = accounts(backend, targets) if targets else []
        if action == "CREATE":
            mine = create(stack_set, chosen, regions, self._get_param("ParameterOverrides", []))
        elif action == "UPDATE":
            url = self._get_param("TemplateURL")
            body = object_at(url, backend.account_id, backend.partition) if url else self._get_param("TemplateBody")
            mine = update(stack_set, chosen, regions, body)
        else:
            mine = delete(stack_set, chosen, regions)
        for instance in mine:
            instance.last = identity
        failed = [one for one in mine if getattr(one, "reason", None) and action == "CREATE"]
        operation = stack_set._create_operation(identity, action, "FAILED" if failed else "SUCCEEDED")
        operation.update({"Failed": len(failed), "Results": [
            {"Account": one.account_id, "Region": one.region_name, "Status": "FAILED" if one in failed else "SUCCEEDED",
             **({"StatusReason": one.reason} if one in failed else {})} for one in mine]})
        return ActionResult({"OperationId": identity})

    def already(identity: str) -> Exception:
        problem = ValidationError(message=f"Operation with id {identity} already exists")
        problem.code = problem.error_type = "OperationIdAlreadyExistsException"
        return problem

    def describe(self: Any, operation: dict[str, Any], stack_set: Any) -> None:
        described(self, operation, stack_set)
        self.status_details = {"FailedStackInstancesCount": operation.get("Failed", 0)}

    def results(self: Any) -> Any:
        stack_set = self.cloudformation_backend.describe_stack_set(self._get_param("StackSetName"))
        return ActionResult({"Summaries": stack_set.get_operation(self._get_param("OperationId")).get("Results", [])})

    def instances(self: Any) -> Any:
        found = self.cloudformation_backend.list_stack_instances(self._get_param("StackSetName"))
        for one in self._get_param("Filters", []):
            found = [each for each in found if one["Values"] == {
                "DETAILED_STATUS": each["StackInstanceStatus"]["DetailedStatus"], "LAST_OPERATION_ID": each["LastOperationId"]}[one["Name"]]]
        return ActionResult({"Summaries": found})

    def with_status(self: Any) -> dict[str, Any]:
        reason, outdated = getattr(self, "reason", None), getattr(self, "outdated", False)
        return {
            **dict_of(self), "StackId": self.stack.stack_id, "LastOperationId": getattr(self, "last", ""), "Status": "OUTDATED" if reason or outdated else "CURRENT",
            **({"StatusReason": reason, "StackInstanceStatus": {"DetailedStatus": "FAILED"}} if reason else {}),
        }

    Response.create_stack_instances = lambda self: operate(self, "CREATE")
    Response.update_stack_set = lambda self: operate(self, "UPDATE")
    Response.delete_stack_instances = lambda self: operate(self, "DELETE")
    Response.list_stack_set_operation_results, Response.list_stack_instances = results, instances
    Operation.__init__, StackInstance.to_dict = describe, with_status


@repair(
    does="hides the stacks of service-managed stack sets: nobody finds them in their accounts",
    aws="they are stacks like others, called StackSet-NAME-ID",
    source="CloudFormation guide, StackSets concepts",
)
def stacks_of_stack_sets_are_in_their_accounts(_: Settings) -> None:
    from moto.cloudformation.models import StackInstance, cloudformation_backends
    from moto.cloudformation.utils import generate_stack_id
    made, gone = StackInstance.__init__, StackInstance.delete

    def make(self: Any, *positional: Any, **named: Any) -> None:
        made(self, *positional, **named)
        self.stack.name = f"StackSet-{self.name}-{uuid.uuid4()}"
        self.stack.stack_id = generate_stack_id(self.stack.name, self.region_name, self.account_id)
        cloudformation_backends[self.account_id][self.region_name].stacks[self.stack.stack_id] = self.stack

    def delete(self: Any) -> None:
        cloudformation_backends[self.account_id][self.region_name].stacks.pop(self.stack.stack_id)
        gone(self)

    StackInstance.__init__, StackInstance.delete = make, delete


@repair(
    does="has no ActivateOrganizationsAccess: HTTP 500",
    aws="trusts StackSets in the organization",
    source="CloudFormation API reference, ActivateOrganizationsAccess",
)
def stack_sets_can_be_activated(settings: Settings) -> None:
    from moto.cloudformation.responses import CloudFormationResponse as Response
    from moto.core.responses import EmptyResult
    from moto.organizations.models import organizations_backends as organizations

    def activate(_: Any) -> Any:
        organizations[settings.management]["aws"].enable_aws_service_access(ServicePrincipal="member.org.stacksets.cloudformation.amazonaws.com")
        return EmptyResult()

    Response.activate_organizations_access = activate
