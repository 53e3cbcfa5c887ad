#!/bin/sh
# Makes or renews the virtual environment, and installs the Debian packages that tests need.
#
#   tools/prepare.sh runtime   what running needs
#   tools/prepare.sh dev       what tests need as well, with chromium, the font and poppler
#
# Works as root and as an ordinary user, with an empty home directory. What cannot be installed
# without root is named, and what is there is used.
set -eu
want=${1:-runtime}
venv=${VENV:-.venv}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Python 3.11 以上 (venv を含む) が必要です。 / Python 3.11 or newer with venv is needed." >&2
    exit 1
}

make_environment() {
    file=requirements/$1.txt
    stamp=$venv/.installed-$1
    # made by this very script for this very file: nothing to do
    if [ -x "$venv/bin/python" ] && [ -f "$stamp" ] && cmp -s "$file" "$stamp"; then
        return
    fi
    if ! "$venv/bin/python" -c '' 2>/dev/null; then
        python=$(find_python)
        echo "$python で $venv を作ります / making $venv with $python"
        "$python" -m venv --clear "$venv"
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file"
    cp "$file" "$stamp"
}

put_ourselves_on_the_path() {
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$PWD/src" >"$site/daicho-src.pth"
    cat >"$venv/bin/daicho" <<END
#!$PWD/$venv/bin/python
from daicho.host.cli import main

# the process that makes certificates reads this file again when it starts
if __name__ == "__main__":
    main(prog_name="daicho")
END
    chmod +x "$venv/bin/daicho"
}

missing_packages() {
    command -v chromium >/dev/null 2>&1 || echo chromium
    command -v pdftotext >/dev/null 2>&1 || echo poppler-utils
    [ -n "$(find /usr/share/fonts -name ipamjm.ttf 2>/dev/null)" ] || echo fonts-ipamj-mincho
}

install_packages() {
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        # shellcheck disable=SC2086  # a list of words
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } >/dev/null ||
            echo "入れられませんでした / could not install:" $missing
    else
        echo "root でないため、次は入れずに進みます / not root, going on without:" $missing
    fi
}

if [ "$want" = dev ]; then
    make_environment dev
    install_packages
else
    # the larger set serves running as well
    [ -f "$venv/.installed-dev" ] && cmp -s requirements/dev.txt "$venv/.installed-dev" || make_environment runtime
fi
put_ourselves_on_the_path
