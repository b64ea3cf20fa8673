// Stands between a chain and the service, and does not always pass on what the chain says. Over
// real HTTP; what it does depends on its seed and on what it is asked, so that a run can be
// repeated.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "tests/model/random.hpp"
#include "tests/support/fake_chain.hpp"
#include "tests/support/fake_http.hpp"

namespace interlock::testing
{
/// What may be done to one answer.
enum class Mischief
{
    // To what it says.
    change_value,
    swap_fields,
    drop_part,
    shuffle_array,  // an element twice, or two exchanged
    other_hash,
    nothing_there,  // null for what is there
    other_height,   // right, for another block; of safe and finalized never a higher one
    replay,         // what was right when the same was asked before

    // To the batch.
    reorder_batch,
    repeat_in_batch,
    drop_from_batch,
    other_ids,
    error_in_batch,

    // To its text.
    flip_bits,
    cut_or_repeat,
    nest_deeply,
    garbage,

    // To its transport.
    wrong_type,
    rate_limit,
    unavailable,
    server_error,
    endless_body,
    gzip_bomb,
    broken_gzip,
    cut_short,
    hang_up,
};
[[nodiscard]] const std::vector<Mischief>& all_mischief();
[[nodiscard]] std::string_view to_string(Mischief mischief);

/// All methods may be called from any thread.
class HostileProxy
{
public:
    HostileProxy(FakeChain chain, uint64_t seed);
    ~HostileProxy();

    [[nodiscard]] std::string url() const;
    /// Changes the chain behind it between two calls.
    void update(const std::function<void(FakeChain&)>& change);
    /// A copy of the chain as it is now.
    [[nodiscard]] FakeChain chain() const;

    struct Plan
    {
        std::vector<Mischief> kinds;
        uint64_t percent = 0;  // How many answers suffer one of them.
        /// Another chain, of which so many answers tell instead: all of them, or now this one, now
        /// that one.
        std::optional<FakeChain> forged{};
        uint64_t forged_percent = 0;
        /// Also of how far the chain has come, what is told may be wrong and still make sense.
        bool lies_about_labels = false;
    };
    void follow(Plan plan);
    void behave() { follow({}); }

    /// How many answers were not the chain's, by what was done to them, since it was made.
    [[nodiscard]] std::map<std::string, size_t> done() const;

private:
    class Answering;

    std::unique_ptr<Answering> answering_;
    FakeHttpServer server_;
};
}  // namespace interlock::testing
