"""An identity provider on this machine that lies when it is told to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "wenkong-acme"


class FakeProvider:
    """What it says can be changed: `claims`, `head`, `key`, `known` (its description), `body`."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.head = {"kid": "one"}
        self.claims: dict[str, Any] = {}
        self.known: dict[str, Any] = {}
        self.asked: dict[str, str] = {}  # what the browser brought: nonce, code_challenge
        self.used: set[str] = set()
        self.body: bytes | None = None  # instead of the token's answer
        self.moved_to = ""
        self.drips = False
        self.requests: list[str] = []
        self.url = ""

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        } | self.known

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self, form: dict[str, str]) -> bytes:
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if form["code"] in self.used or challenge != self.asked.get("code_challenge"):
            return b'{"error": "invalid_grant"}'
        self.used.add(form["code"])
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "ada-at-work",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(said, self.signs_with, algorithm=self.algorithm, headers=self.head)
        return json.dumps({"id_token": token, "token_type": "Bearer"}).encode()

    def answer(self, path: str, form: dict[str, str]) -> bytes:
        self.requests.append(path)
        if path.startswith("/.well-known/"):
            return json.dumps(self.description()).encode()
        if path == "/keys":
            return json.dumps(self.keys()).encode()
        return self.token(form) if self.body is None else self.body


class Server(ThreadingHTTPServer):
    """Serves one provider at a free port of this machine."""

    def __init__(self, provider: FakeProvider) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer({name: values[0] for name, values in parse_qs(text).items()})

    def _answer(self, form: dict[str, str]) -> None:
        provider = self.server.provider
        if provider.moved_to and self.path == "/token":
            self.send_response(307)
            self.send_header("Location", provider.moved_to)
            self.end_headers()
            return
        body = provider.answer(self.path, form)
        self.send_response(400 if b'"error"' in body else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # they hang up, rightly
            self._send(body, drips=provider.drips)

    def _send(self, body: bytes, *, drips: bool) -> None:
        for piece in (bytes([letter]) for letter in body) if drips else (body,):
            self.wfile.write(piece)
            time.sleep(0.05 if drips else 0)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Generator[FakeProvider]:
    """Serve a provider as long as the block runs."""
    provider = FakeProvider()
    server = Server(provider)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
