/* Completion scripts for bash, zsh and fish from the tables of commands, options and formats. */
#include "harness/cli/docs.h"

static void put(rh_buf *out, const char *s) { rh_buf_put(out, rh_str_of(s)); }

static bool takes(const rh_command *command, int option)
{
    return ((command->options | RH_OPT_COMMON) & RH_OPT_BIT(option)) != 0;
}

static void put_format_names(rh_buf *out)
{
    for (int i = 0; i < RH_N_FORMATS; i++) rh_buf_printf(out, "%s%s", i > 0 ? " " : "", rh_format_name((rh_format)i));
}

static void put_command_names(rh_buf *out)
{
    for (size_t i = 0; i < rh_commands_count(); i++)
        rh_buf_printf(out, "%s%s", i > 0 ? " " : "", rh_command_at(i)->name);
}

static void put_bash(rh_buf *out)
{
    put(out, "# Made by `rehearse help --completion bash`: do not edit.\n"
             "_rehearse()\n{\n"
             "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=''\n"
             "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
             "        COMPREPLY=($(compgen -W '");
    put_command_names(out);
    put(out, "' -- \"$cur\"))\n        return\n    fi\n"
             "    case $prev in\n    -o|--output) COMPREPLY=($(compgen -W '");
    put_format_names(out);
    put(out, "' -- \"$cur\")); return ;;\n    --completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\")); "
             "return ;;\n"
             "    help) COMPREPLY=($(compgen -W '");
    put_command_names(out);
    put(out, "' -- \"$cur\")); return ;;\n    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < rh_commands_count(); i++) {
        const rh_command *command = rh_command_at(i);
        rh_buf_printf(out, "    %s) words='", command->name);
        for (int o = 0, n = 0; o < RH_N_OPTIONS; o++)
            if (takes(command, o)) rh_buf_printf(out, "%s--%s", n++ > 0 ? " " : "", rh_option_at((rh_option)o)->word);
        put(out, "' ;;\n");
    }
    put(out, "    esac\n"
             "    case $cur in\n"
             "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
             "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
             "    esac\n}\ncomplete -o filenames -F _rehearse rehearse\n");
}

/* Text within single quotes; brackets and colons mean something to _arguments. */
static void put_zsh_text(rh_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') put(out, "'\\''");
        else if (*text == ':' || *text == '[' || *text == ']') rh_buf_printf(out, "\\%c", *text);
        else rh_buf_byte(out, *text);
    }
}

static void put_zsh_option(rh_buf *out, int option)
{
    const rh_option_row *row = rh_option_at((rh_option)option);
    put(out, "            '");
    if (option == RH_OPT_OUTPUT || option == RH_OPT_EVENTS) put(out, "*");
    rh_buf_printf(out, "--%s[", row->word);
    put_zsh_text(out, row->help);
    put(out, "]");
    if (option == RH_OPT_OUTPUT) {
        put(out, ":format:(");
        put_format_names(out);
        put(out, ")");
    } else if (option == RH_OPT_COMPLETION) {
        put(out, ":shell:(bash zsh fish)");
    } else if (row->value != NULL) {
        put(out, ":");
        put_zsh_text(out, row->value);
        put(out, ":_files");
    }
    put(out, "' \\\n");
}

static void put_zsh(rh_buf *out)
{
    put(out, "#compdef rehearse\n# Made by `rehearse help --completion zsh`: do not edit.\n_rehearse() {\n    local -a "
             "commands\n    commands=(\n");
    for (size_t i = 0; i < rh_commands_count(); i++) {
        rh_buf_printf(out, "        '%s:", rh_command_at(i)->name);
        put_zsh_text(out, rh_command_at(i)->summary);
        put(out, "'\n");
    }
    put(out, "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n    "
             "case $words[2] in\n");
    for (size_t i = 0; i < rh_commands_count(); i++) {
        rh_buf_printf(out, "    %s)\n        _arguments \\\n", rh_command_at(i)->name);
        for (int o = 0; o < RH_N_OPTIONS; o++)
            if (takes(rh_command_at(i), o)) put_zsh_option(out, o);
        put(out, "            '1:command:' '*:argument:_files'\n        ;;\n");
    }
    put(out, "    esac\n}\n_rehearse \"$@\"\n");
}

/* Text within single quotes. */
static void put_fish_text(rh_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') put(out, "\\");
        rh_buf_byte(out, *text);
    }
}

static void put_fish_option(rh_buf *out, const char *command, int option)
{
    const rh_option_row *row = rh_option_at((rh_option)option);
    rh_buf_printf(out, "complete -c rehearse -n '__fish_seen_subcommand_from %s' -l %s", command, row->word);
    if (row->letter != 0) rh_buf_printf(out, " -s %c", row->letter);
    if (option == RH_OPT_OUTPUT) {
        put(out, " -x -a '");
        put_format_names(out);
        put(out, "'");
    } else if (option == RH_OPT_COMPLETION) {
        put(out, " -x -a 'bash zsh fish'");
    } else if (row->value != NULL) {
        put(out, " -r");
    }
    put(out, " -d '");
    put_fish_text(out, row->help);
    put(out, "'\n");
}

static void put_fish(rh_buf *out)
{
    put(out, "# Made by `rehearse help --completion fish`: do not edit.\n");
    for (size_t i = 0; i < rh_commands_count(); i++) {
        const rh_command *command = rh_command_at(i);
        rh_buf_printf(out, "complete -c rehearse -f -n '__fish_use_subcommand' -a '%s' -d '", command->name);
        put_fish_text(out, command->summary);
        put(out, "'\n");
        for (int o = 0; o < RH_N_OPTIONS; o++)
            if (takes(command, o)) put_fish_option(out, command->name, o);
    }
}

bool rh_docs_completion(rh_buf *out, rh_str shell)
{
    if (rh_str_eq(shell, RH_STR("bash"))) put_bash(out);
    else if (rh_str_eq(shell, RH_STR("zsh"))) put_zsh(out);
    else if (rh_str_eq(shell, RH_STR("fish"))) put_fish(out);
    else return false;
    return true;
}
