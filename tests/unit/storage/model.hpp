// The index as simply as it can be said, to compare the real one with.
#pragma once

#include <map>

#include "storage/store.hpp"

namespace interlock::storage
{
/// Answers what a View answers, by looking through everything. A value: a copy is a snapshot.
class Model
{
public:
    struct Chain
    {
        ChainRecord record;
        std::vector<BlockDigest> run;
        std::map<SafetyLevel, uint64_t> heads;
    };

    // Changes; what a Step would refuse as a conflict returns false.
    void put_chain(const ChainRecord& record);
    void put_setting(const std::string& key, const std::string& value) { settings_[key] = value; }
    bool append(const ChainId& chain, const BlockDigest& block);
    bool rewind(const ChainId& chain, uint64_t number);
    bool prune(const ChainId& chain, uint64_t number);
    bool set_head(const ChainId& chain, SafetyLevel level, const BlockId& block);

    [[nodiscard]] std::vector<ChainRecord> chains() const;
    [[nodiscard]] std::optional<std::string> setting(const std::string& key) const;
    [[nodiscard]] const BlockDigest* head(const ChainId& chain, SafetyLevel level) const;
    [[nodiscard]] const BlockDigest* first(const ChainId& chain) const;
    [[nodiscard]] const BlockDigest* block(const ChainId& chain, uint64_t number) const;
    [[nodiscard]] std::vector<ExecutingRecord> executing_in(
        const ChainId& chain, uint64_t number) const;
    [[nodiscard]] std::vector<ExecutingRecord> executing_of(
        const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit) const;

private:
    std::map<ChainId, Chain> chains_;
    std::map<std::string, std::string> settings_;
};
}  // namespace interlock::storage
