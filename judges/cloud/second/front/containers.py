"""Stands in for the container command that fakecloud runs functions with: each container is a process of Node."""
import http.server
import json
import os
import shutil
import socketserver
import tempfile
import threading
import uuid
from collections.abc import Sequence
from typing import Any

from repair import Settings
from warm import Warm

# What fakecloud asks of the command, beside what is answered below.
AGREED = {"info", "pull", "ps", "network", "volume"}
WITH_VALUE = {"-e", "-p", "--tmpfs", "--add-host", "--label"}


class Container:
    """A function, once it is started: it listens as Lambda's runtime interface emulator does."""

    def __init__(self, handler: str, environment: dict[str, str]) -> None:
        self.handler, self.environment = handler, environment
        self.folder = tempfile.mkdtemp(prefix="container-")

    def start(self, node: str) -> None:
        self.warm = Warm(node, f"{self.folder}/var/task", self.handler, self.environment)
        warm = self.warm

        class Invocation(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer = warm.ask(self.rfile.read(int(self.headers["content-length"] or 0)).decode() or "{}")
                said = json.dumps(answer["error"] if "error" in answer else answer.get("result")).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Invocation)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def remove(self) -> None:
        if hasattr(self, "server"):
            self.server.shutdown()
            self.warm.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Containers:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.all: dict[str, Container] = {}

    def command(self, folder: str) -> str:
        """A program that hands what it is asked to `answer`, in this process."""
        path, here = os.path.join(folder, "containers"), os.path.join(folder, "containers.socket")
        with open(path, "w", encoding="utf8") as file:
            file.write(f"#!/bin/sh\nexec '{self.settings.node}' '{os.path.join(os.path.dirname(__file__), 'containers.cjs')}' '{here}' \"$@\"\n")
        os.chmod(path, 0o700)
        answer = self.answer

        class Asked(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                asked = json.loads(self.rfile.readline())
                try:
                    said = {"code": 0, "said": answer(asked["arguments"], asked["environment"])}
                except Exception as problem:
                    said = {"code": 1, "problem": f"{type(problem).__name__}: {problem}"}
                self.wfile.write(json.dumps(said).encode())

        server = socketserver.ThreadingUnixStreamServer(here, Asked)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return path

    def stop(self) -> None:
        for one in list(self.all.values()):
            one.remove()

    def answer(self, arguments: Sequence[str], environment: dict[str, str]) -> str:
        what, *rest = arguments
        if what in AGREED:
            return ""
        if what == "create":
            return self.create(rest, environment)
        if what == "cp":
            identity, path = rest[1].split(":")
            shutil.copytree(rest[0].removesuffix("/."), self.all[identity].folder + path, dirs_exist_ok=True)
        elif what == "start":
            self.all[rest[0]].start(self.settings.node)
        elif what == "port":
            return f"0.0.0.0:{self.all[rest[0]].server.server_port}"
        elif what == "rm":
            for identity in (one for one in rest if one in self.all):
                self.all.pop(identity).remove()
        elif what != "logs":
            raise ValueError(f"no such command here: {what}")
        return ""

    def create(self, arguments: list[str], asked_with: dict[str, str]) -> str:
        environment = {"PATH": os.environ["PATH"], "NODE_PATH": self.settings.node_modules}
        rest, words = [], iter(arguments)
        for word in words:
            if word == "-e":
                name, is_said, value = next(words).partition("=")
                environment[name] = value if is_said else asked_with[name]
            elif word in WITH_VALUE:
                next(words)
            else:
                rest.append(word)
        image, handler = rest
        if "lambda/nodejs" not in image:
            raise ValueError(f"functions of Node only, not {image}")
        # Not fakecloud itself, which does not run the workflows.
        environment["AWS_ENDPOINT_URL"] = self.settings.endpoint
        identity = uuid.uuid4().hex
        self.all[identity] = Container(handler, environment)
        return identity
