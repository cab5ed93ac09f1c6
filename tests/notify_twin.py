"""GOV.UK Notify as it publishes itself, on loopback: what it was given, and how that stands."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"evenreach-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
ANSWERS = {
    "wrong key": (403, "AuthError", "Invalid token: API key not found"),
    "not an address": (400, "ValidationError", "email_address Not a valid email address"),
    "no template": (400, "BadRequestError", "Template not found"),
    "too many": (429, "TooManyRequestsError", "Exceeded send limits (50) for today"),
    "broken": (500, "Exception", "Internal server error"),
}


class NotifyTwin(HTTPServer):
    """Holds notifications; `trouble` is what the next sending meets."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.notifications: list[dict] = []
        self.trouble = ""
        self.is_away = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def take(self, asked: dict) -> dict:
        nth = len(self.notifications) + 1
        one = {
            "id": f"740e5834-3a29-46b4-9a6f-{nth:012}",
            "reference": asked["reference"],
            "email_address": asked["email_address"],
            "type": "email",
            "status": "sending",
            "personalisation": asked["personalisation"],
            "template": {"id": asked["template_id"], "version": 1},
            "created_at": f"2026-11-02T08:00:{nth:02}.000000Z",
        }
        self.notifications.append(one)
        return one


class Answering(BaseHTTPRequestHandler):
    server: NotifyTwin

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        assert address.path == "/v2/notifications"
        [reference] = parse_qs(address.query)["reference"]
        if self._is_let_in():
            found = [each for each in self.server.notifications if each["reference"] == reference]
            links = {"current": self.server.address + self.path}
            self._answer(200, {"notifications": found[::-1], "links": links})

    def do_POST(self) -> None:
        assert self.path == "/v2/notifications/email"
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        trouble, self.server.trouble = self.server.trouble, ""
        if not self._is_let_in():
            return
        if trouble in ANSWERS:
            self._refuse(trouble)
            return
        taken = self.server.take(asked)
        if trouble == "answer lost":
            self.connection.close()
            return
        self._answer(201, {"id": taken["id"], "reference": taken["reference"]})

    def _is_let_in(self) -> bool:
        if self.server.is_away:
            self._refuse("broken")
            return False
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        except jwt.InvalidSignatureError:
            claims = {}
        if claims.get("iss") != SERVICE:
            self._refuse("wrong key")
        return claims.get("iss") == SERVICE

    def _refuse(self, trouble: str) -> None:
        code, kind, sentence = ANSWERS[trouble]
        self._answer(code, {"status_code": code, "errors": [{"error": kind, "message": sentence}]})

    def _answer(self, code: int, said: dict) -> None:
        body = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def notify_twin():
    with NotifyTwin() as twin:
        serving = Thread(target=twin.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            yield twin
        finally:
            twin.shutdown()
            serving.join()
