#include "interop/roots.hpp"

#include "interop/eth/hash.hpp"

namespace interlock
{
namespace
{
constexpr uint8_t kSuperVersion = 1;
constexpr size_t kChainIdSize = 32;
constexpr size_t kHeadSize = 1 + sizeof(uint64_t);
constexpr size_t kChainSize = kChainIdSize + Hash32::kSize;

void append(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

ChainOutput read_chain(ByteView encoded)
{
    ChainOutput out;
    const ByteView id = encoded.first(kChainIdSize);
    const ByteView root = encoded.subspan(kChainIdSize, Hash32::kSize);
    std::copy(id.begin(), id.end(), out.chain_id.value.be.begin());
    std::copy(root.begin(), root.end(), out.output_root.bytes.begin());
    return out;
}

std::optional<std::string> fault_of(ByteView encoded)
{
    if (encoded.empty())
        return "a super root cannot be empty";
    if (encoded.front() != kSuperVersion)
        return "super root version " + std::to_string(encoded.front()) + ", expected 1";
    if (encoded.size() < kHeadSize)
        return "a super root of " + std::to_string(encoded.size()) + " bytes lacks its timestamp";
    if (encoded.size() == kHeadSize)
        return "a super root names no chain";
    if (const size_t rest = (encoded.size() - kHeadSize) % kChainSize; rest != 0)
        return "a super root ends with " + std::to_string(rest) + " bytes of a chain's 64";
    return std::nullopt;
}
}  // namespace

Bytes encode_output(const OutputV0& output)
{
    constexpr Hash32 kVersion{};
    Bytes out;
    out.reserve(4 * Hash32::kSize);
    append(out, kVersion);
    append(out, output.state_root);
    append(out, output.message_passer_storage_root);
    append(out, output.block_hash);
    return out;
}

Hash32 output_root(const OutputV0& output)
{
    return keccak256(encode_output(output));
}

Bytes encode_super(const SuperV1& super)
{
    Bytes out;
    out.reserve(kHeadSize + super.chains.size() * kChainSize);
    out.push_back(kSuperVersion);
    append(out, big_endian(super.timestamp_s));
    for (const ChainOutput& chain : super.chains)
    {
        append(out, chain.chain_id.value.be);
        append(out, chain.output_root);
    }
    return out;
}

Hash32 super_root(const SuperV1& super)
{
    return keccak256(encode_super(super));
}

tl::expected<SuperV1, std::string> decode_super(ByteView encoded)
{
    if (auto fault = fault_of(encoded))
        return tl::unexpected{std::move(*fault)};
    SuperV1 out;
    out.timestamp_s = from_big_endian<uint64_t>(encoded.subspan(1, sizeof(uint64_t)));
    for (ByteView rest = encoded.subspan(kHeadSize); !rest.empty(); rest = rest.subspan(kChainSize))
        out.chains.push_back(read_chain(rest));
    return out;
}
}  // namespace interlock
