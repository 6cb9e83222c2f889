#!/bin/sh
# Known faults in the parts that run (R24), looked up for every line of requirements.lock by pip-audit in its own environment.
# 0: none known. 1: one is known. 3: the data could not be reached, so nothing was audited.
# --offline-is-fine: the last case is said, and ends with 0 (continuous integration without a network).
set -eu
cd "$(dirname "$0")/.."
place=.venv/audit
unreached() {
    echo "The dependency audit could not be made: $1. Whoever publishes must run 'make audit' where it can be reached." >&2
    [ "$offline_is_fine" = yes ] || exit 3
    exit 0
}
offline_is_fine=no
[ "${1:-}" = "--offline-is-fine" ] && offline_is_fine=yes
if ! cmp -s requirements-audit.lock "$place/installed.lock"; then
    rm -rf "$place"
    "${PYTHON:-python3}" -m venv "$place"
    "$place/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock \
        || { rm -rf "$place"; unreached "pip-audit could not be installed"; }
    cp requirements-audit.lock "$place/installed.lock"
fi
report=$(mktemp)
trap 'rm -f "$report" "$report.err"' EXIT
"$place/bin/pip-audit" --requirement requirements.lock --require-hashes --disable-pip --format json --progress-spinner off --timeout 20 \
    >"$report" 2>"$report.err" || true
# pip-audit says "no known vulnerabilities" of parts it could not look up: so its report is read, not its exit status.
status=0
"$place/bin/python" tools/audit_report.py "$report" || status=$?
[ "$status" = 3 ] || exit "$status"
unreached "the vulnerability data could not be reached"
