"""A moto server (Apache-2.0) on which the platform can be deployed and its workflows run.

    python main.py --management 111111111111 --platform 222222222222 --time-scale 0.01 --polls 2 --node node --node-modules DIR

prints one JSON line {"endpoint": "http://localhost:PORT", "repairs": [...]} and serves until its standard input closes.
The cloud is moto. The other files here repair only what stops the platform; each repair says what moto does and what AWS does.
"""
import argparse
import json
import os
import sys
import threading

from repair import REPAIRS, Settings


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--management", required=True)
    parser.add_argument("--platform", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--time-scale", type=float, default=1.0)
    parser.add_argument("--polls", type=int, default=2)
    parser.add_argument("--misfortunes", default="[]")
    parser.add_argument("--node", required=True)
    parser.add_argument("--node-modules", required=True)
    return parser.parse_args()


def main() -> None:
    given = vars(arguments())
    port = given.pop("port")
    settings = Settings(**{**given, "misfortunes": json.loads(given["misfortunes"])})
    # Whoever comes without keys of another account is in the management account.
    import moto.core
    moto.core.DEFAULT_ACCOUNT_ID = settings.management
    import deployment
    import functions
    import interpreter  # noqa: F401 (a repair is registered when its file is loaded)
    import organization
    import stack_sets  # noqa: F401
    from moto.core import config
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server
    config.default_user_config.update({"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}})
    WSGIRequestHandler.log_request = lambda *_: None
    server = make_server("127.0.0.1", port, DomainDispatcherApplication(create_backend_app), threaded=True)
    settings.endpoint, os.environ["MOTO_PORT"] = f"http://localhost:{server.port}", str(server.port)
    for one in REPAIRS:
        one.apply(settings)
    organization.found(settings)
    deployment.bootstrap(settings)

    def end_with_whoever_started_it() -> None:
        sys.stdin.read()
        functions.stop()
        os._exit(0)

    threading.Thread(target=end_with_whoever_started_it, daemon=True).start()
    print(json.dumps({"endpoint": settings.endpoint, "repairs": [one.described() for one in REPAIRS]}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
