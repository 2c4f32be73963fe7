/* The command line, read. */
#include "harness/cli/options.h"

#include "engine/base/vec.h"

#include <stdio.h>
#include <stdlib.h>

typedef RH_VEC(const char *) words;

typedef struct reader {
    rh_options *out;
    rh_arena *keep;
    rh_option_set taken;
    rh_report_kind report;
    int argc, at;
    char *const *argv;
    words events, args;
} reader;

static const rh_option_row rows[] = {
#define X(NAME, word, letter, value, help) {word, letter, value, help},
#include "harness/cli/options.def"
#undef X
};

const rh_option_row *rh_option_at(rh_option option) { return &rows[option]; }

/* The option that text names: --word[=value] or -l[value]; *value points behind, or is NULL. */
static rh_option find(const char *text, const char **value)
{
    for (int i = 0; i < RH_N_OPTIONS; i++) {
        const size_t n = strlen(rows[i].word);
        *value = NULL;
        if (strncmp(text, "--", 2) == 0 && strncmp(text + 2, rows[i].word, n) == 0) {
            if (text[2 + n] == '\0') return (rh_option)i;
            *value = text + 2 + n + 1;
            if (text[2 + n] == '=') return (rh_option)i;
        }
        if (text[0] == '-' && rows[i].letter != 0 && text[1] == rows[i].letter) {
            *value = text[2] != '\0' ? text + 2 : NULL;
            return (rh_option)i;
        }
    }
    return RH_N_OPTIONS;
}

static rh_str nearest_word(rh_option_set taken, const char *text)
{
    rh_str known[RH_N_OPTIONS];
    size_t n = 0;
    while (*text == '-') text++;
    for (int i = 0; i < RH_N_OPTIONS; i++)
        if ((taken & RH_OPT_BIT(i)) != 0) known[n++] = rh_str_of(rows[i].word);
    return rh_str_nearest(rh_str_slice(rh_str_of(text), 0, strcspn(text, "=")), (rh_strs){known, n});
}

static rh_code unknown(const reader *r, const char *text, rh_err *err)
{
    const rh_str near = nearest_word(r->taken, text);
    if (near.ptr != NULL)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "unknown option %s; did you mean --%.*s", text, RH_ARG(near));
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "unknown option %s", text);
}

/* Whether the word has letters of the name, its first, in their order: md of markdown. */
static bool is_short_for(rh_str word, rh_str name)
{
    size_t at = 0;
    if (word.len == 0 || word.ptr[0] != name.ptr[0]) return false;
    for (size_t i = 0; i < name.len && at < word.len; i++) at += word.ptr[at] == name.ptr[i];
    return at == word.len;
}

static rh_str nearest_format(rh_str word, const rh_str *names, size_t n)
{
    rh_str near = rh_str_nearest(word, (rh_strs){names, n});
    for (size_t i = 0; i < n && near.ptr == NULL; i++)
        if (is_short_for(word, names[i])) near = names[i];
    return near;
}

/* Says which formats the command has. */
static rh_code refuse_format(const reader *r, rh_str word, rh_err *err)
{
    rh_str names[RH_N_FORMATS];
    char list[RH_N_FORMATS * 16] = "";
    size_t n = 0, len = 0;
    for (int i = 0; i < RH_N_FORMATS; i++)
        if (rh_report_has_format(r->report, (rh_format)i)) names[n++] = rh_str_of(rh_format_name((rh_format)i));
    for (size_t i = 0; i < n && len < sizeof list; i++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s%.*s",
                                i == 0 ? "" : i + 1 < n ? ", " : " or ", RH_ARG(names[i]));
    if (rh_format_of(word) != RH_N_FORMATS)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "this command has no format %.*s; expected %s", RH_ARG(word),
                          list);
    const rh_str near = nearest_format(word, names, n);
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "unknown format %.*s%s%.*s; expected %s", RH_ARG(word),
                      near.ptr != NULL ? "; did you mean " : "", RH_ARG(near), list);
}

static rh_code add_output(reader *r, const char *value, rh_err *err)
{
    const size_t n = strcspn(value, "=");
    const rh_str word = {value, n};
    rh_output output = {.format = rh_format_of(word), .path = value[n] == '=' ? value + n + 1 : NULL};
    if (output.format == RH_N_FORMATS || !rh_report_has_format(r->report, output.format))
        return refuse_format(r, word, err);
    if (output.path != NULL && *output.path == '\0')
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "-o %s: no path behind the =", value);
    for (size_t i = 0; i < r->out->n_outputs; i++)
        if (output.path == NULL && r->out->outputs[i].path == NULL)
            return rh_err_set(err, RH_USAGE, (rh_span){0}, "-o %s: standard output is taken by %s already; give a path",
                              value, rh_format_name(r->out->outputs[i].format));
    if (r->out->n_outputs == RH_MAX_OUTPUTS)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "more than %d times -o", RH_MAX_OUTPUTS);
    r->out->outputs[r->out->n_outputs++] = output;
    return RH_OK;
}

/* Further files of --events: every argument up to the next option. */
static bool take_files(reader *r)
{
    while (r->at < r->argc && r->argv[r->at][0] != '-')
        if (!RH_PUSH(r->keep, &r->events, r->argv[r->at++])) return false;
    return true;
}

static rh_code read_option(reader *r, rh_err *err)
{
    const char *text = r->argv[r->at++], *value;
    const rh_option option = find(text, &value);
    if (option == RH_N_OPTIONS) return unknown(r, text, err);
    if ((r->taken & RH_OPT_BIT(option)) == 0)
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "this command takes no --%s", rows[option].word);
    r->out->given[option] = true;
    if (rows[option].value == NULL) {
        if (value == NULL) return RH_OK;
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--%s takes no value, got %s", rows[option].word, value);
    }
    if (value == NULL && r->at < r->argc && r->argv[r->at][0] != '-') value = r->argv[r->at++];
    if (value == NULL || *value == '\0')
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--%s needs a value: %s", rows[option].word, rows[option].value);
    r->out->values[option] = value;
    if (option == RH_OPT_OUTPUT) return add_output(r, value, err);
    if (option == RH_OPT_EVENTS && (!RH_PUSH(r->keep, &r->events, value) || !take_files(r))) return rh_err_nomem(err);
    return RH_OK;
}

rh_code rh_options_read(rh_options *out, rh_arena *keep, rh_option_set taken, rh_report_kind report, int argc,
                        char *const *argv, int first, rh_err *err)
{
    *out = (rh_options){0};
    reader r = {.out = out,
                .keep = keep,
                .taken = taken | RH_OPT_COMMON,
                .report = report,
                .argc = argc,
                .at = first,
                .argv = argv};
    bool is_over = false;
    while (r.at < argc) {
        const char *text = argv[r.at];
        if (!is_over && strcmp(text, "--") == 0) {
            is_over = true;
            r.at++;
        } else if (!is_over && text[0] == '-') {
            const rh_code code = read_option(&r, err);
            if (code != RH_OK) return code;
        } else {
            if (!RH_PUSH(keep, &r.args, text)) return rh_err_nomem(err);
            r.at++;
        }
    }
    out->events = r.events.at;
    out->n_events = r.events.n;
    out->args = r.args.at;
    out->n_args = r.args.n;
    return RH_OK;
}

rh_code rh_options_instant(rh_instant *out, const rh_options *options, rh_option option, rh_err *err)
{
    const char *text = options->values[option];
    if (text == NULL || rh_instant_parse(out, rh_str_of(text))) return RH_OK;
    return rh_err_set(err, RH_USAGE, (rh_span){0}, "--%s %s: expected RFC 3339 with a zone, as 2026-03-02T09:00:00Z",
                      rows[option].word, text);
}

static bool read_int(int64_t *out, const char *text)
{
    if (*text < '0' || *text > '9' || strlen(text) > 18) return false;
    char *end;
    *out = strtoll(text, &end, 10);
    return *end == '\0';
}

rh_code rh_options_int(int64_t *out, const rh_options *options, rh_option option, int64_t least, int64_t most,
                       int64_t otherwise, rh_err *err)
{
    const char *text = options->values[option];
    int64_t i = otherwise;
    if (text != NULL && (!read_int(&i, text) || i < least || i > most))
        return rh_err_set(err, RH_USAGE, (rh_span){0}, "--%s %s: expected a whole number from %lld to %lld",
                          rows[option].word, text, (long long)least, (long long)most);
    *out = i;
    return RH_OK;
}
