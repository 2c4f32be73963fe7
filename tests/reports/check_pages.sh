#!/bin/sh
# The golden pages in a real browser, at the widths of a phone and of a desk: nothing sticks out sideways, no cell is cut,
# every chart has a title and a text alternative, no script came through. Skipped, loudly, where there is no Chromium.
set -u
browser=$(command -v chromium || command -v chromium-browser) || {
    echo 'skipped: chromium not found: tests/reports/golden/*.html'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cp tests/reports/golden/*.html "$dir"
{
    echo '<!DOCTYPE html><title>check</title><body><pre id="out"></pre>'
    for page in tests/reports/golden/*.html; do
        for width in 390 1280; do printf '<iframe data-width="%s" width="%s" height="844" src="%s"></iframe>\n' $width $width "$(basename "$page")"; done
    done
    cat << 'SCRIPT'
<script>
const isHidden = e => { const head = e.closest("thead"); return head !== null && getComputedStyle(head).clipPath !== "none"; };
addEventListener("load", () => {
    const lines = [];
    for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument, root = page.documentElement, where = frame.src.split("/").pop() + " at " + frame.dataset.width;
        const say = (ok, what) => lines.push((ok ? "ok " : "FAILED: ") + where + ": " + what);
        say(root.scrollWidth <= root.clientWidth, "nothing sticks out sideways (" + root.scrollWidth + " of " + root.clientWidth + ")");
        const wide = [...page.querySelectorAll("td, th, dd, p, li, h1, h2, pre")].filter(e => e.offsetParent !== null && !isHidden(e) && e.scrollWidth > e.clientWidth + 1 && e.tagName !== "PRE");
        say(wide.length === 0, "no text is wider than its place" + (wide.length ? ": " + wide[0].textContent.slice(0, 60) : ""));
        say(page.scripts.length === 0 && page.images.length === 0, "no script, no image");
        const bare = [...page.querySelectorAll("svg")].filter(s => s.getAttribute("role") !== "img" || !s.querySelector("title") || s.querySelector("title").textContent === "");
        say(bare.length === 0, "every chart has a title and an alternative");
        const units = [...page.querySelectorAll("figure.chart")].filter(f => !f.querySelector(".unit") || f.querySelector(".unit").textContent === "" || !f.querySelector("desc"));
        say(units.length === 0, "every chart has a unit and a description");
        const styled = getComputedStyle(page.body).marginTop === "0px" && page.styleSheets.length === 1;
        say(styled, "the policy lets the style sheet through");
    }
    document.getElementById("out").textContent = lines.join("\n") + "\n";
});
</script>
SCRIPT
} > "$dir/all-pages.html"
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files --user-data-dir="$dir/profile" \
    --virtual-time-budget=10000 --dump-dom "file://$dir/all-pages.html" > "$dir/dom" 2> "$dir/log"
sed -n '/<pre id="out">/,/<\/pre>/p' "$dir/dom" | sed 's/.*<pre id="out">//; s/<\/pre>//' > "$dir/lines"
passed=$(grep -c '^ok ' "$dir/lines")
failed=$(grep -c '^FAILED' "$dir/lines")
grep '^FAILED' "$dir/lines" || :
pages=$(ls tests/reports/golden/*.html | wc -l)
if [ $((passed + failed)) -ne $((pages * 2 * 6)) ]; then
    failed=$((failed + 1))
    echo "FAILED: the browser told of $((passed + failed - 1)) checks, not of $((pages * 2 * 6))"
    tail -3 "$dir/log"
fi
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
