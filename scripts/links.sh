#!/usr/bin/env bash
# Checks that relative links in Markdown files lead to something: the file exists, and the heading if one is named.
set -euo pipefail
cd "$(dirname "$0")/.."

# The anchors of a file's headings, as GitHub makes them: lower case, marks dropped, blanks to hyphens.
anchors() {
    awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ /, ""); print }' "$1" |
        tr '[:upper:]' '[:lower:]' | sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'
}

checked=0
broken=0
while IFS= read -r file; do
    # Code holds no links: fenced blocks and code spans go.
    text=$(awk '/^ *```/ { code = !code; next } !code' "$file" | sed -E 's/`[^`]*`//g')
    while IFS= read -r link; do
        case $link in '' | http://* | https://* | mailto:*) continue ;; esac
        checked=$((checked + 1))
        path=${link%%#*}
        target=$file
        [ -z "$path" ] || target=$(dirname "$file")/$path
        if [ ! -e "$target" ]; then
            printf '%s: `%s` leads nowhere\n' "$file" "$link" >&2
            broken=$((broken + 1))
        elif [[ $link == *'#'* ]] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
            printf '%s: `%s` names no heading of %s\n' "$file" "$link" "$target" >&2
            broken=$((broken + 1))
        fi
    done < <(grep -oE '\]\([^) ]+\)' <<<"$text" | sed -E 's/^\]\((.*)\)$/\1/' || true)
done < <(find . -name '*.md' -not -path './target/*' -not -path './.git/*' | sort)

printf '%d links checked, %d broken\n' "$checked" "$broken"
[ "$broken" -eq 0 ]
