#include "interop/eth/hash.hpp"

#include <cryptopp/keccak.h>

namespace interlock
{
namespace
{
Hash32 finish(CryptoPP::Keccak_256& keccak)
{
    static_assert(CryptoPP::Keccak_256::DIGESTSIZE == Hash32::kSize);
    Hash32 out;
    keccak.Final(out.data());
    return out;
}
}  // namespace

Hash32 keccak256(ByteView data)
{
    CryptoPP::Keccak_256 keccak;
    keccak.Update(data.data(), data.size());
    return finish(keccak);
}

Hash32 keccak256(std::initializer_list<ByteView> parts)
{
    CryptoPP::Keccak_256 keccak;
    for (const ByteView part : parts)
        keccak.Update(part.data(), part.size());
    return finish(keccak);
}
}  // namespace interlock
