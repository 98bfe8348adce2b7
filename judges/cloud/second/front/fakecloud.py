"""fakecloud (AGPL-3.0): a process of its own, asked over its API, and gone with whoever started it."""
import functools
import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from typing import Any

from repair import LOCK

# Its standard input is ours, so that it ends with us whatever ends us.
UNTIL_STDIN_CLOSES = '"$0" "$@" < /dev/null & child=$!; exec > /dev/null 2>&1; cat; kill -9 $child; wait'
# Access keys that begin so are the root of the management account.
ROOT_KEY = "test"


class Fakecloud:
    def __init__(self, program: str, management: str, container_command: str) -> None:
        self.ending = False
        self.skipped: set[str] = set()
        self.keys: dict[str, str] = {}
        not_about_fakecloud = {name: value for name, value in os.environ.items() if not name.startswith("FAKECLOUD")}
        self.process = subprocess.Popen(
            ["sh", "-c", UNTIL_STDIN_CLOSES, program, "--addr", "127.0.0.1:0", "--account-id", management, "--iam", "strict", "--log-level", "warn"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**not_about_fakecloud, "FAKECLOUD_CONTAINER_CLI": container_command, "FAKECLOUD_LAMBDA_MAX_CONCURRENCY": "4", "NO_COLOR": "1"})
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.match(r"FAKECLOUD_PORT=(\d+)", line):
                self.port = int(found[1])
                break
            print(line, end="", file=sys.stderr)
        else:
            raise RuntimeError("fakecloud ended before it said on which port it is")
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        assert self.process.stdin
        self.ending = True
        self.process.stdin.close()
        self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
            if "no provisioner for resource type" in plain and (found := re.search(r'logical_id="?([^\s"]+)', plain)):
                self.skipped.add(found[1])
            print(plain, end="", file=sys.stderr, flush=True)
        if not self.ending:
            print("fakecloud is gone", file=sys.stderr, flush=True)
            os._exit(1)

    @functools.cache
    def client(self, service: str, region: str, key: str = ROOT_KEY, secret: str = "-", token: str | None = None) -> Any:
        """fakecloud knows who asks by the key alone."""
        import boto3
        import botocore.config
        config = botocore.config.Config(parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=900, max_pool_connections=50)
        return boto3.client(service, region_name=region, endpoint_url=f"http://127.0.0.1:{self.port}", config=config,
                            aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)

    def administrator(self, account: str, organization: str | None = None) -> str:
        """The key of somebody who may do everything in an account, which joins the organization if that is given."""
        with LOCK:
            if account not in self.keys:
                wish = {"accountId": account, "userName": "front", **({"organizationId": organization} if organization else {})}
                question = urllib.request.Request(f"http://127.0.0.1:{self.port}/_fakecloud/iam/create-admin",
                                                  data=json.dumps(wish).encode(), headers={"content-type": "application/json"})
                with urllib.request.urlopen(question, timeout=60) as answer:
                    self.keys[account] = json.load(answer)["accessKeyId"]
            return self.keys[account]
