"""What stands in front of fakecloud: one address for all, from which calls go on to it or to the interpreter."""
import dataclasses
import functools
import html
import http.client
import json
import re
import threading
import traceback
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from fakecloud import ROOT_KEY, Fakecloud
from repair import Settings, repair
from werkzeug.wrappers import Request, Response

# Whoever comes with this key is the root of the management account.
VISITOR = "ak"
mend = functools.partial(repair, whose="fakecloud")
# Of one connection, or said anew by our own server.
NOT_HANDED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclasses.dataclass
class Call:
    """A call of AWS's API."""
    service: str
    action: str
    region: str
    key: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def token(self) -> str | None:
        return next((value for name, value in self.headers.items() if name.lower() == "x-amz-security-token"), None)

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body or b"{}"))

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


Before = Callable[[Call], Response | None]
After = Callable[[Call, Response], Response]


class Front:
    """Hands calls on; `before` may answer itself, `after` may change what is answered."""

    fakecloud: Fakecloud

    def __init__(self) -> None:
        self.before: dict[tuple[str, str], Before] = {}
        self.after: dict[tuple[str, str], After] = {}
        self.answers: Callable[[str, bytes], None] = lambda _path, _body: None
        self.connections = threading.local()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        call = call_of(request)
        try:
            response = self.answer(request, call)
        except Exception as problem:
            traceback.print_exc()
            response = refused(call, f"{type(problem).__name__}: {problem}")
        response.headers.setdefault("x-amzn-RequestId", str(uuid.uuid4()))
        return response(environ, start_response)

    def answer(self, request: Request, call: Call) -> Response:
        if request.path.startswith("/_answers/"):
            self.answers(request.path, call.body)
            return Response()
        place = (call.service, call.action)
        response = self.before[place](call) if place in self.before else None
        response = response or self.pass_on(call)
        return self.after[place](call, response) if place in self.after and response.status_code == 200 else response

    def pass_on(self, call: Call) -> Response:
        """As fakecloud answers it."""
        headers = {name: value for name, value in call.headers.items() if name.lower() not in NOT_HANDED_ON}
        headers["Content-Length"] = str(len(call.body))
        connection = self.connections.__dict__.setdefault("one", http.client.HTTPConnection("127.0.0.1", self.fakecloud.port, timeout=900))
        try:
            connection.request(call.method, call.path, call.body, headers)
            answer = connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # One that was open for long may be closed by now; fakecloud has not seen the call then.
            connection.close()
            connection.request(call.method, call.path, call.body, headers)
            answer = connection.getresponse()
        body = answer.read()
        said = [(name, value) for name, value in answer.getheaders() if name.lower() not in NOT_HANDED_ON]
        response = Response(body, answer.status, said)
        if call.method == "HEAD" and (length := answer.getheader("content-length")):
            response.headers["Content-Length"] = length
        return response


def call_of(request: Request) -> Call:
    body = request.get_data()
    headers = {**request.headers, "Authorization": request.headers.get("Authorization", "").replace(f"Credential={VISITOR}/", f"Credential={ROOT_KEY}/")}
    scope = re.search(r"Credential=([^/]+)/\d+/([\w-]+)/([\w-]+)/aws4_request", headers["Authorization"])
    key, region, service = scope.groups() if scope else ("", "", "")
    if not scope:
        del headers["Authorization"]
    target = request.headers.get("X-Amz-Target", "").split(".")[-1]
    query = "x-www-form-urlencoded" in request.headers.get("Content-Type", "")
    action = target or (dict(parse_qsl(body.decode())).get("Action", "") if query else "")
    path = request.environ.get("RAW_URI") or request.full_path.removesuffix("?")
    return Call(service, action, region, key, request.method, path, headers, body)


def refused(call: Call, why: str) -> Response:
    """As the service would refuse it that was asked."""
    if "x-www-form-urlencoded" in call.headers.get("Content-Type", ""):
        return Response("<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>"
                        f"<Message>{html.escape(why)}</Message></Error></ErrorResponse>", 400, mimetype="text/xml")
    return Response(json.dumps({"__type": "ValidationException", "message": why}), 400, mimetype="application/x-amz-json-1.1")


@dataclasses.dataclass
class Surroundings(Settings):
    """What repairs of the second cloud know."""
    fakecloud: Any = None
    front: Any = None
    # Accounts that have the role which AWS makes with them.
    furnished: set[str] = dataclasses.field(default_factory=set)
    # What is done to each template that passes.
    rewrite: Callable[[Any], Any] = lambda template: template
