"""A function's own process."""
import json
import os
import subprocess
import threading
from typing import Any

BOOTSTRAP = os.path.join(os.path.dirname(__file__), "function.cjs")


class Warm:
    """A function's own process, which takes many events at once: ours keep nothing between two."""

    def __init__(self, node: str, folder: str, handler: str, environment: dict[str, str], arn: str = ""):
        self.process = subprocess.Popen([node, BOOTSTRAP, folder, handler, arn], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answers: dict[int, Any] = {}
        self.changed = threading.Condition()
        self.asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, event: str) -> dict[str, Any]:
        with self.changed:
            self.asked += 1
            mine = self.asked
            assert self.process.stdin
            self.process.stdin.write(json.dumps({"id": mine, "event": json.loads(event)}) + "\n")
            self.process.stdin.flush()
            self.changed.wait_for(lambda: mine in self.answers, timeout=60)
            return self.answers.pop(mine, {"error": {"errorType": "Sandbox.Timedout", "errorMessage": "no answer for a minute"}})

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            answer = json.loads(line)
            with self.changed:
                self.answers[answer["id"]] = answer
                self.changed.notify_all()
