"""fakecloud, with moto's interpreter of the Amazon States Language in front of it.

    python main.py --fakecloud PROGRAM --management 111111111111 --platform 222222222222 --time-scale 0.01 --node node --node-modules DIR

prints one JSON line {"endpoint": "http://localhost:PORT", "repairs": [...]} and serves until its standard input closes. All services are
fakecloud's but executions of Step Functions, which are moto's; each repair says what the one of them does that it is for, and what AWS does.
"""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../moto"))

from repair import REPAIRS
from serving import listen, parser, serve


def main() -> None:
    asked = parser()
    asked.add_argument("--fakecloud", required=True)
    given = vars(asked.parse_args())
    program, port = given.pop("fakecloud"), given.pop("port")
    import moto.core
    moto.core.DEFAULT_ACCOUNT_ID = given["platform"]
    import births
    import interpreter  # noqa: F401 (a repair is registered when its file is loaded)
    import machines
    import stacks  # noqa: F401
    from containers import Containers
    from fakecloud import Fakecloud
    from front import Front, Surroundings
    from moto.core import config
    config.default_user_config.update({"stepfunctions": {"execute_state_machine": True}})
    around = Surroundings(**given)
    around.front = Front()
    server = listen(around.front, port, around)
    containers = Containers(around)
    around.fakecloud = around.front.fakecloud = Fakecloud(program, around.management, containers.command(tempfile.mkdtemp(prefix="front-")))
    machines.in_front(around)
    births.found(around)
    for one in REPAIRS:
        one.apply(around)

    def stop() -> None:
        around.fakecloud.stop()
        containers.stop()

    serve(server, around, stop)


if __name__ == "__main__":
    main()
