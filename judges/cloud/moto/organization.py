"""Repairs of Organizations: accounts that take time, and who administers what."""
from typing import Any

from repair import LOCK, Settings, repair


@repair(
    does="CreateAccount has SUCCEEDED at once, even twice with one address",
    aws="IN_PROGRESS without AccountId, then SUCCEEDED, or FAILED with FailureReason; addresses are unique",
    source="Organizations API reference, CreateAccountStatus",
)
def accounts_are_born_slowly(settings: Settings) -> None:
    from moto.core.utils import unix_time
    from moto.organizations import exceptions, models, utils
    Land = models.OrganizationsBackend
    create, list_all = Land.create_account, Land.list_accounts

    def create_account(self: Any, **wish: Any) -> dict[str, Any]:
        identity = utils.make_random_create_account_status_id()
        birth = dict(Id=identity, AccountName=wish["AccountName"], State="IN_PROGRESS", RequestedTimestamp=unix_time())
        entry = self.__dict__.setdefault("births", {})[identity] = [birth, wish, settings.polls]
        if error := settings.misfortune("error", wish["AccountName"]):
            # The answer is lost: whoever asked does not know the id, and nobody will look.
            look(self, [*entry[:2], 0])
            raise exceptions.OrganizationsClientError(error, "Something went wrong.")
        return {"CreateAccountStatus": dict(birth)}

    def look(self: Any, entry: list[Any]) -> dict[str, Any]:
        with LOCK:
            (birth, wish, polls), entry[2] = entry, entry[2] - 1
            if birth["State"] == "IN_PROGRESS" and polls <= 0:
                taken = any(account.email == wish["Email"] for account in self.accounts)
                reason = "EMAIL_ALREADY_EXISTS" if taken else settings.misfortune("creation", wish["Email"], wish["AccountName"])
                birth.update(dict(State="FAILED", FailureReason=reason) if reason else dict(
                    State="SUCCEEDED", AccountId=create(self, **wish)["CreateAccountStatus"]["AccountId"]), CompletedTimestamp=unix_time())
            return dict(birth)

    def describe(self: Any, CreateAccountRequestId: str) -> dict[str, Any]:
        if CreateAccountRequestId not in self.__dict__.get("births", {}):
            raise exceptions.OrganizationsClientError("CreateAccountStatusNotFoundException", "There is no request with that id.")
        return {"CreateAccountStatus": look(self, self.births[CreateAccountRequestId])}

    def all_births_looked_at(self: Any, *rest: Any, **named: Any) -> Any:
        for entry in list(self.__dict__.get("births", {}).values()):
            look(self, entry)
        return list_all(self, *rest, **named)

    Land.create_account, Land.describe_create_account_status, Land.list_accounts = create_account, describe, all_births_looked_at


@repair(
    does="knows no delegated administrator for StackSets and AWS Config: InvalidInputException",
    aws="takes one, and the service may be trusted",
    source="CloudFormation guide, Register a delegated administrator account; AWS Config guide, Register a delegated administrator",
)
def stack_sets_and_config_may_be_delegated(_: Settings) -> None:
    from moto.organizations.models import FakeDelegatedAdministrator
    FakeDelegatedAdministrator.SUPPORTED_SERVICES.extend(["member.org.stacksets.cloudformation.amazonaws.com", "config.amazonaws.com"])


def found(settings: Settings) -> None:
    """The organization as it is before anything of ours is deployed: the management account, and those of the other stacks."""
    from moto.organizations.models import FakeAccount, organizations_backends
    land = organizations_backends[settings.management]["aws"]
    land.create_organization(region=settings.region, FeatureSet="ALL")
    for identity in sorted({each.split("/")[0] for each in settings.environments} - {settings.management}):
        account = FakeAccount(land.org, AccountName=f"account {identity}", Email=f"account-{identity}@accounts.example.com")
        account.id, account.joined_method = identity, "INVITED"
        land.accounts.append(account)
        organizations_backends.master_accounts[account.id] = (settings.management, "aws")
