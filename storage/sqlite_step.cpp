#include "storage/sqlite_step.hpp"

#include "storage/append_rules.hpp"
#include "storage/codes.hpp"
#include "storage/ensure.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kAppending = "append a block";
constexpr const char* kRewinding = "rewind a chain";
constexpr const char* kRemoving = "remove blocks";
constexpr const char* kKeepingL1 = "keep a block's L1 block";
constexpr const char* kKeepingSafeHead = "keep a safe head";
constexpr const char* kKeepingOriginal = "keep an invalid block";
constexpr const char* kJournaling = "write a journal";
}  // namespace

WriteConnection::WriteConnection(std::unique_ptr<sqlite::Connection> opened) noexcept
  : connection{std::move(opened)},
    readers{*connection},
    last_ix{*connection, queries::kLastChainIx, "record a chain"},
    insert_chain{*connection, queries::kInsertChain, "record a chain"},
    update_chain{*connection, queries::kUpdateChain, "change a chain"},
    put_setting{*connection, queries::kPutSetting, "keep a setting"},
    put_head{*connection, queries::kPutHead, "set a head"},
    cap_heads{*connection, queries::kCapHeads, kRewinding},
    insert_block{*connection, queries::kInsertBlock, kAppending},
    insert_message{*connection, queries::kInsertMessage, kAppending},
    delete_blocks{*connection, queries::kDeleteBlocks, kRemoving},
    delete_messages{*connection, queries::kDeleteMessages, kRemoving},
    runs{*connection},
    put_anchor{*connection, queries::kPutAnchor, "keep a chain's anchor"},
    put_progress{*connection, queries::kPutProgress, "keep a chain's progress"},
    put_claim{*connection, queries::kPutClaim, "keep a node's claim"},
    last_derived{*connection, queries::kLastDerived, kKeepingL1},
    put_derived{*connection, queries::kPutDerived, kKeepingL1},
    put_messages_l1{*connection, queries::kPutMessagesL1, kKeepingL1},
    drop_derived{*connection, queries::kDropDerived, kKeepingL1},
    drop_messages_l1{*connection, queries::kDropMessagesL1, kKeepingL1},
    put_claimed_l1{*connection, queries::kPutClaimedL1, "keep a node's claim"},
    put_safe_head{*connection, queries::kPutSafeHead, kKeepingSafeHead},
    drop_safe_heads{*connection, queries::kDropSafeHeads, kKeepingSafeHead},
    put_original{*connection, queries::kPutOriginal, kKeepingOriginal},
    put_original_l1{*connection, queries::kPutOriginalL1, kKeepingOriginal},
    drop_originals{*connection, queries::kDropOriginals, kKeepingOriginal},
    put_late{*connection, queries::kPutLate, kKeepingOriginal},
    drop_late{*connection, queries::kDropLate, kKeepingOriginal},
    add_head_change{*connection, queries::kAddHeadChange, kJournaling},
    trim_head_changes{*connection, queries::kTrimHeadChanges, kJournaling},
    add_verdict_change{*connection, queries::kAddVerdictChange, kJournaling},
    trim_verdict_changes{*connection, queries::kTrimVerdictChanges, kJournaling}
{
}

Result<std::unique_ptr<Step>> SqliteStep::begin(WriteConnection& writing, ViewPool::Pause pause)
{
    ensure(!writing.in_step, "one step at a time");
    writing.connection->forget_failure();
    auto transaction = sqlite::Transaction::begin(*writing.connection, sqlite::Access::read_write);
    if (!transaction)
        return tl::unexpected(std::move(transaction.error()));
    return std::unique_ptr<Step>{
        new SqliteStep{writing, std::move(*transaction), std::move(pause)}};
}

SqliteStep::SqliteStep(
    WriteConnection& writing, sqlite::Transaction transaction, ViewPool::Pause pause) noexcept
  : ReaderBacked<Step>{writing.readers},
    pause_{std::move(pause)},
    writing_{writing},
    transaction_{std::move(transaction)}
{
    writing_.in_step = true;
}

SqliteStep::~SqliteStep()
{
    writing_.in_step = false;
    if (!committed_)
        reader().forget_chains();
}

Result<void> SqliteStep::put_chain(const ChainRecord& chain)
{
    const auto ix = reader().ix(chain.config.id);
    if (!ix)
        return tl::unexpected(ix.error());
    if (!*ix)
        return insert_chain(chain);
    return writing_.update_chain.run(
        **ix, chain.config.block_time_s, chain.config.activation_s, chain.followed);
}

Result<void> SqliteStep::insert_chain(const ChainRecord& chain)
{
    uint32_t next = 0;
    {
        auto rows = writing_.last_ix.query();
        const auto found = rows.next();
        if (!found)
            return tl::unexpected(found.error());
        if (*found && !rows.is_null(0))
            next = rows.u32(0) + 1;
    }
    if (next >= kChainLimit)
        return refuse(ErrorKind::out_of_bounds, "chain " + to_string(chain.config.id) +
                                                    ": the index holds no more chains than " +
                                                    std::to_string(kChainLimit));
    return writing_.insert_chain.run(next, ByteView{chain.config.id.value.be},
        chain.config.block_time_s, chain.config.activation_s, chain.followed);
}

Result<void> SqliteStep::put_setting(std::string_view key, std::string_view value)
{
    return writing_.put_setting.run(key, value);
}

Result<void> SqliteStep::append(const ChainId& chain, const BlockDigest& block)
{
    if (auto bounded = check_bounds(chain, block); !bounded)
        return bounded;
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto tip = reader().head(chain, SafetyLevel::unsafe);
    if (!tip)
        return tl::unexpected(tip.error());
    if (auto follows = check_follows(chain, *tip, block.seal); !follows)
        return follows;
    const auto key = block_key(*ix, block.seal.id.number);
    ensure(key.has_value(), "bounds are checked before a key is formed");
    const auto first_log = next_log(*ix, *tip);
    if (!first_log)
        return tl::unexpected(first_log.error());
    if (!LogRange{*first_log, block.log_hashes.size()}.is_in_bounds())
        return refuse(ErrorKind::out_of_bounds,
            place(chain, block.seal.id.number) + ": the index holds no more logs of one chain");
    return insert(*key, block, *first_log);
}

Result<uint64_t> SqliteStep::next_log(uint32_t ix, const std::optional<BlockRecord>& tip)
{
    if (!tip)
        return 0;
    const auto key = block_key(ix, tip->seal.id.number);
    ensure(key.has_value(), "an indexed block has a key");
    return logs_of_indexed(*key).map([](const LogRange& logs) { return logs.end(); });
}

Result<void> SqliteStep::insert(int64_t key, const BlockDigest& block, uint64_t first_log)
{
    const auto log_count = static_cast<uint32_t>(block.log_hashes.size());
    if (auto done = writing_.insert_block.run(key, block.seal.id.hash, block.seal.parent_hash,
            block.seal.timestamp_s, log_count, block.state_root, block.withdrawals_root, first_log);
        !done)
        return done;
    if (auto done = writing_.runs.append(ix_in(key), first_log, block.log_hashes); !done)
        return done;
    for (const auto& log : block.executing)
    {
        if (auto done = insert_message(key, log); !done)
            return done;
    }
    return {};
}

Result<LogRange> SqliteStep::logs_of_indexed(int64_t key)
{
    return reader().logs_of(key).map(
        [](const std::optional<LogRange>& found)
        {
            ensure(found.has_value(), "an indexed block has its logs");
            return *found;
        });
}

Result<void> SqliteStep::insert_message(int64_t key, const ExecutingLog& log)
{
    using Nothing = std::optional<uint64_t>;
    if (log.malformed)
        return writing_.insert_message.run(
            key, log.log_index, Nothing{}, Nothing{}, Nothing{}, Nothing{}, Nothing{}, Nothing{});
    const auto& [id, payload_hash] = log.message;
    return writing_.insert_message.run(key, log.log_index, ByteView{id.at.chain_id.value.be},
        id.at.block_number, id.at.log_index, id.at.timestamp_s, id.origin, payload_hash);
}

Result<void> SqliteStep::rewind(const ChainId& chain, uint64_t number)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto target = reader().block(chain, number);
    if (!target)
        return tl::unexpected(target.error());
    if (!*target)
        return refuse(ErrorKind::conflict,
            place(chain, number) + ": cannot rewind to a block that is not indexed");
    if (auto kept = keep_finalized(chain, number); !kept)
        return kept;
    const auto key = block_key(*ix, number);
    ensure(key.has_value(), "an indexed block has a key");
    const auto logs = logs_of_indexed(*key);
    if (!logs)
        return tl::unexpected(logs.error());
    pause_.removes_blocks();
    const int64_t last = keys_of(*ix).last;
    return writing_.cap_heads.run(*ix, *key)
        .and_then([&] { return writing_.delete_messages.run(*key, last); })
        .and_then([&] { return writing_.runs.cut_after(*ix, logs->end()); })
        .and_then([&] { return writing_.drop_derived.run(*key, last); })
        .and_then([&] { return trim_safe_heads(chain, number); })
        .and_then([&] { return writing_.drop_late.run(*key, last); })
        .and_then([&] { return writing_.drop_messages_l1.run(*key, last); })
        .and_then([&] { return writing_.delete_blocks.run(*key, last); });
}

Result<void> SqliteStep::prune(const ChainId& chain, uint64_t number)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto target = reader().block(chain, number);
    if (!target)
        return tl::unexpected(target.error());
    if (!*target)
        return refuse(ErrorKind::conflict,
            place(chain, number) + ": cannot begin at a block that is not indexed");
    if (auto kept = keep_heads(chain, number); !kept)
        return kept;
    // The row of a pruned block may speak for this one too.
    const auto needed_l1 = messages_l1(chain, number);
    if (!needed_l1)
        return tl::unexpected(needed_l1.error());
    const auto key = block_key(*ix, number);
    ensure(key.has_value(), "an indexed block has a key");
    const auto logs = logs_of_indexed(*key);
    if (!logs)
        return tl::unexpected(logs.error());
    pause_.removes_blocks();
    const int64_t before_first = keys_of(*ix).first - 1;
    const int64_t last = *key - 1;
    return writing_.delete_messages.run(before_first, last)
        .and_then([&] { return writing_.runs.cut_before(*ix, logs->first); })
        .and_then([&] { return writing_.drop_derived.run(before_first, last); })
        .and_then([&] { return writing_.drop_safe_heads.run(before_first, last); })
        .and_then([&] { return writing_.drop_originals.run(before_first, last); })
        .and_then([&] { return writing_.drop_late.run(before_first, last); })
        .and_then([&] { return writing_.drop_messages_l1.run(before_first, last); })
        .and_then([&]
            { return *needed_l1 ? put_messages_l1(chain, number, **needed_l1) : Result<void>{}; })
        .and_then([&] { return writing_.delete_blocks.run(before_first, last); });
}

Result<void> SqliteStep::set_head(const ChainId& chain, SafetyLevel level, const BlockId& block)
{
    ensure(level != SafetyLevel::unsafe, "the unsafe head is the newest block, never set");
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto found = reader().block(chain, block.number);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found || (*found)->seal.id != block)
        return refuse(ErrorKind::conflict, place(chain, block.number) + ": no block " +
                                               to_hex(block.hash) +
                                               " is indexed there, so it cannot become a head");
    if (level == SafetyLevel::finalized)
    {
        if (auto kept = keep_finalized(chain, block.number); !kept)
            return kept;
    }
    return writing_.put_head.run(*ix, code_of(kLevelCodes, level), block_key(*ix, block.number));
}

Result<void> SqliteStep::commit()
{
    ensure(!committed_, "a step is committed once");
    if (const auto& failure = writing_.connection->failure())
        return refuse(failure->kind,
            "the step was not committed, because part of it had failed: " + failure->message);
    auto done = transaction_.commit();
    committed_ = done.has_value();
    return done;
}

Result<int64_t> SqliteStep::known_key(const ChainId& chain, uint64_t number)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    const auto key = block_key(*ix, number);
    if (!key)
    {
        return refuse(ErrorKind::out_of_bounds,
            place(chain, number) + ": the index holds no block of such a number");
    }
    return *key;
}

Result<uint32_t> SqliteStep::known_ix(const ChainId& chain)
{
    const auto ix = reader().ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    if (!*ix)
        return refuse(
            ErrorKind::conflict, "chain " + to_string(chain) + " is not recorded in the index");
    return **ix;
}

Result<void> SqliteStep::keep_heads(const ChainId& chain, uint64_t number)
{
    const auto refuse_below = [&](const std::string& what)
    {
        return refuse(ErrorKind::conflict,
            place(chain, number) + ": blocks below it cannot be removed: " + what);
    };
    for (const auto level : kSafetyLevels)
    {
        const auto head = reader().head(chain, level);
        if (!head)
            return tl::unexpected(head.error());
        if (*head && (*head)->seal.id.number < number)
            return refuse_below("the " + std::string{to_string(level)} + " head is lower");
        if (level == SafetyLevel::finalized && !*head)
            return refuse_below("nothing of the chain is final");
    }
    for (const auto view : kCrossViews)
    {
        const auto at = progress(chain, view);
        if (!at)
            return tl::unexpected(at.error());
        if (*at && (*at)->verified.id.number < number)
            return refuse_below("promotion has not come so far");
    }
    return {};
}

Result<void> SqliteStep::keep_finalized(const ChainId& chain, uint64_t number)
{
    const auto finalized = reader().head(chain, SafetyLevel::finalized);
    if (!finalized)
        return tl::unexpected(finalized.error());
    if (*finalized && (*finalized)->seal.id.number > number)
        return refuse(ErrorKind::conflict, place(chain, number) + ": below the finalized block " +
                                               std::to_string((*finalized)->seal.id.number) +
                                               ", which never moves back");
    return {};
}
}  // namespace interlock::storage
