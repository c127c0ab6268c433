#!/bin/sh
# Makes this checkout ready to run: Debian packages, a Python environment in .venv, and in it exactly what the lock
# names. What is there already is left alone, so a second run takes a moment.
#
#     sh app/setup.sh            to run Custodia
#     sh app/setup.sh --tests    to run its tests as well
set -eu

usage='usage: sh app/setup.sh [--tests]'
tests=no
for argument in "$@"; do
    case $argument in
        --tests) tests=yes ;;
        -h | --help) echo "$usage"; exit 0 ;;
        *) echo "$usage" >&2; exit 2 ;;
    esac
done

cd -- "$(dirname -- "$0")/.."
root=$(pwd -P)

# Pango shapes and breaks the lines of the PDFs. Inter and Noto set them: a name in any script has its glyphs, and the
# same fonts everywhere keep renderings the same to the byte.
packages='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig
    fonts-inter fonts-noto-core fonts-noto-mono fonts-noto-cjk fonts-noto-color-emoji'
lock=requirements.lock
if [ "$tests" = yes ]; then
    # A browser, and what the driver of it links to; PDF checkers; Java and JAXB for the engine of veraPDF; the other database.
    packages="$packages chromium libatomic1 poppler-utils qpdf
        default-jre-headless libjaxb-java libjaxb-api-java libistack-commons-java libtxw2-java libactivation-java
        postgresql"
    lock=requirements-dev.lock
fi

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# Another apt may hold the lock, as on a machine that has just started: give it a minute.
apt_install() {
    as_root apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=60 "$@" </dev/null >/dev/null
}

# Debian's own index may be missing or stale on a fresh machine: when the installation fails, renew it and try again.
install_packages() {
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        fail "these Debian packages are missing: $* -- run this as root, with sudo installed, or install them first"
    fi
    say "installing Debian packages: $*"
    apt_install "$@" 2>/dev/null && return
    say "renewing the list of Debian packages"
    as_root apt-get update -qq </dev/null || fail "apt-get update failed, see above"
    apt_install "$@" || fail "apt-get install failed, see above"
}

missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
            installed) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

python_is_usable() {
    "$1" -c 'import sys, ctypes, ensurepip, sqlite3, ssl, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if python_is_usable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

venv_is_usable() {
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The checkout may have been moved, and a virtual environment does not move with it.
venv_is_at_home() {
    [ ! -e "$stamp" ] || grep -qxF "root $root" "$stamp"
}

installed_from() {
    grep -qxF "$(sha256sum "$1")" "$stamp" 2>/dev/null
}

# 1. Debian packages.
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086  # a list of names, one argument each
    missing=$(missing_packages $packages)
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_packages $missing
else
    # shellcheck disable=SC2086
    say "not a Debian system; what these packages hold must be there by other means:" $packages
fi

# 2. The virtual environment.
stamp=.venv/custodia-setup
if ! venv_is_usable || ! venv_is_at_home; then
    python=$(find_python)
    if [ -z "$python" ]; then
        command -v apt-get >/dev/null || fail "no Python 3.11 or later with the venv module found"
        install_packages python3 python3-venv
        python=$(find_python)
        [ -n "$python" ] || fail "no Python 3.11 or later found: Debian 12 is the oldest release that has one"
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# 3. What the lock names, by its hashes, as wheels only: nothing is built, so nothing unlisted is fetched to build it.
if ! installed_from "$lock"; then
    say "installing the libraries of $lock"
    rm -f "$stamp"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: --requirement "$lock"
    {
        echo "root $root"
        sha256sum "$lock"
        # The development lock holds the runtime lock.
        [ "$tests" = no ] || sha256sum requirements.lock
    } >"$stamp.new"
    mv "$stamp.new" "$stamp"
fi

say "ready"
