// `interlock sync`: how far each chain has caught up, live.
#include <condition_variable>
#include <mutex>

#include "client/cli/commands.hpp"
#include "client/cli/sync_report.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr std::chrono::milliseconds kFrame{500};
/// What a small terminal shows at once.
constexpr size_t kMaxLines = 20;

/// Draws over what it drew before on a terminal; else each time below it.
class Screen
{
public:
    explicit Screen(const Context& context) : context_{context} {}

    void show(const std::string& text)
    {
        if (text == shown_)
            return;
        if (context_.colour && !shown_.empty())
            context_.out << "\x1b[" << std::count(shown_.begin(), shown_.end(), '\n') << "A\x1b[J";
        context_.out << text << std::flush;
        shown_ = text;
    }

private:
    const Context& context_;
    std::string shown_;
};

bool all_done(const std::vector<SyncProgress>& chains)
{
    return std::all_of(
        chains.begin(), chains.end(), [](const SyncProgress& chain) { return chain.done; });
}

/// False when told to stop.
bool pause(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock{mutex};
    wake.wait_for(lock, stop, kFrame, [] { return false; });
    return !stop.stop_requested();
}
}  // namespace

Result<Output> run_sync(const Context& context, const SyncArgs& args)
{
    const auto stop = context.on_interrupt ? context.on_interrupt() : std::stop_token{};
    SyncMeter meter;
    Screen screen{context};
    for (;;)
    {
        const auto status = context.client.status();
        if (!status)
            return tl::unexpected{status.error()};
        const auto chains = meter.measure(*status, std::chrono::steady_clock::now());
        if (context.json)
            context.out << json_line(sync_json(chains)) << std::flush;
        else
            screen.show(sync_text(chains, kMaxLines, context.colour));
        if (all_done(chains))
            return Output{};
        if (args.once || !context.out.good() || !pause(stop))
            return Output{.code = ExitCode::cannot_tell, .body = {}};
    }
}
}  // namespace interlock::client::cli
