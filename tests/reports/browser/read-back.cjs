/* read-back.cjs DIR: the hostile reports of DIR (tests/reports/test_hostile.c) as real parsers read them: HTML and XML
 * by Chromium, Markdown by the reference parser of CommonMark, JSON by node, CSV by SQLite. Each text is there, as
 * text: nothing of it is an element, an attribute, a link or a command. Prints "ok ..." or "FAILED: ..." a file. */
const { chromium } = require("playwright-core");
const commonmark = require("commonmark");
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");

const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const dir = process.argv[2];
const read = file => fs.readFileSync(path.join(dir, file), "utf8");

/* As a report makes the invisible visible; line feeds may stay where a format has lines. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const shown = (text, keepsLines) => text.replace(HIDDEN, c =>
    c === "\n" && keepsLines ? c : "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
const squeeze = text => text.replace(/\s+/g, " ");

function textsOf(first) {
    return read("texts-" + first + ".hex").trim().split("\n").map(hex => Buffer.from(hex, "hex").toString("utf8"));
}

/* All strings of JSON, keys too. */
function stringsOf(value, into = new Set()) {
    if (typeof value === "string") into.add(value);
    else if (value !== null && typeof value === "object")
        for (const [key, inner] of Object.entries(value)) into.add(key), stringsOf(inner, into);
    return into;
}

const missing = (texts, has) => texts.filter(t => !has(t)).map(t => JSON.stringify(t)).slice(0, 3).join(" ");

const readers = {
    async html(text, texts, page) {
        const told = await page.evaluate(source => {
            const doc = new DOMParser().parseFromString(source, "text/html"), body = doc.body;
            const wild = [...doc.querySelectorAll("*")].filter(e =>
                /^(script|img|iframe|object|embed|base|textarea|xmp|plaintext)$/i.test(e.tagName) ||
                [...e.attributes].some(a => /^on|^style$|^src$|^autofocus$/i.test(a.name)) ||
                (e.tagName === "A" && !/^#/.test(e.getAttribute("href"))));
            return { text: body.textContent, wild: wild.map(e => e.outerHTML.slice(0, 80)) };
        }, text);
        if (told.wild.length > 0) return told.wild[0];
        const all = squeeze(told.text);
        return missing(texts, t => all.includes(squeeze(shown(t, true))));
    },
    async json(text, texts) {
        const strings = stringsOf(JSON.parse(text));
        return missing(texts, t => strings.has(t));
    },
    async ndjson(text) {
        for (const line of text.split("\n").filter(l => l !== "")) JSON.parse(line);
        return "";
    },
    async markdown(text, texts) {
        const tree = new commonmark.Parser().parse(text), walker = tree.walker(), said = [];
        for (let event; (event = walker.next());) {
            const node = event.node;
            if (event.entering && ["html_inline", "html_block", "link", "image"].includes(node.type) &&
                !/^<(\/?(details|summary|sub|br|wbr)\b|!-- rehearse)/.test(node.literal || "")) {
                return node.type + " " + (node.literal || node.destination);
            }
            if (node.literal) said.push(node.literal);
        }
        /* Line feeds and tabs are spaces in a line; a bar in code in a table has a back-slash, which is the table's. */
        const bare = s => s.replace(/[\u200b\s]+/g, "").replace(/\\\|/g, "|");
        const all = bare(said.join(""));
        return missing(texts, t => all.includes(bare(shown(t.replace(/[\t\n]/g, " "), false))));
    },
    async junit(text, texts, page) {
        const told = await page.evaluate(source => {
            const doc = new DOMParser().parseFromString(source, "application/xml");
            const bad = doc.querySelector("parsererror");
            const all = [...doc.querySelectorAll("*")];
            const values = all.flatMap(e => [...e.attributes].map(a => a.value)).join("\u0001");
            return { bad: bad && bad.textContent, names: [...new Set(all.map(e => e.tagName))],
                text: values + doc.documentElement.textContent };
        }, text);
        if (told.bad) return told.bad;
        const known = /^(testsuites?|testcase|failure|skipped|properties|property|system-out)$/;
        const wild = told.names.filter(n => !known.test(n));
        return wild.length > 0 ? wild[0] : missing(texts, t => squeeze(told.text).includes(squeeze(shown(t, true))));
    },
    async sarif(text) {
        const log = JSON.parse(text);
        const links = log.runs.flatMap(r => r.results).filter(r => /(^|[^\\])\[[^\]]*\]\(/.test(r.message.text));
        return links.length > 0 ? links[0].message.text : "";
    },
    async gitlab(text) { return Array.isArray(JSON.parse(text)) ? "" : "no list"; },
    /* A line of a log is a command where it begins like one. */
    async github(text) {
        const wild = text.split("\n").filter(l => l !== "" && !/^(::(error|warning|notice) |rehearse: )/.test(l));
        return wild.length > 0 ? wild[0] : "";
    },
    async comment(text) { return readers.markdown(text, []); },
    /* Columns break texts, so only that nothing of them is a command is asked. */
    async pretty(text) { return text.split("\n").find(l => /^\s*::|(^|[^\\])##(vso)?\[/.test(l)) || ""; },
    /* A cell that a spreadsheet would take for a formula has an apostrophe before it. */
    async csv(text, texts, page, file) {
        const rows = JSON.parse(execFileSync("sqlite3", [":memory:", "-cmd", ".import --csv " + file + " t", "-json",
            "select * from t"], { maxBuffer: 1 << 26 }));
        const cells = new Set(rows.flatMap(Object.values).map(squeeze));
        const formula = [...cells].find(c => /^[=+@\t\r]/.test(c) || /^-[^\d]/.test(c));
        if (formula !== undefined) return "a formula: " + formula;
        const kept = t => t.split(/([\t\r\n])/).map((part, i) => i % 2 === 1 ? part : shown(part, true)).join("");
        return missing(texts, t => ["", "'"].some(mark => cells.has(squeeze(mark + kept(t)))));
    },
};

(async () => {
    const browser = await chromium.launch({ executablePath: process.env.BROWSER, headless: true, args: FLAGS });
    const page = await browser.newPage();
    for (const file of fs.readdirSync(dir).sort()) {
        const [, first, format] = /-(\d+)\.(\w+)$/.exec(file);
        if (readers[format] === undefined) continue;
        let wrong;
        try {
            wrong = await readers[format](read(file), textsOf(first), page, path.join(dir, file));
        } catch (e) {
            wrong = String(e);
        }
        console.log((wrong === "" ? "ok " : "FAILED: ") + file + (wrong === "" ? "" : ": " + wrong));
    }
    await browser.close();
})().catch(e => {
    console.error(e.stack);
    process.exit(1);
});
