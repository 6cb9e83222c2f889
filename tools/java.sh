#!/bin/sh
# Java for Spark, which the cohort is tried on: Debian's default-jre-headless. Installs it when it is missing and we may.
set -eu
if command -v java >/dev/null 2>&1; then exit 0; fi
echo "Installing Debian's Java for Spark."
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "Java is missing. As root: apt-get install default-jre-headless" >&2
    exit 1
fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes $as_root apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
