#!/usr/bin/env bash
# Builds the package and tests it installed, if anything it is made from changed since that last passed on this machine.
#
# For CI: as root, on Debian's kind of system. llama.cpp goes in only where its wheel was built before (ten minutes).
# What passed is remembered under $INGRAIN_PASSED (default ~/.cache/ingrain/package), one empty file a state.
set -euo pipefail
cd "$(dirname "$0")/../.."

state="$(git ls-files -s packaging pyproject.toml constraints.txt resources/models.toml desktop/__main__.py \
  backends/selftest.py backends/table.py learning/process.py | sha256sum | cut -d' ' -f1)"
passed="${INGRAIN_PASSED:-$HOME/.cache/ingrain/package}"
if [ -e "$passed/$state" ]; then
  echo "The package was built and tested in this state."
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends lintian desktop-file-utils appstream xvfb xdotool imagemagick zstd \
  squashfs-tools binutils >/dev/null
engines=""
compgen -G "build/package/wheels/llama_cpp_python-*.whl" >/dev/null && engines=llama
INGRAIN_ZSTD="${INGRAIN_ZSTD:-3}" make package PACKAGE_ARGS="--engines=$engines"
packaging/linux/test_installed.sh
mkdir -p "$passed"
touch "$passed/$state"
