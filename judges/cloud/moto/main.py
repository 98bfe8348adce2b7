"""A moto server (Apache-2.0) on which the platform can be deployed and its workflows run.

    python main.py --management 111111111111 --platform 222222222222 --time-scale 0.01 --polls 2 --node node --node-modules DIR

prints one JSON line {"endpoint": "http://localhost:PORT", "repairs": [...]} and serves until its standard input closes.
The cloud is moto. The other files here repair only what stops the platform; each repair says what moto does and what AWS does.
"""
import os

from repair import REPAIRS, Settings
from serving import listen, parser, serve


def main() -> None:
    given = vars(parser().parse_args())
    port = given.pop("port")
    settings = Settings(**given)
    # Whoever comes without keys of another account is in the management account.
    import moto.core
    moto.core.DEFAULT_ACCOUNT_ID = settings.management
    import credentials  # noqa: F401 (a repair is registered when its file is loaded)
    import deployment
    import functions
    import interpreter  # noqa: F401
    import organization
    import stack_sets  # noqa: F401
    from moto.core import config
    from moto.server import DomainDispatcherApplication, create_backend_app
    config.default_user_config.update({"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}})
    server = listen(DomainDispatcherApplication(create_backend_app), port, settings)
    os.environ["MOTO_PORT"] = str(server.port)
    for one in REPAIRS:
        one.apply(settings)
    organization.found(settings)
    deployment.bootstrap(settings)
    serve(server, settings, functions.stop)


if __name__ == "__main__":
    main()
