/* numbers.cjs DIR [MEANINGS]: the pages of DIR beside the JSON and CSV of the same run (NAME.html, NAME.json and, where
 * there are any, NAME.csv, NAME.markdown and NAME.and.json, more JSON of that run), each read by a parser of its own.
 *
 * - A row of a table is about an object of the JSON, which is found by what both say in words, or by its place where a
 *   table has as many rows as a list has objects. Every number of the row is a number of that object, and the numbers
 *   of one column are always under the same key: the one that docs/numbers.md (MEANINGS) names for the column.
 * - Every other number on the page is somewhere in the JSON: under the key that MEANINGS names for its label, if any.
 * - What is written as a sum or as a share adds up: "5 read = 3 accepted + 2 quarantined".
 * - A column of the CSV is a key of the objects of one list, of all of them and in their order.
 * - Markdown has no number that the page has not.
 * - The lines of a journey that is drawn are what `explain` has of it (DIR/explain/PAGE-JOURNEY-base.json and -head.json).
 *
 * Prints "ok ..." or "FAILED: ..." a check. */
const { chromium } = require("playwright-core");
const commonmark = require("commonmark");
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { extract, numbersOf, leavesOf, isRounded, waysOf, plain, Page, DATE, MORE } = require("./numbers-read.cjs");

const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const say = (wrong, what) => console.log(wrong.length === 0 ? "ok " + what : "FAILED: " + what + ": " +
    wrong.slice(0, 4).join("; ") + (wrong.length > 4 ? "; and " + (wrong.length - 4) + " more" : ""));

/* ---- tables ---- */

/* How much of a row a record says too: its parts word for word, or names within them. */
function likeness(parts, record) {
    let n = 0;
    for (const part of parts) {
        if (record.words.has(part)) n += 2;
        else if (part.split(" ").some(word => word.length > 3 && record.words.has(word))) n += 1;
    }
    return n;
}

/* The records of a group that a row may be about: the one in its place, or those most like it. */
function subjects(parts, group, place) {
    if (place !== null) return [group[place]];
    let most = 1, found = [];
    for (const record of group) {
        const like = likeness(parts, record);
        if (like > most) most = like, found = [];
        if (like === most) found.push(record);
    }
    return found;
}

/* The numbers of a cell in each way to look at them: beside "n of m" a share is theirs, and it or the n to be worked
 * out. What a share is held against, and how many a list goes on, is looked for elsewhere. */
function cellNumbers(page, cell) {
    const wrong = [];
    const text = cell.parts.join(" | ").replace(/bound at (least|most) [\d.]+ %/g, bound => {
        wrong.push(...page.strange(bound));
        return "";
    }).replace(/\b(p )?below 0\.01 %/g, "").replace(MORE, "").replace(/together, \d+ of/, "together,");
    const numbers = page.read(text).numbers.filter(n => !isId(page, n)), of = /([\d,]+) of ([\d,]+)/.exec(text);
    const share = numbers.find(n => n.isShare);
    if (of === null || share === undefined) return { ways: [numbers], wrong };
    const [n, m] = [of[1], of[2]].map(t => Number(t.replace(/,/g, "")));
    if (Math.abs(100 * n / m - share.value) > 0.00506) wrong.push(text + " is no such share");
    const count = numbers.find(x => x.value === n && !x.isShare);
    return { ways: [numbers.filter(x => x !== share), numbers.filter(x => x !== count)], wrong };
}

/* "a; b; and 3 more" of a list of five: of the record, or of as many records that say where or when the row does. */
function goesOn(cell, record, group) {
    const part = cell.parts.find(p => / and \d+ more\b/.test(p));
    if (part === undefined) return "";
    const more = / and (\d+) more\b/.exec(part), told = part.slice(0, more.index);
    const before = told.split(told.endsWith(";") ? /;(?: |$)/ : ", ").filter(t => t.trim() !== "").length;
    const all = Number(more[1]) + before, own = [...record.words];
    const alike = group.filter(r => own.filter(w => DATE.test(w) | (DATE.lastIndex = 0)).some(w => r.words.has(w)));
    return alike.length >= all || record.numbers.some(([, v]) => v === all) ? "" : more[0];
}

/* What a record does not explain of a row's cells, and the keys of the first number of each. */
function heldAgainst(page, cells, record, group) {
    const missing = [], found = [];
    for (const cell of cells) {
        const tried = cellNumbers(page, cell).ways.map(numbers =>
            numbers.map(n => [n, waysOf(record, n)]).filter(([n, ways]) => ways.length > 0 || !isLast(cell, n, record)));
        tried.sort((a, b) => a.filter(([, w]) => w.length === 0).length - b.filter(([, w]) => w.length === 0).length);
        for (const [n, ways] of tried[0]) if (ways.length === 0) missing.push(cell.label + " " + n.shown);
        if (cell.isNumber && tried[0].length > 0) found.push([cell.label, new Set(tried[0][0][1])]);
        const more = goesOn(cell, record, group);
        if (more !== "") missing.push(cell.label + " " + more);
    }
    return { missing, found };
}

/* "0 to 9" is the stretch that ends before 10. */
const isLast = (cell, number, record) =>
    cell.label === "" && /^\d+ to \d+$/.test(cell.parts[0]) && record.numbers.some(([, v]) => v === number.value + 1);

/* What of a table a group does not explain, and under which keys its columns stand. */
function explain(page, table, group, isPlaced) {
    const wrong = [], keys = new Map();
    table.rows.forEach((row, place) => {
        const words = row.flatMap(c => c.parts).map(plain);
        for (const cells of table.isMatrix ? row.map(c => [c]) : [row]) {
            const parts = table.isMatrix ? [plain(row[0].parts[0]), plain(cells[0].label)] : words;
            const tried = subjects(parts, group, isPlaced ? place : null)
                .map(record => heldAgainst(page, cells, record, group))
                .sort((a, b) => a.missing.length - b.missing.length);
            if (tried.length === 0) tried.push(heldAgainst(page, cells, { numbers: [], words: new Set() }, []));
            for (const m of tried[0].missing) wrong.push(row[0].parts[0] + ": " + m);
            for (const [label, ways] of tried[0].found) {
                const before = keys.get(label);
                keys.set(label, before === undefined ? ways : new Set([...before].filter(w => ways.has(w))));
            }
        }
    });
    for (const [label, ways] of keys) if (ways.size === 0) wrong.push(label + " is now this key, now that");
    return { wrong, keys };
}

/* Groups that stand beside each other, as one: a table may list the objects of two lists. */
function together(groups) {
    const all = new Map(groups), beside = new Map();
    for (const [way, group] of groups) {
        const above = way.replace(/\.?[^.]*$/, "");
        if (!way.endsWith(":") && above !== "") beside.set(above, (beside.get(above) || []).concat(group));
    }
    for (const [above, group] of beside) all.set(above + "+", group);
    return all;
}

/* "(20 of 33 shown; ...)": as many rows as it says, of as many as a list of the JSON has. */
function checkCaption(page, table, groups) {
    const cut = /\(([\d,]+) of ([\d,]+) shown/.exec(table.caption);
    if (cut === null) return [];
    const [n, all] = [cut[1], cut[2]].map(t => Number(t.replace(/,/g, "")));
    const sizes = [...groups.values()].map(g => g.length).concat(page.whole.numbers.map(([, v]) => v));
    return (n === table.rows.length ? [] : [n + " rows are " + table.rows.length])
        .concat(sizes.includes(all) ? [] : ["no list of " + all]);
}

/* Keys of columns that are not those that the columns are said to have. */
function notMeant(keys, meant) {
    const wrong = [];
    for (const [label, ways] of keys) {
        const said = meant(label);
        if (said.length > 0 && ways.size > 0 && !said.some(k => [...ways].some(w => isMeant(k, w))))
            wrong.push(label + " is " + [...ways].slice(0, 3).join(", ") + ", not " + said.join(", "));
    }
    return wrong;
}

function checkTable(page, table, meant) {
    const numbers = table.rows.flat().map(c => cellNumbers(page, c));
    const wrong = numbers.flatMap(n => n.wrong);
    wrong.push(...table.rows.flat().flatMap(c => page.strangeDates(c.parts.join(" | ")).map(d => c.label + " " + d)));
    if (!numbers.some(n => n.ways[0].length > 0)) return wrong;
    const groups = together(page.groups);
    let best = null;
    for (const group of groups.values()) {
        const isLong = group.length === table.rows.length && !table.isMatrix;
        for (const isPlaced of isLong ? [true, false] : [false]) {
            const told = explain(page, table, group, isPlaced), all = told.wrong.concat(notMeant(told.keys, meant));
            if (best === null || all.length < best.length) best = all;
            if (best.length === 0) return wrong.concat(checkCaption(page, table, groups));
        }
    }
    return wrong.concat(best, checkCaption(page, table, groups));
}

/* ---- what docs/numbers.md says ---- */

/* [label, pages, keys] of each row. */
function meaningsOf(file) {
    return fs.readFileSync(file, "utf8").split("\n").filter(l => /^\| /.test(l)).slice(1)
        .map(l => l.split("|").map(c => c.trim()))
        .map(c => ({ label: c[1], pages: c[2].split(" "), keys: c[6].split(/, ?/) }));
}

/* "criteria.observed" means diff.criteria.observed.value, too. */
function isMeant(key, way) {
    const parts = key.split(".");
    for (const part of way.split(/[.:]/)) if (part === parts[0]) parts.shift();
    return parts.length === 0;
}

const meantFor = (meanings, page, label) => meanings.filter(m => m.label === label && m.pages.includes(page));

/* ---- checks of one page ---- */

function checkTables(name, page, meanings) {
    for (const table of page.told.tables) {
        const wrong = checkTable(page, table, label => meantFor(meanings, name, label).flatMap(m => m.keys));
        say(wrong, name + ": the table \"" + table.caption.slice(0, 60) + "\" has the numbers of the JSON");
    }
}

/* Differences that are told as such: "27 fewer escapes". */
function isDifference(page, text, number) {
    if (!/fewer|more/.test(text)) return false;
    for (const group of page.groups.values())
        for (const a of group) for (const [way, v] of a.numbers)
            for (const b of group) for (const [w, u] of b.numbers)
                if (w === way && u - v === number.value) return true;
    return false;
}

/* Of the numbers that stand behind one label each is another one of the JSON's: "120 exactly, 0 in part, 0 not". */
function twice(page, numbers, meant) {
    const leaves = page.whole.numbers.filter(([w]) => meant.some(k => isMeant(k, w)));
    return numbers.filter(n => {
        const same = numbers.filter(m => m.shown === n.shown).length;
        return same > leaves.filter(([w, v]) => isRounded(n, v, w)).length;
    }).map(n => n.shown + " stands there more often than in " + meant.join(", "));
}

/* Texts outside of tables. What is drawn of a journey is held against explain; how many rows there are, against them. */
function checkRest(name, page, meanings) {
    const wrong = [], sizes = page.told.tables.map(t => t.rows.length);
    for (const { text, label, isJourney } of page.told.rest) {
        if (isJourney) continue;
        wrong.push(...page.strangeDates(text).map(d => d + " in " + text.slice(0, 60)));
        const meant = meantFor(meanings, name, label).flatMap(m => m.keys);
        const { numbers } = page.read(text.replace(MORE, ""));
        if (meant.length > 0 && !/ of /.test(text)) wrong.push(...twice(page, numbers, meant));
        for (const number of numbers) {
            const ways = waysOf(page.whole, number);
            if (isId(page, number)) continue;
            const isCut = /\(([\d,]+) of ([\d,]+) shown/.test(text);
            if (isCut) continue; /* of a table: checkCaption */
            const isRows = /^[\d,]+ (rows?|journeys?)$/.test(text) && sizes.concat(page.cards).includes(number.value);
            if (ways.length === 0 && !isRows && !isDifference(page, text, number) && !isPrinciple(number, text))
                wrong.push(number.shown + " in " + text.slice(0, 80));
            else if (meant.length > 0 && !meant.some(k => ways.some(w => isMeant(k, w))) && !/ of /.test(text))
                wrong.push(label + " " + number.shown + " is not " + meant.join(", "));
        }
    }
    say(wrong, name + ": every other number is in the JSON");
}

/* A commit that is cut short may happen to have digits alone. */
const isId = (page, number) => number.shown.length >= 12 && [...page.whole.words].some(w => w.startsWith(number.shown));

/* Numbers of a rule that holds for every run. */
const isPrinciple = (number, text) => [
    [20, /^No group has the 20 cases that a test needs|of fewer than 20 cases|An e-value of 20 or more/],
    [100, /Of 100|100 is/],
].some(([value, of]) => number.value === value && of.test(text));

/* "5 read = 3 accepted + 2 quarantined"; "3 weak of 12" in words is for checkRest. */
function checkSums(name, page) {
    const wrong = [];
    for (const { text } of page.told.rest) {
        const sum = /^([\d,]+) [a-z ]+= ([^=]+)$/.exec(text);
        if (sum === null) continue;
        const parts = sum[2].split("+").map(t => numbersOf(t).numbers[0].value);
        if (parts.reduce((a, b) => a + b, 0) !== numbersOf(sum[1]).numbers[0].value) wrong.push(text);
    }
    say(wrong, name + ": sums add up");
}

/* The same rows in each order of a table. */
function checkOrders(name, page) {
    const wrong = [];
    let first = "";
    for (const table of page.told.tables) {
        const rows = table.rows.map(r => JSON.stringify(r)).sort().join("\n");
        if (table.order === 0) first = rows;
        else if (rows !== first) wrong.push(table.caption);
    }
    say(wrong, name + ": an order changes no number");
}

/* ---- CSV and Markdown ---- */

function csvRows(file) {
    const text = execFileSync("sqlite3", [":memory:", "-cmd", ".import --csv " + file + " t", "-json", "select * from t"],
        { maxBuffer: 1 << 28, encoding: "utf8" });
    return text.trim() === "" ? [] : JSON.parse(text);
}

function isCell(cell, value) {
    if (value === null || value === undefined) return cell === "";
    if (typeof value === "number") return cell !== "" && Math.abs(Number(cell) - value) <= 0.0000011;
    return plain(cell.replace(/^'(?=[=+@-])/, "")) === plain(String(value));
}

/* Ways that a column's name may mean: "auc_low" auc.low, "auc" auc.value, "caught_after" after_divergence.caught. */
function isNamed(column, way) {
    const parts = way.split("."), joined = parts.join("_");
    return parts[parts.length - 1] === column || joined.endsWith("_" + column) || joined.endsWith("_" + column + "_value") ||
        (column.endsWith("_after") && way.endsWith("after_divergence." + column.slice(0, -6)));
}

/* A table of the register has its columns' names beside its cells. */
function named(json) {
    if (!Array.isArray(json.titles)) return json;
    return { rows: json.rows.map(r => Object.fromEntries(json.titles.map((t, i) => [t, r.cells[i]]))) };
}

function checkCsv(name, told, file) {
    const rows = csvRows(file), lists = new Map(), json = named(told);
    const walk = (value, way, inherited) => {
        if (Array.isArray(value)) return value.forEach(v => walk(v, way, inherited));
        if (value === null || typeof value !== "object") return;
        const own = leavesOf(value, way).filter(([w]) => !/\.\d/.test(w));
        lists.set(way, (lists.get(way) || []).concat([new Map(inherited.concat(own))]));
        const scalars = own.filter(([w, v]) => w.split(".").length === way.split(".").length + (way === "" ? 0 : 1));
        for (const [k, v] of Object.entries(value)) walk(v, way === "" ? k : way + "." + k, inherited.concat(scalars));
    };
    walk(json, "", []);
    let best = rows.length === 0 ? [] : null;
    for (const list of lists.values()) {
        if (list.length !== rows.length || rows.length === 0) continue;
        const ways = new Set(list.flatMap(r => [...r.keys()])), wrong = [];
        for (const column of Object.keys(rows[0])) {
            const named = [...ways].filter(w => isNamed(column, w));
            const isSame = w => rows.every((row, i) => isCell(row[column], list[i].get(w)));
            if (!named.some(isSame)) wrong.push(column + (named.length === 0 ? " is no key" : " is not " + named.join(", ")));
        }
        if (best === null || wrong.length < best.length) best = wrong;
    }
    say(best || ["no list has " + rows.length + " objects"], name + ": the CSV has the numbers of the JSON, row by row");
}

function markdownText(file) {
    const walker = new commonmark.Parser().parse(fs.readFileSync(file, "utf8")).walker(), said = [];
    for (let event; (event = walker.next());) {
        if (event.node.literal && !/^html/.test(event.node.type)) said.push(event.node.literal);
        if (/^(paragraph|softbreak|html_inline|code|strong)$/.test(event.node.type)) said.push("\n");
    }
    return said.join("").replace(/\u200b/g, "").split(/[|\n]/);
}

function checkMarkdown(name, page, file) {
    const wrong = [];
    const onPage = new Set(page.told.rest.map(r => r.text).concat(page.told.tables.flatMap(t =>
        [t.caption].concat(t.rows.flatMap(r => r.flatMap(c => c.parts))))).flatMap(t => numbersOf(plain(t)).numbers)
        .map(n => n.shown));
    /* "<5" stands for a few; a long text is cut, with its size. */
    for (const text of markdownText(file))
        for (const number of page.read(text.replace(/<5|\d+ bytes, sha256/g, "")).numbers)
            if (!onPage.has(number.shown) && waysOf(page.whole, number).length === 0)
                wrong.push(number.shown + " in " + text.trim().slice(0, 60));
    say(wrong, name + ": the Markdown has no other number");
}

/* ---- journeys that are drawn ---- */

/* "grant: hold from 2025-05-31, allow from 2025-06-01" of a picture's description, line by line. */
function drawnLines(text) {
    const [events, ...lines] = text.replace(/\.$/, "").split(/\. (?=[\w.-]+: )/);
    return { events: Number(/^(\d+) events?/.exec(events)[1]), lines: new Map(lines.map(l => l.split(": "))) };
}

function explainedLines(json) {
    const lines = new Map();
    for (const v of json.verdicts) {
        const verdict = v.because === "the state is outside its range" ? "out of its states" : v.verdict;
        lines.set(v.action, (lines.get(v.action) || []).concat(verdict + " from " + v.from.slice(0, 10)));
    }
    return lines;
}

function checkJourneys(name, page, dir) {
    const wrong = [];
    let n = 0;
    for (const { text, isJourney, card, side } of page.told.rest) {
        if (!isJourney || !/^\d+ events?\./.test(text)) continue;
        const file = path.join(dir, "explain", name + "-" + card + "-" + side + ".json");
        if (!fs.existsSync(file)) continue;
        const json = JSON.parse(fs.readFileSync(file, "utf8")), drawn = drawnLines(text), lines = explainedLines(json);
        if (drawn.events !== json.events) wrong.push(card + " " + side + ": " + drawn.events + " events, not " + json.events);
        for (const [action, line] of drawn.lines)
            if (lines.has(action) && lines.get(action).join(", ") !== line) wrong.push(card + " " + side + ": " + action +
                ": " + line + ", not " + lines.get(action).join(", "));
        n += [...drawn.lines.keys()].filter(a => lines.has(a)).length;
    }
    say(n > 0 ? wrong : ["no line is drawn"], name + ": " + n + " lines of journeys are what explain has of them");
}

(async () => {
    const dir = process.argv[2], meanings = process.argv[3] === undefined ? [] : meaningsOf(process.argv[3]);
    const browser = await chromium.launch({ executablePath: process.env.BROWSER, headless: true, args: FLAGS });
    const window = await browser.newPage();
    for (const file of fs.readdirSync(dir).filter(f => f.endsWith(".html")).sort()) {
        const name = file.slice(0, -5), at = ending => path.join(dir, name + ending), has = e => fs.existsSync(at(e));
        const read = ending => JSON.parse(fs.readFileSync(at(ending), "utf8"));
        if (!has(".json")) continue;
        const json = has(".and.json") ? { own: read(".json"), and: read(".and.json") } : read(".json");
        const page = new Page(await window.evaluate(extract, fs.readFileSync(at(".html"), "utf8")), json);
        const kind = name.replace(/-.*/, "");
        checkTables(kind, page, meanings);
        checkRest(kind, page, meanings);
        checkSums(kind, page);
        checkOrders(kind, page);
        if (has(".csv")) checkCsv(kind, json, at(".csv"));
        if (has(".markdown")) checkMarkdown(kind, page, at(".markdown"));
        if (fs.existsSync(path.join(dir, "explain")) && /^(diff|review)$/.test(kind)) checkJourneys(kind, page, dir);
    }
    await browser.close();
})().catch(e => {
    console.error(e.stack);
    process.exit(1);
});
