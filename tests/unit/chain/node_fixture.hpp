// A fake node, a client of it whose URL is full of secrets, and the check of an error: its kind,
// its text, and that no secret is in it.
#pragma once

#include <gmock/gmock.h>

#include "chain/nodes.hpp"
#include "tests/support/fake_chain_json.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/fake_node.hpp"

namespace interlock::chain
{
inline Endpoint secret_endpoint(const testing::FakeNode& node)
{
    const auto url =
        "http://user:secretpw@127.0.0.1:" + std::to_string(node.port()) + "/v3/secretkey?token=abc";
    auto endpoint = Endpoint::parse(url);
    EXPECT_TRUE(endpoint.has_value());
    EXPECT_TRUE(endpoint->add_header("X-Api-Key: headersecret").has_value());
    return *endpoint;
}

/// Whether nothing in `text` gives away the URL of secret_endpoint.
inline void expect_no_secret(const std::string& text)
{
    using ::testing::HasSubstr;
    using ::testing::Not;
    for (const auto* secret :
        {"secretpw", "secretkey", "=abc", "user", "token", "headersecret", "v3"})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
}

template <typename T>
void expect_error(const Result<T>& result, ErrorKind kind, const std::string& text)
{
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(to_string(result.error().kind), to_string(kind)) << result.error().message;
    EXPECT_THAT(result.error().message, ::testing::HasSubstr(text));
    EXPECT_THAT(result.error().message, ::testing::StartsWith("http://127.0.0.1:"));
    expect_no_secret(result.error().message);
}

/// Serves ten blocks with logs after genesis; 3 and 7 are the finalized and safe ones.
inline testing::FakeChain ten_blocks()
{
    testing::FakeChain chain;
    for (uint64_t i = 1; i <= 10; ++i)
        chain.append(
            {{testing::some_log(i), testing::some_log(i + 100)}, {}, {testing::some_log(i + 200)}});
    chain.set_finalized(3);
    chain.set_safe(7);
    return chain;
}

class NodeTest : public ::testing::Test
{
protected:
    testing::FakeNode node{ten_blocks()};
    RequestLimits limits;

    std::unique_ptr<BlockSource> source() const
    {
        return make_execution_node(secret_endpoint(node), limits);
    }

    /// What the chain has in blocks first … first+count-1.
    std::vector<BlockDigest> digests(uint64_t first, size_t count) const
    {
        std::vector<BlockDigest> out;
        const auto chain = node.chain();
        for (size_t i = 0; i < count; ++i)
        {
            const auto& block = chain.at(first + i);
            out.push_back(digest_block(block.header, block.hash, block.receipts).digest);
        }
        return out;
    }

    /// `source` delivers exactly these blocks.
    void expect_blocks(BlockSource& source, uint64_t first, size_t asked, size_t delivered) const
    {
        const auto blocks = source.blocks(first, asked);
        ASSERT_TRUE(blocks.has_value()) << blocks.error().message;
        std::vector<BlockDigest> found;
        for (const auto& block : *blocks)
            found.push_back(block.digest);
        EXPECT_EQ(found, digests(first, delivered));
    }

    void expect_blocks(BlockSource& source, uint64_t first, size_t count) const
    {
        expect_blocks(source, first, count, count);
    }
};
}  // namespace interlock::chain
