#!/bin/sh
# The browser for the tests: Debian's chromium. Installs it when it is missing and we may.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
echo "Installing Debian's chromium for the browser tests."
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "Chromium is missing. As root: apt-get install chromium" >&2
    exit 1
fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes $as_root apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
