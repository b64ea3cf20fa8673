// `interlock derive`: what a derivation pipeline needs to know of blocks.
#include "client/cli/derive_report.hpp"

namespace interlock::client::cli
{
Result<Output> run_derive(const Context& context, const DeriveArgs& args)
{
    const auto chosen = choose_chain(context, args.chain);
    if (!chosen)
        return tl::unexpected{chosen.error()};
    const NumberRange asked{.first = args.first, .last = args.last.value_or(args.first)};
    return context.client.derivation_inputs(chosen->id, asked, args.level)
        .map(
            [&](std::vector<DerivationInput>&& blocks)
            {
                const DeriveReport report{.chain = chosen->id,
                    .asked = asked,
                    .level = args.level,
                    .blocks = std::move(blocks)};
                return Output{.code = report.complete() ? ExitCode::ok : ExitCode::not_found,
                    .body = context.json ? json_line(derive_json(report))
                                         : derive_text(report, context.view(chosen->chains))};
            });
}
}  // namespace interlock::client::cli
