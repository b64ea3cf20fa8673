#include "tests/unit/console/small_program.hpp"

namespace interlock::console::testing
{
Command small_program()
{
    Command paint{.name = "paint",
        .summary = "Paints it",
        .notes = "\nIt dries.\n\nExamples:\n  tool paint wall --level high",
        .inherits = true};
    paint.options = {{.names = {"--help", "-h"}, .help = "Print this"},
        {.names = {"--level"}, .value = "low|high", .help = "How much"},
        {.names = {"--dry"}, .help = "Don't wait"},
        {.names = {"what"}, .value = "wall|door", .help = "What", .is_required = true}};
    Command mix{.name = "mix", .summary = "Mixes a colour", .inherits = true};
    mix.options = {{.names = {"--help", "-h"}, .help = "Print this"},
        {.names = {"file"}, .value = "FILE", .help = "Of its parts", .is_required = true}};
    Command colour{.name = "colour", .summary = "Works with colours", .inherits = true};
    colour.commands = {mix};
    Command alone{.name = "alone", .summary = "Has no options of others"};
    Command out{.name = "tool", .summary = "paints things", .notes = "Exit code: 0 painted."};
    out.options = {{.names = {"--help", "-h"}, .help = "Print this"},
        {.names = {"--server"},
            .value = "HOST:PORT",
            .help = "Where it is - or isn't",
            .variable = "TOOL_SERVER"},
        {.names = {"--config"}, .value = "FILE", .help = "Settings\\more"}};
    out.commands = {paint, colour, alone};
    return out;
}
}  // namespace interlock::console::testing
