// Chains and settings: what the index remembers of the configuration.
#include "storage/sqlite.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class chains : public StoreTest
{
};
INTERLOCK_BOTH_LIVES(chains);

class settings : public StoreTest
{
};
INTERLOCK_BOTH_LIVES(settings);

ChainId highest_id()
{
    ChainId out;
    out.value.be.fill(0xff);
    return out;
}

TEST_P(chains, a_new_index_has_none)
{
    settle();
    EXPECT_TRUE(must(view()->chains()).empty());
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), std::nullopt);
    EXPECT_EQ(must(view()->first(kChainA)), std::nullopt);
}

TEST_P(chains, are_listed_by_ascending_id_whatever_the_order_they_came_in)
{
    const ChainId ids[]{ChainId::from_u64(256), highest_id(), ChainId{}, ChainId::from_u64(255)};
    for (const auto& id : ids)
        put_chains({id});
    settle();
    const auto found = must(view()->chains());
    EXPECT_EQ(found,
        (std::vector{record_of(ids[2]), record_of(ids[3]), record_of(ids[0]), record_of(ids[1])}));
}

TEST_P(chains, every_field_comes_back_also_at_its_limits)
{
    const ChainRecord records[]{
        {.config = {.id = ChainId::from_u64(1), .block_time_s = UINT64_MAX, .activation_s = {}},
            .followed = false},
        {.config = {.id = ChainId::from_u64(2), .block_time_s = 0, .activation_s = 0},
            .followed = true},
        {.config = {.id = ChainId::from_u64(3), .block_time_s = 1, .activation_s = UINT64_MAX},
            .followed = true},
    };
    commit(
        [&](Step& step)
        {
            for (const auto& record : records)
                must(step.put_chain(record));
        });
    settle();
    EXPECT_THAT(must(view()->chains()), testing::ElementsAreArray(records));
}

TEST_P(chains, a_changed_record_keeps_its_blocks)
{
    const auto blocks = put_run(kChainA, genesis(), 1);
    put_run(kChainB, genesis(), 0);
    ChainRecord changed = record_of(kChainA);
    changed.config.block_time_s = 1;
    changed.config.activation_s = std::nullopt;
    changed.followed = false;
    commit([&](Step& step) { must(step.put_chain(changed)); });
    settle();
    EXPECT_EQ(must(view()->chains()), (std::vector{changed, record_of(kChainB)}));
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(blocks[1]));
}

TEST_P(chains, of_a_dropped_step_leave_no_number_behind)
{
    const auto dropped = ChainId::from_u64(7);
    {
        const auto step = begin();
        must(step->put_chain(record_of(dropped)));
        must(step->append(dropped, genesis()));
    }
    // The next chain gets the number that the dropped one would have had.
    const auto blocks = put_run(kChainB, genesis(), 0);
    settle();
    EXPECT_EQ(must(view()->head(dropped, SafetyLevel::unsafe)), std::nullopt);
    EXPECT_EQ(must(begin()->block(dropped, 100)), std::nullopt);
    EXPECT_EQ(must(view()->block(kChainB, 100)), record_of(blocks[0]));
}

TEST_P(chains, one_past_the_limit_is_refused_and_the_last_one_works_to_its_last_block)
{
    put_chains({kChainA});
    close();
    {
        const auto connection = must(sqlite::Connection::open(file(), sqlite::Access::read_write));
        must(connection->execute("UPDATE chain SET ix = 524286", "prepare the test"));
    }
    open();
    const auto last = samples::block(
        {.number = kBlockNumberLimit - 1, .timestamp_s = 5, .log_count = 2}, samples::word(1));
    const auto first = samples::block({.number = 0, .timestamp_s = 5, .log_count = 2}, {});
    commit(
        [&](Step& step)
        {
            must(step.put_chain(record_of(kChainB)));
            must(step.append(kChainA, last));
            must(step.append(kChainB, last));
            const auto third = step.put_chain(record_of(ChainId::from_u64(903)));
            EXPECT_EQ(kind_of(third), ErrorKind::out_of_bounds);
            EXPECT_THAT(message_of(third), testing::HasSubstr("524288"));
        });
    settle();
    EXPECT_EQ(must(view()->chains()).size(), 2U);
    EXPECT_EQ(must(view()->head(kChainB, SafetyLevel::unsafe)), record_of(last));
    EXPECT_EQ(must(view()->first(kChainB)), record_of(last));
    EXPECT_EQ(must(view()->log_hash(kChainB, kBlockNumberLimit - 1, 1)), last.log_hashes[1]);
    EXPECT_EQ(must(view()->block(kChainB, 0)), std::nullopt);
    EXPECT_EQ(must(view()->first(kChainA)), record_of(last));
}

TEST_P(settings, are_found_by_their_exact_key)
{
    commit(
        [](Step& step)
        {
            must(step.put_setting("window", "604800"));
            must(step.put_setting("", "empty key"));
            must(step.put_setting("empty", {}));
        });
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->setting("window")), "604800");
    EXPECT_EQ(must(now->setting("")), "empty key");
    EXPECT_EQ(must(now->setting({})), "empty key");
    EXPECT_EQ(must(now->setting("empty")), "");
    EXPECT_EQ(must(now->setting("Window")), std::nullopt);
    EXPECT_EQ(must(now->setting("win")), std::nullopt);
}

TEST_P(settings, a_second_value_replaces_the_first)
{
    commit([](Step& step) { must(step.put_setting("key", "one")); });
    commit([](Step& step) { must(step.put_setting("key", "two")); });
    settle();
    EXPECT_EQ(must(view()->setting("key")), "two");
}

TEST_P(settings, keep_every_byte)
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes.push_back(static_cast<char>(i));
    commit([&](Step& step) { must(step.put_setting(bytes, bytes)); });
    settle();
    EXPECT_EQ(must(view()->setting(bytes)), bytes);
    EXPECT_EQ(must(view()->setting(bytes.substr(0, 1))), std::nullopt);
}
}  // namespace
}  // namespace interlock::storage
