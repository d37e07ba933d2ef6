#!/usr/bin/env bash
# Packs a binary for a release. The same binary gives the same archive, byte for byte.
#
#   deploy/release/archive.sh VERSION TARGET BINARY FOLDER
#
# SOURCE_DATE_EPOCH is the time of all files; it is that of the last commit by default. On macOS this needs GNU tar as `gtar`.
set -euo pipefail

version=$1 target=$2 binary=$3 folder=$4
root=$(cd "$(dirname "$0")/../.." && pwd)
name=routex-$version-$target
time=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
tar=$(command -v gtar || command -v tar)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name" "$folder"
cp "$binary" "$work/$name/"
cp "$root"/{LICENSE,README.md,CHANGELOG.md,routex.example.toml,deploy/systemd/routex.{service,socket}} "$work/$name/"

chmod 0644 "$work/$name"/*
chmod 0755 "$work/$name/$(basename "$binary")"
"$tar" --create --directory "$work" --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=go-w "$name" \
    | gzip --no-name --best >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
