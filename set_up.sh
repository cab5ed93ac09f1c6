#!/usr/bin/env bash
# Sets up Evenreach in this folder: .venv from the hash-locked list, and the Debian packages it needs.
# Usage: ./set_up.sh [browser]   ("browser" also asks for the one that the tests drive)
# A set-up that is complete passes at once; one that was cut short is begun again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

STAMP=.venv/evenreach.complete
UNFINISHED=.venv/evenreach.unfinished
PYTHON=.venv/bin/python
LIBRARIES='libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0'
LIBRARY_PACKAGES='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

# What the environment was made from, and where: moving the folder breaks the commands in it.
wanted_stamp() {
    cat requirements.lock pyproject.toml set_up.sh | sha256sum
    pwd -P
}

is_python_3_11() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in python3.11 /usr/bin/python3.11 python3 /usr/bin/python3; do
        if is_python_3_11 "$candidate"; then
            say "$candidate"
            return
        fi
    done
    stop 'Evenreach needs Python 3.11, and no python3.11 or python3 here is that: install it (on Debian 12: apt-get install python3 python3-venv) and start again.'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
    fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_install() {
    as_root apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "$@" >/dev/null 2>&1
}

# Installs Debian packages, or stops with the one line that does. $1 says what they are for.
install_packages() {
    local purpose=$1
    shift
    local line="apt-get update && apt-get install -y --no-install-recommends $*"
    [ "$(id -u)" = 0 ] || line="sudo sh -c '$line'"
    command -v apt-get >/dev/null ||
        stop "Evenreach needs $purpose. Install what your system calls these Debian packages, and start again: $*"
    may_install || stop "Evenreach needs $purpose. Run this once, then start again:"$'\n'"  $line"
    say "    installing $*"
    apt_install "$@" || { as_root apt-get -qq update >/dev/null && apt_install "$@"; } ||
        stop "Evenreach needs $purpose, and installing it failed. See why with:"$'\n'"  $line"
}

# The lines of one package in the locked list, hashes included.
locked() {
    awk -v start="$1==" 'index($0, start) == 1 { on = 1; print; next } on && /^ / { print; next } { on = 0 }' requirements.lock
}

make_environment() {
    local python
    python=$(find_python)
    say "1/4 Python environment .venv ($("$python" --version))"
    if [ -e "$UNFINISHED" ] || [ -e "$STAMP" ] || ! is_python_3_11 "$PYTHON"; then
        rm -rf .venv
    fi
    if [ ! -d .venv ]; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            install_packages "Python's venv module" python3-venv
        mkdir .venv
        touch "$UNFINISHED"
        "$python" -m venv .venv
    fi
    touch "$UNFINISHED"
}

# uv is asked first: it takes seconds where pip takes minutes. It does not read pip's settings.
install_libraries() {
    say "2/4 Libraries: $(grep -c '^[^ ]*==' requirements.lock), each checked against requirements.lock (seconds, or minutes without uv)"
    local index
    index=${PIP_INDEX_URL:-$("$PYTHON" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX=$index
    fi
    if "$PYTHON" -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r <(locked uv) &&
        .venv/bin/uv pip install -q --python "$PYTHON" --require-hashes -r requirements.lock; then
        return
    fi
    say '    uv could not; pip installs the same list (about two minutes)'
    "$PYTHON" -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock ||
        stop 'The libraries could not be installed; what is printed above says why. Start again once it is mended.'
}

install_command() {
    say '3/4 The command .venv/bin/evenreach'
    "$PYTHON" -m pip install -q --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable . ||
        stop 'The command evenreach could not be installed; what is printed above says why.'
    rm -rf build/bdist.*
}

has_libraries() {
    "$PYTHON" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' $LIBRARIES 2>/dev/null
}

has_browser() {
    command -v chromium >/dev/null || [ -x /usr/bin/chromium ]
}

if [ "$(cat "$STAMP" 2>/dev/null)" != "$(wanted_stamp)" ]; then
    make_environment
    install_libraries
    install_command
    say '4/4 Debian packages'
    wanted_stamp >"$STAMP"
    rm -f "$UNFINISHED"
fi
has_libraries || install_packages 'the libraries that write PDFs' $LIBRARY_PACKAGES
if [ "${1:-}" = browser ]; then
    has_browser || install_packages 'the browser that the tests drive' chromium
fi
