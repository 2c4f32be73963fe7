/* The style sheet of every page: phone first, light and dark, print. No rule needs a font, an image or a script. */
#include "reports/pages/style.h"

/* A table whose rows are small cards, each cell saying its column: for narrow pages and wide tables. */
#define AS_CARDS(t)                                                                                                     \
    t "," t " tbody," t " tr," t " td," t " th," t " caption{display:block}"                                            \
    t " thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"                             \
    t " tr{padding:10px 0;border-top:1px solid var(--line)}" t " td," t " tbody th{border:0;padding:2px 0}"             \
    t " td{display:grid;grid-template-columns:7.5em minmax(0,1fr);gap:0 10px;text-align:left}"                          \
    t " td::before{content:attr(data-label);color:var(--soft);font-size:.875rem;grid-row:1/span 9}"                       \
    t " td.empty{display:none}" t " td>*{grid-column:2}" t " td>.chip{justify-self:start}"

/* One text a part of the page, in the order of the cascade. */
static const char *const style[] = {
    /* Colours by meaning. */
    ":root{color-scheme:light "
  "dark;--bg:#f4f5f7;--card:#fff;--ink:#18202a;--soft:#57626f;--line:#dde1e7;--track:#e8ebef;"
    "--good:#137a41;--good-bg:#e6f4ec;--warn:#8f5600;--warn-fill:#d9912b;--warn-bg:#fdf1dd;--bad:#b42318;"
    "--bad-bg:#fdeceb;"
    "--plain:#41597a;--plain-bg:#eaeff6;--muted-fill:#a9b2bd;--link:#1c5cb0}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#10151b;--card:#181f27;--ink:#e7ebf0;--soft:#a3afbc;--line:#2c3641;"
    "--track:#28313b;--good:#5fd08c;--good-bg:#12301f;--warn:#f0b558;--warn-fill:#d9912b;--warn-bg:#38280d;"
    "--bad:#ff8f85;"
    "--bad-bg:#3d1714;--plain:#a9c3e6;--plain-bg:#1e2a39;--muted-fill:#5d6975;--link:#8ab8f5}}\n",
    /* Ground. */
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}\n"
    "body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,"
    "'Noto Sans','Liberation Sans',sans-serif;font-variant-numeric:tabular-nums}\n"
    "main,.top,footer{max-width:1120px;margin:0 auto;padding:0 16px}\n"
    ".top{display:flex;flex-wrap:wrap;gap:2px "
  "12px;align-items:baseline;padding-top:14px;font-size:.875rem;color:var(--soft)}\n"
    ".top b{color:var(--ink);letter-spacing:.01em}\n"
    "h1,h2,p,ul,ol,dl,figure{margin:0}\n"
    "h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em}\n"
    "code,pre,.code{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;font-size:.875em;"
    "overflow-wrap:anywhere}\n"
    "a{color:var(--link)}\n",
    /* First screen. */
    ".hero{margin:10px 0 16px;background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden}\n"
    ".hero .answer{padding:16px 18px;border-left:8px solid var(--tone);background:var(--tone-bg)}\n"
    ".hero .label{font-size:.8125rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}\n"
    ".hero "
  "h1{font-size:clamp(2.25rem,9vw,3.5rem);line-height:1.05;letter-spacing:-.03em;color:var(--tone);margin:2px "
  "0;overflow-wrap:anywhere}"
    ".hero h1.long{font-size:clamp(1.625rem,6.5vw,3rem)}\n"
    ".hero .says{font-size:1.0625rem}\n"
    ".hero .rest{padding:14px 18px 18px;display:grid;gap:14px}\n"
    ".hero h2{font-size:.8125rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin-bottom:4px}\n"
    ".hero ol{padding-left:1.25em;display:grid;gap:6px}\n"
    ".hero ol li::marker{color:var(--tone);font-weight:700}\n"
    ".key{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;padding:10px 18px;border-top:1px solid var(--line);"
    "border-bottom:1px solid var(--line);font-size:.9375rem}\n"
    ".key dt,.facts dt{color:var(--soft)}\n"
    ".key dd,.facts dd{margin:0}\n"
    ".next{background:var(--plain-bg);border-radius:10px;padding:10px 14px}\n"
    ".next pre,.do pre{margin:8px 0 0}\n"
    "pre{margin:0;padding:8px 10px;background:var(--bg);border:1px solid var(--line);border-radius:8px;overflow-x:auto;"
    "white-space:pre-wrap}\n"
    ".place{display:block;color:var(--soft);font-size:.8125rem}\n"
    ".owner{display:inline-block;color:var(--soft);font-size:.875rem}\n"
    ".t-good{--tone:var(--good);--tone-bg:var(--good-bg)}.t-warn{--tone:var(--warn);--tone-bg:var(--warn-bg)}"
    ".t-bad{--tone:var(--bad);--tone-bg:var(--bad-bg)}.t-plain{--tone:var(--plain);--tone-bg:var(--plain-bg)}"
    ".t-muted{--tone:var(--soft);--tone-bg:var(--track)}\n",
    /* Contents. */
    ".toc{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 6px;padding:0;list-style:none;font-size:.875rem}\n"
    ".toc a{display:block;padding:4px 10px;border:1px solid var(--line);border-radius:999px;background:var(--card);"
    "color:var(--ink);text-decoration:none}\n"
    ".toc a:hover{border-color:var(--link);color:var(--link)}\n",
    /* Sections. */
    "section,details.section{margin:22px 0 0;scroll-margin-top:12px}\n"
    ".body{display:grid;grid-template-columns:minmax(0,1fr);gap:16px;margin-top:8px;padding:16px "
  "18px;background:var(--card);"
    "border:1px solid var(--line);border-radius:12px}\n"
    "details.section>summary{cursor:pointer}details.section>summary h2{display:inline}\n"
    "p.t-muted{color:var(--soft)}\n"
    ".do{padding-left:1.3em;display:grid;gap:8px}\n"
    ".facts{display:grid;grid-template-columns:minmax(0,1fr);gap:0 18px;overflow-wrap:anywhere}\n"
    ".facts dd{margin-bottom:6px}\n",
    /* Tables. */
    "table{border-collapse:collapse;width:100%;font-size:.9375rem}\n"
    "caption{text-align:left;font-weight:600;padding:0 0 6px}caption .cut{font-weight:400;color:var(--soft)}\n"
    "th,td{padding:7px 10px 7px 0;text-align:left;vertical-align:top;border-top:1px solid "
  "var(--line);overflow-wrap:anywhere}\n"
    "thead "
  "th{border-top:0;font-size:.8125rem;font-weight:600;color:var(--soft);white-space:nowrap;vertical-align:bottom}\n"
    ".num{text-align:right}th.num,td.num{padding-right:0;padding-left:10px}\n"
    ".nw{white-space:nowrap}.note{display:block;color:var(--soft);font-size:.8125rem;font-weight:400}\n"
    ".chip{display:inline-block;padding:0 8px;border-radius:999px;font-size:.8125rem;font-weight:600;line-height:1.6;"
    "color:var(--tone);background:var(--tone-bg)}\n"
    "td.t-bad>span,td.t-warn>span,td.t-good>span{color:var(--tone);font-weight:600}td.t-muted>span{color:var(--soft)}\n"
    ".matrix{table-layout:fixed}.matrix th,.matrix td{padding:8px 6px;text-align:center;border:2px solid var(--card);"
    "border-radius:6px}\n"
    ".matrix thead th{white-space:normal;overflow-wrap:normal}.matrix tbody th{text-align:left;font-weight:600}\n"
    ".matrix td{background:var(--track)}.matrix td.t-muted{background:none;color:var(--soft)}\n"
    ".matrix td.t-bad,.matrix td.t-warn{background:var(--tone-bg)}.matrix td.t-bad .note,.matrix td.t-warn "
  ".note{color:var(--tone)}\n",
    /* Charts. */
    ".chart figcaption{margin-bottom:6px}.unit{color:var(--soft);font-size:.875rem}\n"
    "svg{display:block;overflow:visible;max-width:100%}\n"
    "svg.gauge{margin:4px 0 0 auto}\n"
    ".fill-good{fill:var(--good);background:var(--good)}.fill-warn{fill:var(--warn-fill);background:var(--warn-fill)}"
    ".fill-bad{fill:var(--bad);background:var(--bad)}.fill-plain{fill:var(--plain);background:var(--plain)}"
    ".fill-muted{fill:var(--muted-fill);background:var(--muted-fill)}\n"
    ".soft{opacity:.35}.track{fill:var(--track)}.dot{stroke:var(--card);stroke-width:1.5}.bound{stroke:var(--ink);"
    "stroke-width:2}\n"
    ".axis{stroke:var(--line)}.tick,.row{fill:var(--soft);font-size:12px}.row{fill:var(--ink);font-size:13px}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:2px 16px;padding:0;margin-top:6px;list-style:none;font-size:.875rem}\n"
    ".swatch{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}\n"
    "footer{padding:22px 16px 32px;color:var(--soft);font-size:.8125rem}\n",
    /* Wide. */
    "@media(min-width:760px){.rows .num+td:not(.num),.rows "
  ".num+th:not(.num){padding-left:26px}.hero .rest{grid-template-columns:minmax(0,3fr) "
  "minmax(0,2fr);gap:26px}"
    ".hero .rest.one{grid-template-columns:minmax(0,1fr)}"
    ".key{grid-template-columns:none;grid-auto-flow:column;grid-template-rows:auto auto;justify-content:start;gap:0 "
  "36px}"
    ".facts{grid-template-columns:minmax(10em,max-content) minmax(0,1fr)}}\n",
    /* A table of many columns is a list of cards at every width. */
    AS_CARDS(".cards"),
    /* Narrow: so is every other table. */
    "@media(max-width:759px){" AS_CARDS(".rows")
    "svg.gauge{margin:4px 0 2px}"
    ".top{padding-top:10px}.top .code{flex-basis:100%;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}"
    ".hero{margin:8px 0 12px}.hero .answer{padding:10px 14px}.hero .says{font-size:1rem}"
    ".key{padding:8px 14px;font-size:.875rem;gap:0 12px}.hero .rest{padding:10px 14px 14px;gap:10px}"
    ".hero ol{gap:3px}.hero li,.next{font-size:.9375rem;line-height:1.4}.owner{display:block}"
    ".body{padding:14px}.matrix{font-size:.8125rem}.matrix .note{font-size:.6875rem}.matrix th,.matrix "
  "td{padding:6px 2px}.matrix th:first-child{width:4.4em}.matrix .note{white-space:nowrap}}\n",
    /* Print. */
    "@media "
  "print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--track:#eee;--good:#137a41;--good-bg:#fff;"
    "--warn:#8f5600;--warn-bg:#fff;--bad:#b42318;--bad-bg:#fff;--plain-bg:#fff;--plain:#41597a}"
    "body{font-size:11pt}.toc{display:none}.hero,.body{border-radius:0}tr,figure,.hero{break-inside:avoid}"
    "h2{break-after:avoid}"
    ".fill-good,.fill-warn,.fill-bad,.fill-plain,.fill-muted,.chip,.answer{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}details.section::details-content{content-visibility:visible}}\n",
};

void rh_page_style_put(rh_buf *out)
{
    for (size_t i = 0; i < sizeof style / sizeof *style; i++) rh_buf_put(out, rh_str_of(style[i]));
}
