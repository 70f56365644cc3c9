#!/usr/bin/env bash
# Times `ungarble check` beside `grep -F -c -f` over the same phrases and the same files, in one run, one thread each.
# Usage: scripts/compare_grep.sh FILE…
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 FILE…" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
cargo build --manifest-path "$here/Cargo.toml" --release --quiet --bin ungarble --example measure
target=${CARGO_TARGET_DIR:-$here/target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$target/examples/measure" phrases > "$work/phrases"
cat "$@" > "$work/corpus.txt"
printf 'Liz Terrace resigned.\n' > "$work/line.txt"
bytes=$(stat -c %s "$work/corpus.txt")
printf '%s phrases, %s bytes\n' "$(wc -l < "$work/phrases")" "$bytes"

# Wall-clock seconds of the quickest of five runs.
quickest() {
    local best=
    for _ in 1 2 3 4 5; do
        local start end
        start=$(date +%s%N)
        "$@" > /dev/null 2>&1 || true
        end=$(date +%s%N)
        local took=$((end - start))
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
    done
    echo "$best"
}

report() {
    awk -v name="$1" -v ns="$2" -v bytes="$bytes" 'BEGIN { printf "%-28s %8.3f s %8.0f MB/s\n", name, ns / 1e9, bytes / 1e6 / (ns / 1e9) }'
}
report "ungarble check, one thread" "$(quickest "$target/ungarble" check --no-config --threads 1 "$work/corpus.txt")"
report "ungarble check, all threads" "$(quickest "$target/ungarble" check --no-config "$work/corpus.txt")"
report "grep -F -c -f" "$(quickest env LC_ALL=C grep -F -c -f "$work/phrases" "$work/corpus.txt")"
awk -v ns="$(quickest "$target/ungarble" check --no-config "$work/line.txt")" 'BEGIN { printf "ungarble check on one line    %8.1f ms\n", ns / 1e6 }'
