"""How a server of the judges is started, and how it ends: with whoever started it."""
import argparse
import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from repair import REPAIRS, Settings


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    made.add_argument("--port", type=int, default=0)
    made.add_argument("--management", required=True)
    made.add_argument("--platform", required=True)
    made.add_argument("--environments", type=json.loads, required=True)
    made.add_argument("--bootstrapped", type=json.loads, default=None)
    made.add_argument("--region", default="us-east-1")
    made.add_argument("--time-scale", type=float, default=1.0)
    made.add_argument("--polls", type=int, default=2)
    made.add_argument("--misfortunes", type=json.loads, default=[])
    made.add_argument("--node", required=True)
    made.add_argument("--node-modules", required=True)
    return made


def listen(application: Any, port: int, settings: Settings) -> Any:
    from werkzeug.serving import WSGIRequestHandler, make_server
    WSGIRequestHandler.log_request = lambda *_: None
    server = make_server("127.0.0.1", port, application, threaded=True)
    settings.endpoint = f"http://localhost:{server.port}"
    return server


def serve(server: Any, settings: Settings, stop: Callable[[], None]) -> None:
    """Says where it is, and serves until standard input closes."""
    def end_with_whoever_started_it() -> None:
        sys.stdin.read()
        stop()
        os._exit(0)

    threading.Thread(target=end_with_whoever_started_it, daemon=True).start()
    print(json.dumps({"endpoint": settings.endpoint, "repairs": [one.described() for one in REPAIRS]}), flush=True)
    server.serve_forever()
