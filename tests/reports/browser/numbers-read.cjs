/* numbers-read.cjs: the numbers of a page as Chromium reads it, and those of JSON, as objects that a row may be about. */

/* ---- the page, as Chromium reads it ---- */

const extract = source => {
    const doc = new DOMParser().parseFromString(source, "text/html");
    for (const e of doc.querySelectorAll("wbr")) e.remove();
    doc.body.normalize();
    const textOf = e => e.textContent.replace(/\u00a0/g, " ").trim();
    /* Text that a cell holds itself is a part of it as each of its elements is. */
    const partsOf = cell => [...cell.childNodes].map(textOf).filter(t => t !== "");
    const tables = [...doc.querySelectorAll("table")].map(table => ({
        caption: textOf(table.caption),
        isMatrix: table.classList.contains("matrix"),
        order: Number((/ o(\d+)/.exec(table.className) || [0, 0])[1]),
        rows: [...table.tBodies[0].rows].map(row => [...row.cells].map((cell, i) => ({
            label: i === 0 ? "" : cell.dataset.label,
            isNumber: cell.classList.contains("num"),
            parts: partsOf(cell),
        }))),
    }));
    for (const e of doc.querySelectorAll("table tbody, table thead, form, nav, style, footer, .tick")) e.remove();
    const rest = [];
    const walk = e => {
        const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== "");
        if (!hasText) return [...e.children].forEach(walk);
        const card = e.closest("article.card"), facts = e.closest("dd"), figure = e.closest("figure");
        rest.push({
            text: textOf(e),
            label: facts === null ? null : facts.previousElementSibling.textContent,
            card: card === null ? null : card.querySelector("h3").textContent,
            side: figure === null ? null : figure.querySelector("strong").textContent.startsWith("Before") ? "base" : "head",
            isJourney: card !== null && e.closest("details") !== null,
        });
    };
    walk(doc.body);
    return { tables, rest, n_cards: doc.querySelectorAll("article.card").length };
};

/* ---- numbers of a text ---- */

const DATE = /\b\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?)?\b/gi;
/* A word with letters in it is a name, what stands behind its last colon a line. */
const NAME = /\b(?!h\b|min\b)(?:[a-z_][\w.\/~-]*|\d[\w\/~-]*[a-z_][\w.\/~-]*)/gi;
const MORE = /and (\d+) more\b/g;
const NUMBER = /-?\d(?:[\d,]*\d)?(?:\.\d+)?(?: %| h\b)?/g;

function numbersOf(text) {
    const dates = text.match(DATE) || [];
    const bare = text.replace(DATE, " ").replace(NAME, " ").replace(/(\d)-(\d)/g, "$1 $2")
        .replace(/(\d+) h (\d+) min/g, (_, h, min) => 60 * h + Number(min) + " min");
    const numbers = (bare.match(NUMBER) || []).map(shown => {
        const digits = shown.replace(/[^\d.-]/g, "");
        return { shown, value: Number(digits), isShare: shown.endsWith("%"), isHours: shown.endsWith("h"),
            places: (digits.split(".")[1] || "").length };
    });
    return { dates, numbers };
}

/* ---- the JSON as records ---- */

/* As a report makes the invisible visible; then one spelling of case and spaces. */
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const shown = text => text.replace(HIDDEN, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
const plain = text => shown(text).replace(/\\x[0-9a-f]{2}|\ufffd/g, "?").toLowerCase().replace(/[\s_]+/g, " ").trim();
const isObject = v => v !== null && typeof v === "object" && !Array.isArray(v);

/* [way, value] of all that stands in a value, and of each list how long it is. */
function leavesOf(value, way = "") {
    const to = key => way === "" ? key : way + "." + key;
    if (Array.isArray(value)) return [[way, value.length]].concat(value.flatMap(v => leavesOf(v, way)));
    if (isObject(value)) return Object.entries(value).flatMap(([k, v]) => leavesOf(v, to(k)));
    return [[way, value]];
}

/* A text that is a number counts as one; other texts are what a record says of itself. */
function filled(record, leaves) {
    record.numbers = [];
    record.words = new Set();
    for (const [way, v] of leaves) {
        if (typeof v === "number") record.numbers.push([way, v]);
        else if (typeof v === "string" && /^-?\d+(\.\d+)?$/.test(v)) record.numbers.push([way, Number(v)]);
        if (typeof v === "string" && v !== "") record.words.add(plain(v));
    }
    return record;
}

/* Groups of records by their way through the JSON: the objects of lists, with what their elders say of themselves; and
 * where an object counts things under their names, each name with all that stands under it. */
function groupsOf(json) {
    const groups = new Map();
    const into = (way, record) => groups.set(way, (groups.get(way) || []).concat(record));
    const walk = (value, way, inherited, isListed) => {
        if (Array.isArray(value)) return value.forEach(v => walk(v, way, inherited, true));
        if (!isObject(value)) return;
        const own = Object.entries(value).filter(([, v]) => !isObject(v) && !Array.isArray(v));
        const inner = Object.values(value), isKept = inner.length > 1 && inner.every(isObject);
        if (isKept) for (const [name, v] of Object.entries(value)) {
            const record = filled({ way: way + ".*" }, leavesOf(v, way + ".*"));
            record.words.add(plain(name));
            into(way + ".*", record);
        }
        if (isListed) into(way, filled({ way }, leavesOf(value, way).concat(inherited)));
        const leaves = leavesOf(value, way), names = new Map();
        for (const [at, v] of leaves) {
            const name = at.split(".").pop();
            if (typeof v === "number") names.set(name, (names.get(name) || []).concat([[at, v]]));
        }
        for (const [name, numbers] of names)
            into(way + ":", { way: way + ":", words: new Set([plain(name)]),
                numbers: numbers.map(([at, v]) => [at.slice(0, -name.length) + "*", v]) });
        const handed = inherited.concat(own.map(([k, v]) => [way === "" ? k : way + "." + k, v]));
        for (const [key, inner] of Object.entries(value)) walk(inner, way === "" ? key : way + "." + key, handed, false);
    };
    walk(json, "", [], false);
    return groups;
}

/* A number of the JSON as the page may round it: shares to two places of a percent, hours to one, others to two or, where
 * more are shown, to six. What the JSON itself rounded away is added. Weights are told in percent in both. */
function isRounded(number, value, way) {
    const of = number.isShare && !/weight|percent/.test(way) ? value * 100 :
        /minutes/.test(way) ? Math.abs(value) / (number.isHours ? 60 : 1) : value;
    if (Number.isInteger(of) && number.places === 0) return of === number.value;
    const slack = number.isShare ? 0.00506 : number.isHours ? 0.0551 : number.places > 2 ? 0.0000006 : 0.0055;
    return Math.abs(of - number.value) <= slack;
}

/* The keys of a record that have a number. What must be at the least or at the most is one bound. */
const waysOf = (record, number) => record.numbers.filter(([w, v]) => isRounded(number, v, w))
    .map(([w]) => w.replace(/\.at_(least|most)$/, ""));

/* ---- a page beside its JSON ---- */

class Page {
    constructor(told, json) {
        this.told = told;
        this.cards = [told.n_cards];
        this.groups = groupsOf(json);
        this.whole = filled({ way: "" }, leavesOf(json));
        /* Texts with a digit that are no mere number, the longest first. */
        this.texts = [...this.whole.words].filter(w => /\d/.test(w) && /[^\d.,-]/.test(w))
            .sort((a, b) => b.length - a.length);
        this.dates = [...this.whole.words].join("\n").replace(/t(?=\d\d:)/g, " ");
    }

    /* The numbers of a text that the JSON has not word for word. */
    read(text) {
        let left = plain(text);
        for (const known of this.texts) if (left.includes(known)) left = left.split(known).join(" ");
        return numbersOf(left);
    }

    /* What of a text is nowhere in the JSON: a half is chance, and no number of a run. */
    strange(text) {
        const { numbers } = this.read(text);
        const isKnown = n => waysOf(this.whole, n).length > 0 || (n.isShare && n.value === 50);
        return numbers.filter(n => !isKnown(n)).map(n => n.shown);
    }

    strangeDates(text) {
        const { dates } = this.read(text);
        return dates.filter(d => !this.dates.includes(plain(d).replace("t", " ").replace(/z$/, "")));
    }
}

module.exports = { extract, numbersOf, leavesOf, isRounded, waysOf, plain, Page, DATE, MORE };
