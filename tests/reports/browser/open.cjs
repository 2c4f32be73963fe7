/* open.cjs REPS LIMIT PAGE...: how long each page takes to open in Chromium, beside an empty page of the same bytes, in
 * turn; prints a line a page with its bytes, both medians, and the ratio of both medians and of both least times, as
 * "ok ..." or "FAILED: ...". Judged is the lesser ratio: what else the machine does lengthens both, never evenly. */
const { chromium } = require("playwright-core");
const fs = require("fs");
const path = require("path");

const FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const MOST_BYTES = 2 * 1000 * 1000;

const median = times => times.sort((a, b) => a - b)[times.length >> 1];

/* As many bytes, and nothing to draw: text that the parser has to read through, too. */
function emptyOf(bytes, file) {
    const head = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>empty</title><body><!--";
    fs.writeFileSync(file, head + "x".repeat(bytes - head.length - 3) + "-->");
}

/* From the click to the second frame: parsed, styled, laid out and painted. */
async function open(context, file) {
    const page = await context.newPage(), from = process.hrtime.bigint();
    await page.goto("file://" + file);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    const took = Number(process.hrtime.bigint() - from) / 1e6;
    await page.close();
    return took;
}

(async () => {
    const [reps, limit, ...pages] = process.argv.slice(2);
    const browser = await chromium.launch({ executablePath: process.env.BROWSER, headless: true, args: FLAGS });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    for (const file of pages.map(p => path.resolve(p))) {
        const bytes = fs.statSync(file).size, empty = file + ".empty.html", own = [], others = [];
        emptyOf(bytes, empty);
        await open(context, file);
        for (let i = 0; i < Number(reps); i++) {
            others.push(await open(context, empty));
            own.push(await open(context, file));
        }
        fs.unlinkSync(empty);
        const a = median(own), b = median(others), least = own[0] / others[0];
        const isOk = bytes < MOST_BYTES && Math.min(a / b, least) <= Number(limit);
        console.log(`${isOk ? "ok" : "FAILED:"} ${path.basename(file)}: ${bytes} bytes, ${a.toFixed(0)} ms, empty ` +
            `${b.toFixed(0)} ms, ratio ${(a / b).toFixed(2)}, least ${least.toFixed(2)}, at most ${limit}`);
    }
    await browser.close();
})().catch(e => {
    console.error(e.stack);
    process.exit(1);
});
