// The grammar of what tells of the grammar: shell completion, and the manual page.
#include "client/cli/option_parts.hpp"
#include "console/completion.hpp"
#include "console/grammar_of.hpp"
#include "console/man_page.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kCompletionAbout =
    R"(Prints a script that completes commands, options and values. Installed packages have it in place
already; otherwise put it where the shell looks for completions, or load it in the shell's
configuration.)";

constexpr const char* kDescription =
    R"(Shows what an Interlock service knows: whether messages between chains of the OP Stack may be
executed, which blocks are safe, what each waits for, and how the service is doing.)";

Parsed<console::Shell> parse_shell(std::string_view text)
{
    if (const auto shell = console::shell_of(text))
        return *shell;
    return tl::unexpected{"'" + printable(text) + "' is not a shell: bash, zsh or fish"};
}
}  // namespace

void add_documentation(CLI::App& app, Request& request)
{
    auto& shell = request.completion_shell;
    auto& completion = add_command(app, request, "completion",
        "A script with which a shell completes command lines",
        [&app, &shell](const Context&) -> Result<Output>
        { return Output{.body = completion_script(console::grammar_of(app), shell)}; });
    add_notes(completion, {.about = kCompletionAbout,
                              .examples = {"completion bash > "
                                           "~/.local/share/bash-completion/completions/interlock",
                                  "completion fish > ~/.config/fish/completions/interlock.fish"}});
    add(completion, "shell", shell, parse_shell, "Which shell")
        ->type_name(console::kShells)
        ->required();

    const auto print_man = [&app](const Context&) -> Result<Output>
    {
        return Output{.body = man_page(console::grammar_of(app), {.section = 1,
                                                                     .version = INTERLOCK_VERSION,
                                                                     .description = kDescription,
                                                                     .see_also = "interlockd(8)"})};
    };
    // Hidden: packages ask for it once.
    app.add_flag_callback("--print-man", [&request, print_man] { request.run = print_man; })
        ->group("");
}
}  // namespace interlock::client::cli
