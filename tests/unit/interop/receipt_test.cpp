#include "interop/eth/receipt.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "interop/eth/hash.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock::eth
{
namespace
{
Receipt sample_receipt(uint8_t type)
{
    Receipt receipt;
    receipt.type = type;
    receipt.outcome = true;
    receipt.cumulative_gas_used = 0x5208;
    receipt.logs = {test::sample_log()};
    receipt.logs_bloom = bloom_of(receipt.logs);
    return receipt;
}

Receipt deposit(std::optional<uint64_t> nonce, std::optional<uint64_t> version)
{
    Receipt receipt = sample_receipt(kDepositType);
    receipt.deposit_nonce = nonce;
    receipt.deposit_receipt_version = version;
    return receipt;
}

std::string encoding_hash(const Receipt& receipt)
{
    return to_hex(keccak256(encode_receipt(receipt)));
}

TEST(receipt, encodes_in_the_shape_of_each_type)
{
    EXPECT_EQ(encoding_hash(sample_receipt(0)),
        "0xe771bf57bc1bb33b1f3f6ff09e40a030526941e5951da154b4afb059edd3ce62");
    EXPECT_EQ(encoding_hash(sample_receipt(2)),
        "0xc72103a43bdb6cb90a13d332df9307376c45c13ab34d73556bdcc006fae44af6");
    EXPECT_EQ(encode_receipt(sample_receipt(0)).front(), 0xf9);
    EXPECT_EQ(encode_receipt(sample_receipt(2)).front(), 0x02);
}

TEST(receipt, outcome_is_a_status_or_a_root)
{
    Receipt failed = sample_receipt(2);
    failed.outcome = false;
    failed.logs.clear();
    failed.logs_bloom = {};
    EXPECT_EQ(encoding_hash(failed),
        "0xe3b5d7fefbecced4e90c1ff6a35fc0bbe5e1e25e0a1ab9b3beadda9e13c718a4");
    Receipt early = sample_receipt(0);
    early.outcome = test::filled<Hash32>(0x0c);
    EXPECT_EQ(
        encoding_hash(early), "0x3237257b6925d1123c4ddd7ed3fa71cb35a10802e2f72fd6504d7efd652c5816");
}

TEST(receipt, deposit_fields_are_encoded_only_with_a_version)
{
    static constexpr const char* kBare =
        "0x6dfcdd47e1bc0f340270b8507eaa012138e1033c20385c473ba423b8a3ce9787";
    EXPECT_EQ(encoding_hash(deposit(std::nullopt, std::nullopt)), kBare);
    EXPECT_EQ(encoding_hash(deposit(5, std::nullopt)), kBare);
    EXPECT_EQ(encoding_hash(deposit(5, 1)),
        "0x45018ddced57fcd80c133d3a7da2e8937ad577be72ed6110f05bdfcf7351608d");
    EXPECT_EQ(encoding_hash(deposit(0, 1)),
        "0xb09e0d2fde1958292e4efaabbbd0f1b5766f96ac9973769fa798b001c72467ca");
    EXPECT_EQ(encoding_hash(deposit(std::nullopt, 1)), encoding_hash(deposit(0, 1)));
}

TEST(receipt, deposit_fields_of_other_types_are_not_encoded)
{
    Receipt receipt = sample_receipt(2);
    receipt.deposit_nonce = 5;
    receipt.deposit_receipt_version = 1;
    EXPECT_EQ(encode_receipt(receipt), encode_receipt(sample_receipt(2)));
}

TEST(receipt, bloom_has_up_to_three_bits_a_value)
{
    const auto bits = [](const std::vector<Log>& logs)
    {
        int count = 0;
        for (const uint8_t byte : bloom_of(logs).bytes)
            count += std::popcount(byte);
        return count;
    };
    EXPECT_EQ(bits({}), 0);
    EXPECT_EQ(bits({test::sample_log()}), 9);
    EXPECT_EQ(bits({test::sample_log(), test::sample_log()}), 9);
    Log no_topics = test::sample_log();
    no_topics.topics.clear();
    EXPECT_EQ(bits({no_topics}), 3);
}

TEST(receipt, root_is_that_of_the_encodings_in_order)
{
    EXPECT_EQ(to_hex(receipts_root({sample_receipt(0), sample_receipt(2), deposit(5, 1)})),
        "0xbac9ec0fdd3ff10209c46d35ad61d801f92e0faf77923714a9c45e7a2810ac35");
    EXPECT_EQ(to_hex(receipts_root({})),
        "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
}
}  // namespace
}  // namespace interlock::eth
