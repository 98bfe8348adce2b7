"""What a repair of the emulator is, and what all repairs know."""
import dataclasses
import json
import threading
from collections.abc import Callable
from typing import Any

LOCK = threading.RLock()


@dataclasses.dataclass
class Settings:
    """How the server was started."""
    management: str
    platform: str
    environments: list[str]
    region: str
    time_scale: float
    polls: int
    misfortunes: list[dict[str, Any]]
    node: str
    node_modules: str
    endpoint: str = ""
    bootstrapped: list[str] | None = None

    def misfortune(self, kind: str, *about: str) -> str | None:
        """The reason, or the error, of the next misfortune that is planned for this; it counts as used."""
        with LOCK:
            for one in self.misfortunes:
                if one["kind"] == kind and one["mentions"] in about and one.get("times", 1) > 0:
                    one["times"] = one.get("times", 1) - 1
                    return str(one.get("reason") or one["error"])
        return None


@dataclasses.dataclass(frozen=True)
class Repair:
    name: str
    whose: str
    does: str
    aws: str
    source: str
    apply: Callable[[Any], None]

    def described(self) -> dict[str, str]:
        return {"name": self.name, "whose": self.whose, "does": self.does, "aws": self.aws, "source": self.source}


REPAIRS: list[Repair] = []


def repair(does: str, aws: str, source: str, whose: str = "moto") -> Callable[[Callable[[Any], None]], None]:
    """Registers a repair, with what the emulator does, what AWS does, and where AWS says so."""
    def register(function: Callable[[Any], None]) -> None:
        REPAIRS.append(Repair(function.__name__.replace("_", " "), whose, does, aws, source, function))
    return register


def plain(value: Any) -> Any:
    """As JSON has it, with times as Step Functions writes them."""
    return json.loads(json.dumps(value, default=lambda moment: moment.isoformat().replace("+00:00", "Z")))
