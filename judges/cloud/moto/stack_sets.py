"""Repairs of StackSets."""
from typing import Any

from repair import Settings, repair


@repair(
    does="ignores AccountFilterType, deletes nothing by unit, sees one level of units and the management account, makes up operation ids, finds no organization for a delegated"
         " administrator, has no StatusDetails",
    aws="filters; never the management account; takes the id it is given, once",
    source="CloudFormation API reference, DeploymentTargets, CreateStackInstances, StackSetOperationStatusDetails",
)
def stack_instances_follow_their_targets(settings: Settings) -> None:
    from moto.cloudformation.exceptions import ValidationError
    from moto.cloudformation.models import CloudFormationBackend as Backend
    from moto.cloudformation.models import StackInstance
    from moto.cloudformation.responses import CloudFormationResponse as Response
    from moto.cloudformation.responses import StackSetOperationDTO as Operation
    from moto.organizations.models import organizations_backends as organizations
    deleted = Response.delete_stack_instances
    create_instances, respond, described = Backend.create_stack_instances, Response.create_stack_instances, Operation.__init__
    dict_of = StackInstance.to_dict

    def accounts(backend: Any, targets: dict[str, Any]) -> list[Any]:
        manager = organizations.master_accounts.get(backend.account_id, (backend.account_id,))[0]
        land, units, before = organizations[manager][backend.partition], set(targets["OrganizationalUnitIds"]), None
        while units != before:
            before, units = units, units | {unit.id for unit in land.ou if unit.parent_id in units}
        listed, kind = targets.get("Accounts", []), targets.get("AccountFilterType", "NONE")
        inside = [account for account in land.accounts if account.parent_id in units and account.id != manager]
        return [one for one in inside if kind == "NONE" or (one.id in listed) == (kind == "INTERSECTION")]

    def create(self: Any, stackset_name: str, accounts_: list[str], regions: list[str], parameters: Any, deployment_targets: Any = None) -> str:
        chosen = accounts(self, deployment_targets)
        stack_set, reasons = self.describe_stack_set(stackset_name), {}
        for account in chosen:
            reasons[account.id] = settings.misfortune("stack", account.name, account.email)
        made = create_instances(self, stackset_name, [one.id for one in chosen], regions, parameters, {"OrganizationalUnitIds": []})
        for instance in stack_set.stack_instances:
            if instance.account_id in reasons:
                instance.reason = reasons[instance.account_id]
        failed = [reason for reason in reasons.values() if reason]
        stack_set.get_operation(made).update({"Failed": len(failed) * len(regions), **({"Status": "FAILED"} if failed else {})})
        return made

    def delete(self: Any) -> Any:
        targets, ask = self._get_param("DeploymentTargets") or {}, self._get_param
        if targets.get("OrganizationalUnitIds"):
            chosen = [one.id for one in accounts(self.cloudformation_backend, targets)]
            self._get_param = lambda name, default=None: chosen if name == "Accounts" else ask(name, default)
        return deleted(self)

    def create_under_its_id(self: Any) -> Any:
        wished, stack_set = self._get_param("OperationId"), self.cloudformation_backend.describe_stack_set(self._get_param("StackSetName"))
        if wished and any(one["OperationId"] == wished for one in stack_set.operations):
            raise already(wished)
        answer = respond(self)
        if wished:
            stack_set.get_operation(answer.result["OperationId"])["OperationId"] = wished
            answer.result["OperationId"] = wished
        return answer

    def already(identity: str) -> Exception:
        problem = ValidationError(message=f"Operation with id {identity} already exists")
        problem.code = problem.error_type = "OperationIdAlreadyExistsException"
        return problem

    def describe(self: Any, operation: dict[str, Any], stack_set: Any) -> None:
        described(self, operation, stack_set)
        self.status_details = {"FailedStackInstancesCount": operation.get("Failed", 0)}

    def with_reason(self: Any) -> dict[str, Any]:
        reason = getattr(self, "reason", None)
        return {**dict_of(self), **({"Status": "OUTDATED", "StatusReason": reason, "StackInstanceStatus": {"DetailedStatus": "FAILED"}} if reason else {})}

    Backend.create_stack_instances, Response.create_stack_instances = create, create_under_its_id
    Response.delete_stack_instances = delete
    Operation.__init__, StackInstance.to_dict = describe, with_reason


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
