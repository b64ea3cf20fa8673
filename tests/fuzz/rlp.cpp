// Recursive-length-prefix encoding, against a reader of its own.
#include "interop/eth/rlp.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/rlp_reader.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr size_t kMaxDepth = 20;

/// Some item made of the input, together with its encoding.
struct Encoded
{
    RlpItem item;
    Bytes bytes;
};

Encoded string_of(Bytes bytes)
{
    Encoded out{.item = {.bytes = bytes}};
    eth::rlp::append_bytes(out.bytes, bytes);
    return out;
}

Encoded number_of(const Uint256& number)
{
    const auto trimmed = number.trimmed();
    Encoded out{.item = {.bytes = {trimmed.begin(), trimmed.end()}}};
    eth::rlp::append_uint(out.bytes, number);
    if (const auto small = number.to_u64())
    {
        Bytes again;
        eth::rlp::append_uint(again, *small);
        require(again == out.bytes, "a number is encoded alike, however wide it is kept");
    }
    return out;
}

Encoded make(Pieces& input, size_t depth)
{
    const auto code = input.byte();
    if (code < 0x60)
        return string_of(input.some(code));
    if (code < 0x70)
    {
        const auto size = size_t{input.byte()} << (code & 0x9U);
        const auto repeated = input.byte();
        return string_of(Bytes(size, repeated));
    }
    if (code < 0xa0 || depth == kMaxDepth)
    {
        Uint256 number;
        const auto tail = input.take(code % (number.be.size() + 1));
        std::copy(tail.begin(), tail.end(), number.be.end() - static_cast<ptrdiff_t>(tail.size()));
        return number_of(number);
    }
    Encoded list{.item = {.is_list = true}};
    Bytes payload;
    for (size_t i = 0; i < code % 16U && !input.empty(); ++i)
    {
        auto item = make(input, depth + 1);
        payload.insert(payload.end(), item.bytes.begin(), item.bytes.end());
        list.item.items.push_back(std::move(item.item));
    }
    eth::rlp::append_list(list.bytes, payload);
    return list;
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    Pieces input{{data, size}};
    const auto made = make(input, 0);
    const auto read = read_rlp(made.bytes);
    require(read && *read == made.item, "what was encoded is read back");
    return 0;
}
