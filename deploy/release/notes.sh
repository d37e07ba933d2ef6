#!/usr/bin/env bash
# Prints the section of a version in CHANGELOG.md. One that is not there is an error: a release without notes is a mistake.
#
#   deploy/release/notes.sh VERSION [CHANGELOG]
set -euo pipefail

version=$1
changelog=${2:-$(dirname "$0")/../../CHANGELOG.md}
awk -v heading="## $version" '
    /^## / { wanted = ($0 == heading || index($0, heading " ") == 1); found = found || wanted; next }
    wanted { print }
    END { exit !found }
' "$changelog" || {
    echo "CHANGELOG.md has no section \"## $version\"" >&2
    exit 1
}
