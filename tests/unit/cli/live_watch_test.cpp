// The live view on a terminal that the test holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "client/cli/app.hpp"
#include "tests/unit/client/streams.hpp"

namespace interlock::client::cli
{
namespace
{
using namespace streams;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Shown to the test, which answers with what the user does.
using Look = std::function<TerminalEvent(const std::vector<std::string>& lines)>;

class HeldTerminal : public Terminal
{
public:
    explicit HeldTerminal(Look look) : look_{std::move(look)} {}

    ScreenSize size() const override { return {.width = 100, .height = 12}; }
    void show(const std::vector<std::string>& lines) override { lines_ = lines; }
    TerminalEvent wait(std::chrono::milliseconds) override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return look_(lines_);
    }

private:
    Look look_;
    std::vector<std::string> lines_;
};

Run watch(const FakeService& service, Look look, std::vector<std::string> args = {})
{
    args.insert(args.begin(), {"--server", service.address(), "watch"});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Process process{.in = in, .out = out, .err = err, .now_s = samples::kNowS};
    process.open_terminal = [&] { return std::make_unique<HeldTerminal>(look); };
    Run run;
    run.code = cli::run(args, process);
    run.out = out.str();
    run.err = err.str();
    return run;
}

pb::GetStatusReply status()
{
    pb::GetStatusReply out;
    out.set_version("0.1.0");
    for (const auto& id : {samples::kChainA, samples::kChainB})
    {
        auto& chain = *out.add_chains();
        chain.set_chain_id(wire::to_proto(id));
        chain.set_state(pb::CHAIN_STATE_FOLLOWING);
    }
    return out;
}

/// Writes `changes`, and then keeps the stream open.
template <typename Change>
auto holding(std::vector<Change> changes)
{
    return [changes](grpc::ServerContext& context, const auto&, auto& stream)
    {
        for (const auto& change : changes)
            stream.Write(change);
        while (!context.IsCancelled())
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        return grpc::Status::CANCELLED;
    };
}

bool has(const std::vector<std::string>& lines, std::string_view text)
{
    return std::any_of(lines.begin(), lines.end(),
        [&](const std::string& line) { return line.find(text) != std::string::npos; });
}
}  // namespace

TEST(live_watch, shows_chains_and_changes_until_the_user_quits)
{
    FakeService service;
    service.get_status = always<pb::GetStatusRequest>(status());
    service.get_heads = always<pb::GetHeadsRequest>(pb::GetHeadsReply{});
    auto now = head(6);
    now.clear_at();
    service.watch_heads = holding<pb::HeadChange>({now, head(7)});
    auto found = framed<pb::VerdictChange>(17);
    *found.mutable_invalid() = samples::replace().replace();
    service.watch_verdicts = holding<pb::VerdictChange>({found});
    std::vector<std::string> last;
    const auto run = watch(service,
        [&](const auto& lines)
        {
            last = lines;
            const bool all = has(lines, "following") && has(lines, "safe          7 0x") &&
                             has(lines, "INVALID: payload_mismatch");
            return all ? TerminalEvent::quit : TerminalEvent::none;
        });
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out + run.err, "");
    EXPECT_THAT(last[0], HasSubstr("interlockd 0.1.0 at " + service.address()));
    // Heads that are told first are no changes.
    EXPECT_FALSE(has(last, "6 0x"));
}

TEST(live_watch, an_outage_is_shown_and_its_end_too)
{
    FakeService service;
    std::atomic<bool> is_down = true;
    service.get_status = [&](auto&, const auto&, auto& reply)
    {
        if (is_down)
            return grpc::Status{grpc::StatusCode::UNAVAILABLE, "restarting"};
        reply = status();
        return grpc::Status::OK;
    };
    bool was_out = false;
    const auto run = watch(service,
        [&](const auto& lines)
        {
            if (has(lines, "reconnecting since 22:15:"))
            {
                was_out = true;
                is_down = false;
            }
            return was_out && has(lines, "following") && !has(lines, "reconnecting")
                       ? TerminalEvent::quit
                       : TerminalEvent::none;
        });
    EXPECT_EQ(run.code, 0);
    EXPECT_TRUE(was_out);
}

TEST(live_watch, lines_where_lines_are_wanted)
{
    FakeService service;
    service.watch_heads = telling(1, kTooSlow);
    const Look never = [](const auto&)
    {
        ADD_FAILURE() << "it has taken the terminal";
        return TerminalEvent::quit;
    };
    for (const auto& args :
        std::vector<std::vector<std::string>>{{"--lines"}, {"--json"}, {"--after", "0"}})
    {
        const auto run = watch(service, never, args);
        EXPECT_EQ(run.code, 4);
        EXPECT_NE(run.out.find("901"), std::string::npos) << run.out;
    }
}
}  // namespace interlock::client::cli
