/* JUnit XML: a document's checks, one suite a suite. No times and no host: the bytes depend on the checks only. */
#include "reports/formats/formats.h"
#include "reports/text/esc.h"

static void put(rh_buf *out, const char *s) { rh_buf_put(out, rh_str_of(s)); }

static void put_attribute(rh_buf *out, const char *name, rh_str value)
{
    rh_buf_printf(out, " %s=\"", name);
    rh_esc_xml(out, value);
    put(out, "\"");
}

typedef struct totals {
    size_t tests, failures, skipped;
} totals;

static totals count(const rh_doc_check *checks, size_t n)
{
    totals t = {.tests = n};
    for (size_t i = 0; i < n; i++) {
        t.failures += checks[i].outcome == RH_DOC_FAIL;
        t.skipped += checks[i].outcome == RH_DOC_SKIPPED;
    }
    return t;
}

static void put_detail(rh_buf *out, const rh_doc_check *check)
{
    if (check->place.file.ptr != NULL) {
        rh_esc_xml(out, check->place.file);
        if (check->place.line > 0) rh_buf_printf(out, ":%u", check->place.line);
        put(out, "&#10;"); /* what follows begins no line of a log (X7) */
    }
    rh_esc_xml(out, check->detail);
}

static void put_check(rh_buf *out, const rh_doc_check *check)
{
    put(out, "    <testcase");
    put_attribute(out, "classname", check->suite);
    put_attribute(out, "name", check->name);
    if (check->outcome == RH_DOC_PASS) {
        put(out, "/>\n");
        return;
    }
    const bool is_failure = check->outcome == RH_DOC_FAIL;
    put(out, is_failure ? ">\n      <failure type=\"fail\"" : ">\n      <skipped");
    if (check->message.ptr != NULL) put_attribute(out, "message", check->message);
    put(out, ">");
    put_detail(out, check);
    put(out, is_failure ? "</failure>\n    </testcase>\n" : "</skipped>\n    </testcase>\n");
}

static void put_suite(rh_buf *out, const rh_doc_check *checks, size_t n)
{
    const totals t = count(checks, n);
    put(out, "  <testsuite");
    put_attribute(out, "name", checks[0].suite);
    rh_buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", t.tests, t.failures,
                  t.skipped);
    for (size_t i = 0; i < n; i++) put_check(out, &checks[i]);
    put(out, "  </testsuite>\n");
}

void rh_format_junit(rh_buf *out, const rh_doc *doc)
{
    const totals t = count(doc->checks, doc->n_checks);
    put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    put_attribute(out, "name", doc->title);
    rh_buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", t.tests, t.failures);
    for (size_t from = 0, to; from < doc->n_checks; from = to) {
        to = from + 1;
        while (to < doc->n_checks && rh_str_eq(doc->checks[to].suite, doc->checks[from].suite)) to++;
        put_suite(out, doc->checks + from, to - from);
    }
    put(out, "</testsuites>\n");
}
