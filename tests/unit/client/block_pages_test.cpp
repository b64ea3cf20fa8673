// A block whose logs come in pages.
#include <gtest/gtest.h>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
/// As the contract allows in one reply.
constexpr uint32_t kPageLogs = 10'000;

Hash32 log_hash(uint32_t log)
{
    auto out = samples::word(0);
    for (size_t i = 0; i < sizeof log; ++i)
        out.bytes[i] = static_cast<uint8_t>(log >> (8 * i));
    return out;
}

pb::ExecutingLog executing(uint32_t log)
{
    pb::ExecutingLog out;
    out.set_chain_id(wire::to_proto(samples::kChainA));
    out.set_log_index(log);
    *out.mutable_verdict() = samples::valid();
    return out;
}

/// Of a block of `log_count` logs, those from `first` on, of which `sent` fit. Each page's first
/// log executes a message.
pb::GetBlockReply page(uint32_t log_count, uint32_t first, uint32_t sent)
{
    pb::GetBlockReply out;
    *out.mutable_block() = wire::to_proto(samples::seal(1));
    out.set_state_root(wire::to_proto(samples::word(1)));
    out.set_log_count(log_count);
    for (uint32_t log = first; log < first + sent; ++log)
        out.add_log_hashes(wire::to_proto(log_hash(log)));
    if (sent != 0)
        *out.add_executing() = executing(first);
    return out;
}

/// Answers the n-th question, counted from 0, with `reply_to(n, request)`. Returns the counter.
template <typename ReplyTo>
std::shared_ptr<uint32_t> script(FakeService& service, ReplyTo reply_to)
{
    auto asked = std::make_shared<uint32_t>(0);
    service.get_block = [=](auto&, const pb::GetBlockRequest& request, pb::GetBlockReply& reply)
    {
        reply = reply_to((*asked)++, request);
        return grpc::Status::OK;
    };
    return asked;
}

Result<BlockInfo> ask(const FakeService& service)
{
    return service.client().block(samples::kChainA, 1);
}

void replace_block(pb::GetBlockReply& reply, uint8_t hash)
{
    reply.mutable_block()->mutable_id()->set_hash(wire::to_proto(samples::word(hash)));
}
}  // namespace

TEST(block_pages, a_block_is_whole_at_any_count_of_logs)
{
    struct Case
    {
        uint32_t log_count;
        uint32_t pages;
    };
    static constexpr Case kCases[]{{0, 1}, {1, 1}, {kPageLogs - 1, 1}, {kPageLogs, 1},
        {kPageLogs + 1, 2}, {2 * kPageLogs, 2}, {3 * kPageLogs - 1, 3}};
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.log_count);
        FakeService service;
        const auto asked = script(service,
            [&](uint32_t, const pb::GetBlockRequest& request)
            {
                const uint32_t first = request.first_log();
                return page(c.log_count, first, std::min(kPageLogs, c.log_count - first));
            });
        const auto block = ask(service);
        ASSERT_TRUE(block.has_value()) << block.error().message;
        EXPECT_EQ(*asked, c.pages);
        EXPECT_EQ(block->seal, samples::seal(1));
        ASSERT_EQ(block->log_hashes.size(), c.log_count);
        for (uint32_t log = 0; log < c.log_count; ++log)
            ASSERT_EQ(block->log_hashes[log], log_hash(log)) << log;
        ASSERT_EQ(block->executing.size(), c.log_count == 0 ? 0 : c.pages);
        for (uint32_t i = 0; i < block->executing.size(); ++i)
            EXPECT_EQ(block->executing[i].log_index, i * kPageLogs);
    }
}

TEST(block_pages, a_reorg_between_pages_starts_over)
{
    FakeService service;
    // One log of the old block, then the block that replaced it, which has fewer logs.
    const auto asked = script(service,
        [](uint32_t question, const pb::GetBlockRequest& request)
        {
            if (question == 0)
                return page(3, 0, 1);
            auto reply = page(1, request.first_log(), 1 - request.first_log());
            replace_block(reply, 0xee);
            return reply;
        });
    const auto block = ask(service);
    ASSERT_TRUE(block.has_value()) << block.error().message;
    EXPECT_EQ(*asked, 3U);
    EXPECT_EQ(block->seal.id.hash, samples::word(0xee));
    EXPECT_EQ(block->log_hashes, std::vector{log_hash(0)});
    EXPECT_EQ(block->executing.size(), 1U);
}

TEST(block_pages, reorgs_without_end_are_given_up)
{
    // Each question but the last meets another block; two questions see one reorg.
    for (const auto& [reorgs, succeeds] : {std::pair{3U, true}, std::pair{4U, false}})
    {
        SCOPED_TRACE(reorgs);
        FakeService service;
        const auto asked = script(service,
            [last = 2 * reorgs](uint32_t question, const pb::GetBlockRequest& request)
            {
                auto reply = page(2, request.first_log(), 1);
                replace_block(reply, static_cast<uint8_t>(std::min(question, last)));
                return reply;
            });
        const auto block = ask(service);
        EXPECT_EQ(block.has_value(), succeeds);
        EXPECT_EQ(*asked, 8U);
        if (block)
            continue;
        EXPECT_EQ(block.error().kind, ErrorKind::other);
        EXPECT_EQ(
            block.error().message, "reorgs replaced the block again and again while it was read");
    }
}

TEST(block_pages, pages_that_do_not_fit_together_are_refused)
{
    struct Case
    {
        const char* name;
        pb::GetBlockReply first;
        pb::GetBlockReply second;
        const char* message;
    };
    const Case cases[]{
        {"more than there are", page(1, 0, 2), {},
            "log_hashes has 2 from log 0 on in a block of 1 logs"},
        {"an empty first page", page(3, 0, 0), {}, "log_hashes ends before log 0 of 3 logs"},
        {"an empty second page", page(3, 0, 2), page(3, 2, 0),
            "log_hashes ends before log 2 of 3 logs"},
        {"more than there are in the second page", page(3, 0, 2), page(3, 2, 2),
            "log_hashes has 2 from log 2 on in a block of 3 logs"},
        {"a block that grows", page(3, 0, 2), page(4, 2, 2),
            "log_count is not the same in each page"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        FakeService service;
        const auto asked = script(service, [&](uint32_t question, const pb::GetBlockRequest&)
            { return question == 0 ? c.first : c.second; });
        const auto block = ask(service);
        ASSERT_FALSE(block.has_value());
        EXPECT_EQ(block.error().kind, ErrorKind::other);
        EXPECT_EQ(block.error().message, std::string{"the reply makes no sense: "} + c.message);
        EXPECT_LE(*asked, 2U);
    }
}

TEST(block_pages, a_service_that_fails_between_pages_fails_the_call)
{
    FakeService service;
    service.get_block = [](auto&, const pb::GetBlockRequest& request, pb::GetBlockReply& reply)
    {
        if (request.first_log() != 0)
            return grpc::Status{grpc::StatusCode::NOT_FOUND, "block 1 is not indexed"};
        reply = page(2, 0, 1);
        return grpc::Status::OK;
    };
    const auto block = ask(service);
    ASSERT_FALSE(block.has_value());
    EXPECT_EQ(block.error().kind, ErrorKind::not_found);
}

TEST(block_pages, a_page_beyond_the_default_limit_of_grpc_fits)
{
    FakeService service;
    auto reply = page(1, 0, 1);
    constexpr int kExecuting = 10'000;  // 4 MiB would be 400 bytes each.
    for (int i = 1; i < kExecuting; ++i)
    {
        auto one = executing(0);
        one.mutable_verdict()->mutable_invalid()->set_explanation(std::string(600, 'x'));
        *reply.add_executing() = one;
    }
    service.get_block = always<pb::GetBlockRequest>(reply);
    const auto block = ask(service);
    ASSERT_TRUE(block.has_value()) << block.error().message;
    EXPECT_EQ(block->executing.size(), static_cast<size_t>(kExecuting));
}
}  // namespace interlock::client
