#!/bin/sh
# Installs the `routex` of a release: looks up what this machine is, downloads the archive, checks it against the release's
# checksums, and puts the program where programs are.
#
#   ROUTEX_DIR        where to; /usr/local/bin for root, ~/.local/bin for others
#   ROUTEX_VERSION    another version than that of this script
#   ROUTEX_RELEASES   where releases are: RELEASES/vVERSION/ARCHIVE
set -eu

# Filled in when a release is made.
version=${ROUTEX_VERSION:-@VERSION@}
releases=${ROUTEX_RELEASES:-@RELEASES@}

fail() {
    echo "routex: $*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

target() {
    case $(uname -s) in
        Linux) system=unknown-linux-gnu ;;
        Darwin) system=apple-darwin ;;
        *) fail "no release for $(uname -s)" ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) machine=x86_64 ;;
        aarch64 | arm64) machine=aarch64 ;;
        *) fail "no release for $(uname -m)" ;;
    esac
    if [ "$system" = unknown-linux-gnu ] && has ldd && ldd --version 2>&1 | grep -qi musl; then
        fail "this system has musl, and releases need glibc; take the container image"
    fi
    echo "$machine-$system"
}

fetch() {
    if has curl; then
        curl --fail --silent --show-error --location --output "$2" "$1"
    elif has wget; then
        wget -q -O "$2" "$1"
    else
        fail "curl or wget is needed"
    fi
}

# Reads checksums, and is silent unless one is wrong.
check() {
    if has sha256sum; then
        sha256sum -c - >/dev/null
    elif has shasum; then
        shasum -a 256 -c - >/dev/null
    else
        fail "sha256sum or shasum is needed to check what was downloaded"
    fi
}

# All of it is read before any of it is run, even when the connection breaks.
main() {
    case $version$releases in
        *@*) fail "this is the script of the repository; take the one of a release, or set ROUTEX_VERSION and ROUTEX_RELEASES" ;;
    esac
    name=routex-$version-$(target)
    if [ "$(id -u)" = 0 ]; then
        folder=${ROUTEX_DIR:-/usr/local/bin}
    else
        folder=${ROUTEX_DIR:-$HOME/.local/bin}
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"

    echo "downloading $name"
    fetch "$releases/v$version/$name.tar.gz" "$name.tar.gz" || fail "there is no $name.tar.gz"
    fetch "$releases/v$version/SHA256SUMS" SHA256SUMS || fail "the release has no checksums"
    grep " [ *]$name.tar.gz\$" SHA256SUMS >expected || fail "the release has no checksum of $name.tar.gz"
    check <expected || fail "$name.tar.gz is not what was released: its checksum is wrong"

    tar -xzf "$name.tar.gz"
    mkdir -p "$folder"
    # beside the old one and then in its place, which may be running
    cp "$name/routex" "$folder/.routex.new"
    chmod 755 "$folder/.routex.new"
    mv -f "$folder/.routex.new" "$folder/routex"
    echo "installed $("$folder/routex" --version) as $folder/routex"
    case :$PATH: in
        *:"$folder":*) ;;
        *) echo "$folder is not on your PATH" ;;
    esac
}

main
