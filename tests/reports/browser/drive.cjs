/* drive.cjs SITE: drives the pages of SITE (make-pages.sh) in Chromium, and prints "ok ..." or "FAILED: ..." a check.
 * A page has no script, so all that it does is HTML and CSS: what a person does is what is done here. */
const { chromium } = require("playwright-core");
const path = require("path");

const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/* Two widths and both colour schemes; ALL=1 drives each width in each scheme. */
const DESK = { width: 1280, height: 900 }, PHONE = { width: 390, height: 844 };
const VIEWS = [[DESK, "light"], [PHONE, "dark"]].concat(process.env.ALL ? [[DESK, "dark"], [PHONE, "light"]] : []);

/* What each kind of page must offer: lists with a form at the least, orders, a journey to open, a folded section that a
 * link unfolds. */
const PAGES = [
    { file: "gate.html", forms: 2, sorts: 2, opens: true, folded: "inputs", hero: true },
    { file: "diff.html", forms: 1, sorts: 1, opens: true, hero: true },
    { file: "explain.html", forms: 2, sorts: 1, folded: "facts", hero: true },
    { file: "packet.html", forms: 0, sorts: 0, section: "block-8", hero: true },
    { file: "review.html", forms: 3, sorts: 2, folded: "numbers", hero: true, names: "fixes" },
    { file: "sweep.html", forms: 0, sorts: 1, folded: "history", hero: true },
    { file: "calibrate.html", forms: 0, sorts: 0, section: "compared", hero: true, tables: ["Precision, recall",
        "How many alarms were right", "Groups that fare otherwise", "The share should rise"] },
    { file: "replay.html", forms: 0, sorts: 0, section: "records", hero: true },
    { file: "test.html", forms: 0, sorts: 0, section: "tests", hero: true },
    { file: "cover.html", forms: 0, sorts: 0, folded: "tests", hero: true },
    { file: "weeks/index.html", forms: 0, sorts: 0, section: "weeks", hero: true, leads: "week-2025-10-20.html" },
    { file: "weeks/week-2025-10-20.html", forms: 2, sorts: 2, folded: "numbers", hero: true },
    { file: "weeks/brief.html", forms: 0, sorts: 0, section: "next", hero: true },
    { file: "weeks/runbook.html", forms: 0, sorts: 0, folded: "checklist" },
    { file: "weeks/proof.html", forms: 0, sorts: 0, section: "what" },
];

let where = "";
const say = (ok, what) => console.log((ok ? "ok " : "FAILED: ") + where + ": " + what);

/* ---- what is asked inside the page ---- */

/* Texts whose contrast with what lies behind them is below 4.5, or 3 where they are large (WCAG 1.4.3). */
const faintTexts = () => {
    const rgb = c => c.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = e => {
        for (; e !== null; e = e.parentElement) {
            const [r, g, b, a = 1] = rgb(getComputedStyle(e).backgroundColor);
            if (a === 1) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const faint = [];
    for (const e of document.querySelectorAll("body *:not(svg *):not(option)")) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== "");
        if (!own || !e.checkVisibility() || e.offsetWidth <= 1) continue;
        const style = getComputedStyle(e), a = light(rgb(style.color)), b = light(behind(e));
        const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < (isLarge ? 3 : 4.5))
            faint.push(e.className + " " + contrast.toFixed(2) + " " + e.textContent.slice(0, 30));
    }
    return faint;
};

/* What a screen reader would stumble over. */
const unnamed = () => {
    const problems = [], seen = new Set();
    const all = s => [...document.querySelectorAll(s)];
    for (const e of all("[id]")) {
        if (seen.has(e.id)) problems.push("id twice: " + e.id);
        seen.add(e.id);
    }
    for (const e of all("table")) {
        if (e.caption === null || e.caption.textContent.trim() === "") problems.push("table without caption");
        if ([...e.querySelectorAll("th")].some(th => !th.hasAttribute("scope"))) problems.push("th without scope");
        if ([...e.tBodies[0].rows].some(r => r.cells[0].scope !== "row")) problems.push("row without heading");
    }
    for (const e of all("svg")) {
        const title = e.querySelector("title");
        const isNamed = title !== null && title.textContent !== "";
        if (e.getAttribute("role") !== "img" || !isNamed) problems.push("svg without name");
        for (const id of (e.getAttribute("aria-labelledby") || "").split(" "))
            if (id !== "" && document.getElementById(id) === null) problems.push("label that is not there: " + id);
    }
    for (const e of all("form, nav")) if (!e.getAttribute("aria-label")) problems.push(e.tagName + " without name");
    for (const e of all("select"))
        if (e.labels.length !== 1 || e.labels[0].textContent.trim() === "") problems.push("select without label");
    for (const tag of ["header", "main", "footer"])
        if (all("body > " + tag).length !== 1) problems.push("not one " + tag);
    let last = 0;
    for (const e of all("h1, h2, h3")) {
        const level = Number(e.tagName[1]);
        if (level > last + 1 && !(last === 0 && level === 2)) problems.push("heading skips to " + e.textContent);
        last = level;
    }
    if (document.documentElement.lang !== "en" || document.title === "") problems.push("no language or title");
    return problems;
};

const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/* Rows and cards of a list that are to be seen, in the order in which they stand on the screen. */
const shownOf = list => [...list.querySelectorAll(".k, .card")].filter(e => e.checkVisibility())
    .map(e => [e.getBoundingClientRect().top, e.id || e.textContent]).sort((a, b) => a[0] - b[0]).map(e => e[1]);

/* ---- what a person does ---- */

async function firstScreen(page, kind, size) {
    const top = await page.locator("header.top").innerText();
    say(/^rehearse/.test(top), "the family's header");
    if (!kind.hero) return;
    const box = await page.locator(".hero").boundingBox();
    say(box.y + box.height <= size.height, "the answer fits the first screen (" + Math.round(box.y + box.height) + ")");
    say(await page.locator("h1").count() === 1, "one h1");
}

async function filter(page, list, form) {
    let wrong = "";
    const selects = await form.locator(".f select").all();
    for (const select of selects) {
        const options = await select.locator("option").allTextContents();
        const some = new Set([1, 2, options.length >> 1, options.length - 1].filter(i => i > 0 && i < options.length));
        for (const i of some) {
            await select.selectOption({ index: i });
            const n = Number(/\((\d[\d,]*)\)$/.exec(options[i])[1].replace(",", ""));
            const seen = await list.evaluate(l =>
                [...l.querySelectorAll(".k, .line")].filter(e => e.checkVisibility()).length);
            if (seen !== n) wrong = options[i] + " shows " + seen;
        }
        await select.selectOption({ index: 0 });
    }
    say(wrong === "", "each choice shows as many as it says" + (wrong && ": " + wrong));
    return selects.length;
}

async function sort(page, list, form) {
    const select = form.locator(".s select");
    if (await select.count() === 0) return 0;
    const before = await list.evaluate(shownOf), orders = new Set([before.join("\n")]);
    const n = await select.locator("option").count();
    let lost = 0, stray = 0;
    for (let i = 1; i < n; i++) {
        await select.selectOption({ index: i });
        const now = await list.evaluate(shownOf);
        orders.add(now.join("\n"));
        lost += [...now].sort().join("\n") !== [...before].sort().join("\n");
        /* What is shown is what is read: one table, or cards in the order of the screen. */
        stray += await list.locator("table:visible").count() > 1;
    }
    say(lost === 0 && stray === 0, "an order shows every row once");
    say(orders.size > 1, "orders differ (" + orders.size + " of " + n + ")");
    await form.getByRole("button", { name: "Show all" }).click();
    say((await list.evaluate(shownOf)).join("\n") === before.join("\n"), "Show all brings the first order back");
    return 1;
}

async function lists(page, kind) {
    let forms = 0, sorts = 0;
    await page.evaluate(() => document.querySelectorAll("details.section").forEach(d => d.open = true));
    for (const list of await page.locator(".browse").all()) {
        const form = list.locator(".filters");
        if (await form.count() === 0) continue;
        forms += await filter(page, list, form) > 0;
        sorts += await sort(page, list, form);
    }
    say(forms >= kind.forms, "lists to filter: " + forms);
    say(sorts >= kind.sorts, "lists to sort: " + sorts);
}

/* Tables that must be there, with numbers in them: what a made-up history has none of would never be looked at. */
async function tables(page, kind) {
    for (const caption of kind.tables || []) {
        const table = page.locator("table", { has: page.locator("caption", { hasText: caption }) });
        const cells = await table.locator("td.num:visible").allInnerTexts();
        say(cells.filter(t => /\d/.test(t)).length > 4, "the table \"" + caption + "\" has numbers: " + cells.length);
    }
}

/* The order of the keys is that of the cards on the screen, also when they were sorted. */
async function keysFollowCards(page) {
    const list = page.locator(".browse:has(.card)").first();
    const select = list.locator(".s select");
    if (await select.count() === 0) return;
    await select.selectOption({ index: 1 });
    await select.focus();
    const tops = [];
    for (let i = 0; i < 8; i++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            return e.closest(".card") === null ? null : e.getBoundingClientRect().top + scrollY;
        });
        if (at !== null) tops.push(at);
    }
    const isOrdered = tops.every((t, i) => i === 0 || t > tops[i - 1]);
    say(tops.length > 1 && isOrdered, "the keyboard follows the order: " + tops.length);
    await list.getByRole("button", { name: "Show all" }).click();
}

async function openJourney(page, kind, url) {
    if (!kind.opens) return;
    const pair = page.locator("details.pair").nth(1);
    await pair.locator("summary").click();
    say(await pair.locator("svg").first().isVisible(), "a journey opens, before beside after");
    const id = await page.locator("article.card").last().getAttribute("id");
    await page.goto(url + "#" + id);
    const card = page.locator("article.card:target");
    say(await card.count() === 1 && (await card.evaluate(e => {
        const box = e.getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0;
    })), "a link leads to journey " + id);
    say(await card.evaluate(e => getComputedStyle(e).outlineStyle) === "solid", "and marks it");
}

/* A name in the evidence leads to that journey, drawn. */
async function followName(page, kind, url) {
    if (!kind.names) return;
    await page.goto(url);
    const link = page.locator("#" + kind.names + " a[href^='#j-']").last();
    const name = await link.innerText();
    await link.click();
    const card = page.locator("article.card:target");
    say(await card.count() === 1 && await card.locator("h3").innerText() === name, "evidence leads to " + name);
    say(await card.evaluate(e => {
        const box = e.getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0;
    }), "which is to be seen");
    const drawn = card.locator("details.pair");
    if (await drawn.getAttribute("open") === null) await drawn.locator("summary").click();
    say(await drawn.locator("svg").isVisible(), "and opens");
    const dangling = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")]
        .filter(a => document.getElementById(a.getAttribute("href").slice(1)) === null).map(a => a.href));
    say(dangling.length === 0, "no link leads nowhere" + (dangling.length ? ": " + dangling[0] : ""));
}

async function deepLink(page, kind, url) {
    const id = kind.folded || kind.section;
    if (id === undefined) return;
    await page.goto("about:blank");
    await page.goto(url + "#" + id);
    const target = page.locator("#" + id);
    say(await target.evaluate(e => {
        const top = e.getBoundingClientRect().top;
        return e.checkVisibility() && top > -1 && top < innerHeight;
    }), "a link leads to #" + id + (kind.folded ? " and unfolds it" : ""));
}

/* Each stop of the keyboard is to be seen, has a ring, and stands in the order of the document. */
async function keyboard(page) {
    const problems = [];
    let last = -1, stops = 0;
    await page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
    for (let i = 0; i < 30; i++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            if (e === document.body || e === document.documentElement) return null;
            const box = e.getBoundingClientRect();
            return {
                name: e.tagName + " " + e.textContent.slice(0, 20), at: [...document.querySelectorAll("*")].indexOf(e),
                isSeen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
                ring: getComputedStyle(e).outlineStyle,
            };
        });
        if (at === null) break;
        if (at.at < last) problems.push(at.name + " stands before what was focused");
        if (!at.isSeen) problems.push(at.name + " is not to be seen");
        if (at.ring !== "solid") problems.push(at.name + " has no ring");
        last = at.at;
        stops++;
    }
    say(problems.length === 0, "the keyboard's " + stops + " stops" + (problems.length ? ": " + problems[0] : ""));
}

/* What Chromium's own tree for screen readers holds. */
async function listen(page, size) {
    const problems = await page.evaluate(unnamed);
    say(problems.length === 0, "a screen reader has names for all" + (problems.length ? ": " + problems[0] : ""));
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const count = role => nodes.filter(n => !n.ignored && n.role && n.role.value === role).length;
    const tables = await page.locator("table:visible").count();
    say(tables === count("table"), "tables are tables at " + size.width + " (" + tables + ")");
    say(tables === 0 || count("rowheader") > 0, "rows have headings at " + size.width);
    for (const role of ["banner", "main", "contentinfo"]) say(count(role) === 1, "landmark " + role);
    await session.detach();
}

async function print(page) {
    await page.emulateMedia({ media: "print" });
    const forms = await page.locator(".filters:visible, .toc:visible").count();
    const folded = await page.evaluate(() => [...document.querySelectorAll("details.section")]
        .filter(d => !d.open && d.querySelector(".body").offsetHeight === 0).length);
    say(forms === 0 && folded === 0, "paper has no forms and nothing folded");
    const pdf = await page.pdf({ format: "A4" });
    say(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 5000, "it prints (" + pdf.length + " bytes)");
    await page.emulateMedia({ media: null });
}

async function follow(page, kind) {
    if (!kind.leads) return;
    await page.locator("a[href='" + kind.leads + "']").click();
    say(page.url().endsWith(kind.leads) && await page.locator("h1").count() === 1, "the index leads to " + kind.leads);
    await page.goBack();
}

async function drive(browser, site, kind, size, scheme) {
    where = kind.file + " at " + size.width + ", " + scheme;
    const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
    const page = await context.newPage(), said = [], asked = [];
    page.on("console", m => said.push(m.text()));
    page.on("pageerror", e => said.push(String(e)));
    page.on("request", r => { if (!r.isNavigationRequest() && !r.url().startsWith("data:")) asked.push(r.url()); });
    const url = "file://" + path.resolve(site, kind.file);
    await page.goto(url);
    await firstScreen(page, kind, size);
    await listen(page, size);
    await keyboard(page);
    const faint = await page.evaluate(faintTexts);
    say(faint.length === 0, "texts can be read" + (faint.length ? ": " + faint[0] : ""));
    await lists(page, kind);
    await tables(page, kind);
    say(await page.evaluate(sideways) <= 0, "nothing sticks out sideways");
    if (kind.opens) await keysFollowCards(page);
    await openJourney(page, kind, url);
    await followName(page, kind, url);
    await follow(page, kind);
    await deepLink(page, kind, url);
    await print(page);
    say(said.length === 0, "the console is silent" + (said.length ? ": " + said[0] : ""));
    say(asked.length === 0, "nothing is requested" + (asked.length ? ": " + asked[0] : ""));
    const scheme1 = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    say((scheme1 === "rgb(16, 21, 27)") === (scheme === "dark"), "the ground is " + scheme);
    await context.close();
}

(async () => {
    const browser = await chromium.launch({ executablePath: process.env.BROWSER, headless: true, args: FLAGS });
    for (const kind of PAGES) for (const [size, scheme] of VIEWS)
        await drive(browser, process.argv[2], kind, size, scheme);
    await browser.close();
})().catch(e => {
    console.error(where + ": " + e.stack);
    process.exit(1);
});
