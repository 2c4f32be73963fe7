#!/bin/sh
# The golden pages in a real browser, at the widths of a phone and of a desk: nothing sticks out sideways, no cell is
# cut, every chart has a title and a text alternative, no script came through. Skipped, loudly, where there is no
# Chromium.
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
        for width in 390 1280; do
            printf '<iframe data-width="%s" width="%s" height="844" src="%s"></iframe>\n' $width $width \
                "$(basename "$page")"
        done
    done
    cat << 'SCRIPT'
<script>
const isHidden = e => {
    const head = e.closest("thead");
    return head !== null && getComputedStyle(head).clipPath !== "none";
};
const isShown = e => getComputedStyle(e).display !== "none";
/* Each choice of each two filters shows the lines that have both values, and the cards that have such a line. "" is no
 * problem. */
const filterProblems = (page, form) => {
    const selects = [...form.querySelectorAll("select")], lines = [...page.querySelectorAll(".line")], problems = [];
    const classOf = select => "v" + select.id.slice(1) + "-" + select.value;
    const has = (line, select) => select.value === "" || line.classList.contains(classOf(select));
    const fits = line => selects.every(s => has(line, s));
    const fitsCard = card => [...card.querySelectorAll(".line")].some(fits);
    const look = what => {
        let wrong = lines.filter(l => (isShown(l) && isShown(l.closest(".card"))) !== fits(l)).length;
        wrong += [...page.querySelectorAll(".card")].filter(c => isShown(c) !== fitsCard(c)).length;
        problems.push(wrong === 0 ? "" : what + ": " + wrong + " wrong");
    };
    for (const a of selects) for (const b of selects) {
        if (a !== b) { a.selectedIndex = a.length - 1; b.selectedIndex = 1; look(a.id + " and " + b.id); }
        form.reset();
    }
    look("Show all");
    const areShown = lines.length > 0 && selects.length > 1 && lines.every(l => isShown(l));
    problems.push(areShown ? "" : "Show all does not show all");
    return [problems.filter(p => p !== "").join("; ")];
};
addEventListener("load", () => {
    const lines = [];
    for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument, root = page.documentElement;
        const where = frame.src.split("/").pop() + " at " + frame.dataset.width;
        const say = (ok, what) => lines.push((ok ? "ok " : "FAILED: ") + where + ": " + what);
        say(root.scrollWidth <= root.clientWidth,
            "nothing sticks out sideways (" + root.scrollWidth + " of " + root.clientWidth + ")");
        const wide = [...page.querySelectorAll("td, th, dd, p, li, h1, h2, pre")].filter(e =>
            e.offsetParent !== null && !isHidden(e) && e.scrollWidth > e.clientWidth + 1 && e.tagName !== "PRE");
        say(wide.length === 0,
            "no text is wider than its place" + (wide.length ? ": " + wide[0].textContent.slice(0, 60) : ""));
        say(page.scripts.length === 0 && page.images.length === 0, "no script, no image");
        const lacks = (e, part) => !e.querySelector(part) || e.querySelector(part).textContent === "";
        const bare = [...page.querySelectorAll("svg")].filter(s =>
            s.getAttribute("role") !== "img" || lacks(s, "title"));
        say(bare.length === 0, "every chart has a title and an alternative");
        const units = [...page.querySelectorAll("figure.chart")].filter(f =>
            lacks(f, ".unit") || !f.querySelector("desc"));
        say(units.length === 0, "every chart has a unit and a description");
        const styled = getComputedStyle(page.body).marginTop === "0px" && page.styleSheets.length === 1;
        say(styled, "the policy lets the style sheet through");
        const form = page.querySelector(".filters");
        if (form !== null) for (const problem of filterProblems(page, form)) say(problem === "", "filters: " + problem);
    }
    document.getElementById("out").textContent = lines.join("\n") + "\n";
});
</script>
SCRIPT
} > "$dir/all-pages.html"
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files \
    --user-data-dir="$dir/profile" \
    --virtual-time-budget=10000 --dump-dom "file://$dir/all-pages.html" > "$dir/dom" 2> "$dir/log"
sed -n '/<pre id="out">/,/<\/pre>/p' "$dir/dom" | sed 's/.*<pre id="out">//; s/<\/pre>//' > "$dir/lines"
passed=$(grep -c '^ok ' "$dir/lines")
failed=$(grep -c '^FAILED' "$dir/lines")
grep '^FAILED' "$dir/lines" || :
pages=$(ls tests/reports/golden/*.html | wc -l)
filtered=$(grep -l '<form class="filters"' tests/reports/golden/*.html | wc -l)
wanted=$(((pages * 6 + filtered) * 2))
if [ "$filtered" -eq 0 ]; then
    failed=$((failed + 1)) wanted=$((wanted + 1))
    echo 'FAILED: no page has filters'
fi
if [ $((passed + failed)) -ne "$wanted" ]; then
    failed=$((failed + 1))
    echo "FAILED: the browser told of $((passed + failed - 1)) checks, not of $wanted"
    tail -3 "$dir/log"
fi
printf '%d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
