"""CDS Hooks as other clients call it: signed tokens, good and bad ones, and a page of another origin in a real browser.

`make test-interop` runs it with the parts of `requirements-interop.lock`; a plain run of the tests does not collect it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from playwright.sync_api import Page, sync_playwright

from afterwards.cds.discovery import ORDER, SERVICES, VIEW, Service
from afterwards.cds.tokens import BadKeys, Issuer, Tokens
from tests.api.conftest import SERVE
from tests.cds import conftest
from tests.cds.conftest import COMBINED_PILL, JSON, MIGRAINE_WITH_AURA, MISCARRIAGE, condition, days_ago, draft, order, view
from tests.cds.test_document import ON_THE_DAY
from tests.site.conftest import Running, serving
from tests.site.wire import Answer, ask

codes, made = conftest.codes, conftest.made
"""Fixtures of the tests of the services."""
ISSUER, ADDRESS = "https://records.example", "https://cds.example/afterwards"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
SIGNING, OTHER, SECOND = (
    ec.generate_private_key(ec.SECP384R1()),
    ec.generate_private_key(ec.SECP384R1()),
    rsa.generate_private_key(65537, 2048),
)


def public(key: Any, name: str) -> dict[str, Any]:
    """A public key as a JWK."""
    kind: Any = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return {**json.loads(kind.to_jwk(key.public_key())), "kid": name, "use": "sig"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the client's public keys."""
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    file.write_text(json.dumps({"keys": [public(SIGNING, "first"), public(SECOND, "second")]}), encoding="utf-8")
    return file


def claims(service: Service = ORDER, **more: Any) -> dict[str, Any]:
    """What a good token says."""
    now = int(time.time())
    return {"iss": ISSUER, "aud": f"{ADDRESS}{service.address}", "iat": now, "exp": now + 300, "jti": str(uuid.uuid4()), **more}


def token(said: dict[str, Any] | None = None, key: Any = SIGNING, algorithm: str = "ES384", **headers: Any) -> str:
    """A token, as the sandbox of CDS Hooks signs it."""
    head = {"kid": "first", "jku": "https://records.example/keys.json", **headers}
    return str(jwt.encode(said or claims(), key, algorithm=algorithm, headers=head))


def by_hand(header: dict[str, Any], said: dict[str, Any], secret: bytes | None) -> str:
    """A token that no library would sign: without a signature, or with a public key as the secret."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, said)]
    signature = hmac.new(secret, b".".join(parts), hashlib.sha256).digest() if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@pytest.fixture
def outgoing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address to which this process tries to connect."""
    tried: list[Any] = []

    def connect(_: Any, address: Any) -> None:
        tried.append(address)
        raise OSError("no connection is allowed")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


Sign = Callable[..., Answer]


@pytest.fixture
def checked(made: Callable[..., Any], keys: Path) -> Sign:
    """Calls the order service, which checks tokens, with this one."""
    api = made(tokens=Tokens([Issuer(ISSUER, keys)]), address=ADDRESS)

    def signed(bearer: str, address: str = ORDER.address, body: Any = None) -> Answer:
        header = [(b"authorization", f"Bearer {bearer}".encode())] if bearer else []
        return ask(api, "POST", address, json.dumps(body or order(condition(MIGRAINE_WITH_AURA))).encode(), [JSON, *header])

    return signed


PUBLIC_PEM = SIGNING.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
BAD: dict[str, Callable[[], str]] = {
    "none": lambda: "",
    "expired": lambda: token(claims(iat=int(time.time()) - 900, exp=int(time.time()) - 600)),
    "wrong aud": lambda: token(claims(aud=f"{ADDRESS}{VIEW.address}")),
    "alg none": lambda: by_hand({"alg": "none", "kid": "first"}, claims(), None),
    "HS256 with the public key": lambda: by_hand({"alg": "HS256", "kid": "first"}, claims(), PUBLIC_PEM),
    "unknown kid": lambda: token(kid="third"),
    "jku elsewhere": lambda: token(key=OTHER, jku="http://127.0.0.1:9/keys.json"),
    # Beyond the eight
    "another issuer": lambda: token(claims(iss="https://sandbox.example")),
    "no issuer": lambda: token({name: value for name, value in claims().items() if name != "iss"}),
    "another signature": lambda: token(key=OTHER),
    "key in the token": lambda: token(key=OTHER, jwk=public(OTHER, "first")),
    "another algorithm": lambda: token(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ES256"),
    "not yet": lambda: token(claims(iat=int(time.time()) + 600, exp=int(time.time()) + 900)),
    "too long": lambda: token(claims(exp=int(time.time()) + 90_000)),
    "no jti": lambda: token({name: value for name, value in claims().items() if name != "jti"}),
    "no exp": lambda: token({name: value for name, value in claims().items() if name != "exp"}),
    "aud in a list": lambda: token(claims(aud=[f"{ADDRESS}{ORDER.address}"])),
    "aud with a stroke": lambda: token(claims(aud=f"{ADDRESS}{ORDER.address}/")),
    "no token": lambda: "zq7marker",
    "crit": lambda: token(crit=["x"], x=1),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_token_is_refused(checked: Sign, outgoing: list[Any], bad: str) -> None:
    """Status 401, no card, nothing of the token in the answer, and nothing is fetched."""
    bearer = BAD[bad]()
    answer = checked(bearer)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "cards" not in answer.text
    assert not bearer or bearer not in answer.text
    assert outgoing == []


def test_a_token_is_taken_once(checked: Sign, outgoing: list[Any]) -> None:
    bearer = token()
    assert [checked(bearer).status for _ in range(3)] == [200, 401, 401]
    assert outgoing == []


def test_good_tokens_are_taken(checked: Sign, outgoing: list[Any]) -> None:
    answer = checked(token())
    assert json.loads(answer.body)["cards"][0]["indicator"] == "critical"
    assert checked(token(key=SECOND, algorithm="RS384", kid="second")).status == 200
    entry = {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-11-24T12:00:00Z"}
    for aud in (ORDER.feedback, ORDER.address):
        assert checked(token(claims(aud=f"{ADDRESS}{aud}")), ORDER.feedback, {"feedback": [entry]}).status == 200
    assert checked("", ORDER.feedback, {"feedback": [entry]}).status == 401
    assert checked(token(claims(aud=f"{ADDRESS}{ORDER.feedback}"))).status == 401
    assert outgoing == []


def test_a_token_is_checked_before_the_body_is_read(checked: Sign) -> None:
    assert checked("", body={"hook": 3}).status == 401


def test_new_keys_are_read_from_the_file(made: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [public(SIGNING, "first")]}), encoding="utf-8")
    tokens = Tokens([Issuer(ISSUER, file)])
    api = made(tokens=tokens, address=ADDRESS)
    content = json.dumps(order()).encode()

    def status() -> int:
        bearer = token(key=SECOND, algorithm="RS256", kid="second")
        return ask(api, "POST", ORDER.address, content, [JSON, (b"authorization", f"Bearer {bearer}".encode())]).status

    assert status() == 401
    time.sleep(0.02)
    file.write_text(json.dumps({"keys": [public(SECOND, "second")]}), encoding="utf-8")
    assert status() == 200


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{"kty": "oct", "k": "c2VjcmV0", "kid": "x"}],
        [{**json.loads(ECAlgorithm.to_jwk(SIGNING)), "kid": "x"}],
        [{"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA", "kid": "x"}],
        [{name: value for name, value in public(SIGNING, "x").items() if name != "kid"}],
        [public(ec.generate_private_key(ec.SECP256K1()), "x")],
    ],
    ids=range(6),
)
def test_keys_that_cannot_be_used_are_refused(tmp_path: Path, entries: list[Any]) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": entries}), encoding="utf-8")
    with pytest.raises(BadKeys, match=r"--cds-issuer: keys\.json: "):
        Issuer(ISSUER, file)
    command = [sys.executable, "-m", "afterwards", "serve", "--api", "--cds-issuer", f"{ISSUER}={file}", "--cds-address", ADDRESS]
    if not entries:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr


# A page of another origin, as the sandbox of CDS Hooks calls

CALLS = """async ({address, calls}) => {
  const done = [];
  for (const {path, body, bearer} of calls) {
    const headers = bearer ? {Authorization: `Bearer ${bearer}`} : {};
    const json = {...headers, 'Content-Type': 'application/json'};
    const options = body ? {method: 'POST', body: JSON.stringify(body), headers: json} : {headers};
    try {
      const answer = await fetch(address + path, options);
      done.push({status: answer.status, body: await answer.json()});
    } catch (error) {
      done.push({error: error.name});
    }
  }
  return done;
}"""


@pytest.fixture(scope="module")
def origins() -> Iterator[tuple[str, str]]:
    """Two servers of an empty page, on ports of their own."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>records</title>")

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Empty) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    first, second = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    yield first, second
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, keys: Path, origins: tuple[str, str]) -> Iterator[Running]:
    """`afterwards serve --api` with an issuer, open to the first of the two origins."""
    options = [
        "--api",
        "--prefix",
        "/afterwards",
        "--allow-origin",
        origins[0],
        "--cds-issuer",
        f"{ISSUER}={keys}",
        "--cds-address",
        ADDRESS,
    ]
    yield from serving(tmp_path_factory.mktemp("served"), ON_THE_DAY + SERVE, *options)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of Debian's chromium."""
    path = shutil.which("chromium")
    assert path, "chromium is missing. Run 'sh tools/browser.sh'."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser.new_page()
        browser.close()


def calls_of_a_client() -> list[dict[str, Any]]:
    """Discovery, three hooks, feedback, and a call without a token: as a client makes them, each with a token of its own."""
    chosen, loss = condition(MIGRAINE_WITH_AURA), condition(MISCARRIAGE, onsetDateTime=days_ago(9))
    entry = {"card": str(uuid.uuid4()), "outcome": "overridden", "outcomeTimestamp": "2026-11-24T12:00:00Z"}
    return [
        {"path": SERVICES, "bearer": token()},
        {"path": VIEW.address, "body": view(loss), "bearer": token(claims(VIEW))},
        {"path": ORDER.address, "body": order(chosen, drafts=[draft("", "empty"), draft(COMBINED_PILL)]), "bearer": token()},
        {"path": ORDER.address, "body": order(chosen, hook="order-sign"), "bearer": token()},
        {"path": ORDER.feedback, "body": {"feedback": [entry]}, "bearer": token(claims(aud=f"{ADDRESS}{ORDER.feedback}"))},
        {"path": ORDER.address, "body": order(chosen)},
    ]


def test_a_page_of_a_named_origin_makes_all_the_calls(page: Page, served: Running, origins: tuple[str, str]) -> None:
    page.goto(origins[0])
    calls = {"address": f"http://127.0.0.1:{served.port}/afterwards", "calls": calls_of_a_client()}
    listed, after_loss, selected, signed, counted, unsigned = page.evaluate(CALLS, calls)
    assert [service["hook"] for service in listed["body"]["services"]] == ["patient-view", "order-select", "order-sign"]
    assert after_loss["body"]["cards"][0]["summary"].startswith("Pregnancy ended 9 days ago")
    assert [answer["body"]["cards"][0]["indicator"] for answer in (selected, signed)] == ["critical", "critical"]
    assert (counted["status"], counted["body"]) == (200, {})
    # It may read why it was refused, too.
    assert (unsigned["status"], [*unsigned["body"]]) == (401, ["errors"])
    assert not [line for line in served.lines() if "woman" in line or "fault" in line]


def test_a_page_of_another_origin_can_read_nothing(page: Page, served: Running, origins: tuple[str, str]) -> None:
    page.goto(origins[1])
    address = f"http://127.0.0.1:{served.port}/afterwards"
    before = len(served.lines())
    answers = page.evaluate(CALLS, {"address": address, "calls": calls_of_a_client()})
    assert answers == [{"error": "TypeError"}] * 6
    time.sleep(0.2)
    # Its preflights are refused, so that the calls themselves never come.
    lines = [line for line in served.lines()[before:] if " ms" in line]
    assert lines
    assert not [line for line in lines if "POST" in line]
