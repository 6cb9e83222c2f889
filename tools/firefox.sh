#!/bin/sh
# The second browser for the slow tests: Debian's firefox-esr. Installs it when it is missing and we may.
set -eu
if command -v firefox-esr >/dev/null 2>&1; then exit 0; fi
echo "Installing Debian's firefox-esr for the slow browser tests."
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "Firefox is missing. As root: apt-get install firefox-esr" >&2
    exit 1
fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes $as_root apt-get install -y -qq --no-install-recommends firefox-esr fonts-liberation >/dev/null
