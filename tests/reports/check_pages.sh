#!/bin/sh
# The pages of the samples in a real browser, at the widths of a phone and of a desk: nothing sticks out sideways, no
# cell is cut, every chart has a title and a text alternative, no script came through, lists show what is chosen.
# Skipped, loudly, where there is no Chromium.
set -u
B=${BUILD:-build/release}
browser=$(command -v chromium || command -v chromium-browser) || {
    echo 'skipped: chromium not found: pages of the samples'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
REHEARSE_PAGES="$dir" "$B/tests/reports/test_golden" > "$dir/said" 2>&1 || {
    cat "$dir/said"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
}
{
    echo '<!DOCTYPE html><title>check</title><body><pre id="out"></pre>'
    for page in "$dir"/*.html; do
        [ "$page" = "$dir/all-pages.html" ] && continue
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
/* Each choice of each two filters shows the rows that have both values, in the table of the chosen order, and the cards
 * that have such a row. "" is no problem. */
const listProblems = form => {
    const list = form.closest(".browse"), filters = [...form.querySelectorAll(".f select")], problems = [];
    const rows = [...list.querySelectorAll(".line, .k")], cards = [...list.querySelectorAll(".card")];
    const order = form.querySelector(".s select");
    const has = (row, f) => f.value === "" || row.classList.contains("v" + f.id.split("-")[1] + "-" + f.value);
    const isChosen = row => {
        const table = row.closest("table");
        return table === null || table.classList.contains("o" + (order === null ? 0 : order.value));
    };
    const fits = row => filters.every(f => has(row, f)) && isChosen(row);
    const isSeen = row =>
        isShown(row) && [".card", "table"].every(s => row.closest(s) === null || isShown(row.closest(s)));
    const look = what => {
        let wrong = rows.filter(r => isSeen(r) !== fits(r)).length;
        wrong += cards.filter(c => isShown(c) !== [...c.querySelectorAll(".line")].some(fits)).length;
        if (wrong > 0) problems.push(what + ": " + wrong + " wrong");
    };
    for (const a of filters) for (const b of filters) {
        a.selectedIndex = a.length - 1;
        if (a !== b) b.selectedIndex = 1;
        if (order !== null) order.selectedIndex = order.length - 1;
        look(a.id + " and " + b.id);
        form.reset();
    }
    look("Show all");
    if (rows.length === 0 || filters.length + (order !== null) === 0) problems.push("nothing to choose");
    return [problems.join("; ")];
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
        for (const form of page.querySelectorAll(".filters"))
            for (const problem of listProblems(form)) say(problem === "", "filters: " + problem);
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
filtered=$(cat tests/reports/golden/*.html | grep -c '<form class="filters"')
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
