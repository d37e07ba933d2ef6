#!/usr/bin/env bash
# Fills a template of a release: @VERSION@, @RELEASES@, and for every archive the checksum, as @SHA256:TARGET@.
#
#   deploy/release/fill.sh VERSION RELEASES SHA256SUMS <TEMPLATE
set -euo pipefail

version=$1 releases=$2 sums=$3
script=(-e "s|@VERSION@|$version|g" -e "s|@RELEASES@|$releases|g")
while read -r sum archive; do
    target=${archive#"routex-$version-"}
    script+=(-e "s|@SHA256:${target%.tar.gz}@|$sum|g")
done <"$sums"
filled=$(sed "${script[@]}")
if grep --quiet '@SHA256:' <<<"$filled"; then
    echo "$sums has no checksum for: $(grep --only-matching '@SHA256:[^@]*@' <<<"$filled" | tr '\n' ' ')" >&2
    exit 1
fi
printf '%s\n' "$filled"
