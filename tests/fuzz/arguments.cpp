// Arguments of the command line, and access lists as people paste them.
#include "client/cli/access_input.hpp"
#include "client/cli/args.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
using namespace client::cli;

/// Errors quote at most 80 code points, each of which may be escaped.
constexpr size_t kMaxError = 2'048;

template <typename T, typename Render>
void check(const Parsed<T>& parsed, Render render, Parsed<T> (*parse)(std::string_view))
{
    if (!parsed)
        return require_showable(parsed.error(), kMaxError);
    const auto again = parse(render(*parsed));
    require(again && *again == *parsed, "an argument survives being written again");
}

const auto kHex = [](const auto& bytes) { return to_hex(ByteView{bytes}); };
const auto kDecimal = [](auto number) { return std::to_string(number); };

std::string seconds_of(std::chrono::milliseconds time)
{
    auto decimals = std::to_string(time.count() % 1'000);
    decimals.insert(0, 3 - decimals.size(), '0');
    return std::to_string(time.count() / 1'000) + "." + decimals;
}

std::string level_of(SafetyLevel level)
{
    return std::string{to_string(level)};
}

std::string block_of(const client::BlockRef& block)
{
    if (const auto* number = std::get_if<uint64_t>(&block))
        return quantity_to_hex(*number);
    return to_hex(std::get<Hash32>(block));
}

/// As many entries as the text has room for, each of 66 characters.
void check_entries(std::string_view text)
{
    const auto entries = parse_entries(text);
    if (!entries)
        return require_showable(entries.error(), kMaxError);
    require(entries->size() <= text.size() / 66, "entries are bounded by the text");
    std::string joined;
    for (const auto& entry : *entries)
        joined += to_hex(entry) + "\n";
    require(parse_entries(joined) == entries, "entries survive being written again");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    const auto text = text_of({data, size});
    check(parse_number(text), kDecimal, &parse_number);
    check(parse_log_index(text), kDecimal, &parse_log_index);
    check(parse_address(text), kHex, &parse_address);
    check(parse_hash(text), kHex, &parse_hash);
    check(parse_payload(text), kHex, &parse_payload);
    check(parse_level(text), &level_of, &parse_level);
    check(parse_cross_level(text), &level_of, &parse_cross_level);
    check(parse_block(text), &block_of, &parse_block);
    check(parse_deadline(text), &seconds_of, &parse_deadline);
    check(
        parse_server(text), [](const std::string& server) { return server; }, &parse_server);
    check_entries(text);
    return 0;
}
