// Very many checks over one stream.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "client/check_terms.hpp"
#include "client/error.hpp"
#include "client/verdicts.hpp"
#include "interop/eth/bytes.hpp"

namespace interlock::client
{
/// What a transaction announces: its access list's inbox keys, or the signed transaction itself.
struct StreamedCheck
{
    std::vector<Hash32> entries;
    Bytes transaction;  // Instead of entries.
    CheckTerms terms;
};

/// On a list as a whole: see AccessListAnswer::overall.
struct StreamedAnswer
{
    Result<Verdict> overall;
    uint32_t message = 0;  // The one that a verdict other than valid is about.
};

struct StreamedReply
{
    uint64_t id = 0;
    Result<std::vector<StreamedAnswer>> answers;  // One for each check, in order.
};

/// One thread may write while another one reads. Replies come in any order.
class CheckStream
{
public:
    /// Returns once the request is on its way: the service takes a few at a time, so the writer is
    /// held back until replies are read. At most 1,000 checks; ids that are waited for differ.
    /// False when the stream has ended: finish() says why.
    [[nodiscard]] bool write(uint64_t id, std::span<const StreamedCheck> checks);
    /// There will be no more requests; those that were written are answered.
    void done_writing();
    /// nullopt when the stream has ended.
    [[nodiscard]] std::optional<StreamedReply> read();
    /// How it ended; what was not read is lost. Call it once, when nobody reads or writes.
    [[nodiscard]] Result<void> finish();
    /// Breaks the stream off, when it was not finished.
    ~CheckStream();

private:
    friend class Client;
    struct Call;
    explicit CheckStream(std::unique_ptr<Call> call);

    std::unique_ptr<Call> call_;
    std::mutex mutex_;
    std::map<uint64_t, size_t> asked_;  // Guarded by mutex_; checks by id.
};
}  // namespace interlock::client
