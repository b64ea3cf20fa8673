#include "interop/chain_id.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
TEST(chain_id, is_read_from_decimal_and_from_quantities)
{
    EXPECT_EQ(chain_id_from_text("901"), ChainId::from_u64(901));
    EXPECT_EQ(chain_id_from_text("0x385"), ChainId::from_u64(901));
    EXPECT_EQ(chain_id_from_text("0"), ChainId{});
    for (const char* text : {"", "0x", "0x0385", "38f", "-1", "901 "})
        EXPECT_EQ(chain_id_from_text(text), std::nullopt) << text;
}

TEST(chain_id, is_written_in_decimal)
{
    EXPECT_EQ(to_string(ChainId::from_u64(11155420)), "11155420");
    EXPECT_EQ(to_string(chain_id_from_text("0x10000000000000013").value()), "18446744073709551635");
}

TEST(chain_id, hash_tells_small_ids_apart)
{
    const std::hash<ChainId> hash;
    EXPECT_NE(hash(ChainId::from_u64(901)), hash(ChainId::from_u64(902)));
    EXPECT_EQ(hash(ChainId::from_u64(901)), hash(ChainId::from_u64(901)));
}
}  // namespace
}  // namespace interlock
