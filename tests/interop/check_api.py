"""The API tried by programs that nobody here wrote (R23): its document by a validator, its answers by schemathesis.

`make test-interop` runs it with the parts of `requirements-interop.lock`; a plain run of the tests does not collect it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from afterwards.api.app import Api
from afterwards.api.documents import documents
from afterwards.pack import Pack
from tests.api import conftest
from tests.api.conftest import SERVE
from tests.api.test_guarded import marked_calls, nothing_told_is_logged
from tests.clock import TODAY
from tests.site.conftest import Running, serving

papers, api = conftest.papers, conftest.api
"""Fixtures of the tests of the API."""
HERE = Path(__file__).parent
EXAMPLES = os.environ.get("AFTERWARDS_EXAMPLES", "500")
"""How many examples of each operation are tried."""
PHASES = "examples,fuzzing"
"""Its phase "coverage" goes through each of 220 facts by itself, which takes hours. No operation follows another, so none is "stateful"."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`afterwards serve --api`."""
    yield from serving(tmp_path_factory.mktemp("served"), SERVE, "--api")


@pytest.mark.parametrize("prefix", ["", "/of/afterwards"])
def test_the_document_is_openapi(pack: Pack, prefix: str) -> None:
    """By the OpenAPI 3.1 meta-schema, and JSON Schema 2020-12 within."""
    document = json.loads(documents(pack, TODAY, prefix)["/openapi.json"])
    assert [*OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_validator_sees_what_is_wrong(pack: Pack) -> None:
    document = json.loads(documents(pack, TODAY)["/openapi.json"])
    del document["paths"]["/v1/guide"]["post"]["responses"]
    document["info"].pop("version")
    assert [*OpenAPIV31SpecValidator(document).iter_errors()]


def test_schemathesis_finds_nothing(served: Running, tmp_path: Path) -> None:
    """R23: 0 failures and 0 status 5xx, and no address, no fault and no value in the log."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [f"http://127.0.0.1:{served.port}/openapi.json", "--max-examples", EXAMPLES]
    command += ["--seed", "20261124", "--phases", PHASES, "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "lines_as_text"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    lines = [line for line in served.lines() if " ms" in line]
    # Seven of eleven operations take a body; one without is tried once or twice. What is made twice is sent once.
    assert len(lines) > 5 * int(EXAMPLES)
    assert not [line for line in served.lines() if "fault" in line or " 5" in line.split(" ms")[0][-8:-4]]


def test_nothing_told_is_in_any_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """R21: 1,000 calls with markers."""
    calls = [*marked_calls()]
    assert len(calls) == 1000
    nothing_told_is_logged(api, caplog, calls)
