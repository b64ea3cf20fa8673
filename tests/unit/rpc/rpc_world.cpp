#include "tests/unit/rpc/rpc_world.hpp"

#include "interop/access_list.hpp"

namespace interlock::testing
{
RpcWorld::RpcWorld()
  : context_{.set = world.set(),
        .names = names_,
        .views = world.store(),
        .judge = judge_,
        .board = board,
        .failsafes = failsafes,
        .commits = commits,
        .checks = checks,
        .started_at_s = 1,
        .version = "1.2.3"}
{
    world.on_commit = [this]
    {
        board.set_alarms(world.news().alarms);
        failsafe_feed_.tell(world.news());
    };
    world.begin_all();
    for (const auto& chain : world.set().chains())
        set_ready(chain.id, true);
}

void RpcWorld::set_ready(const ChainId& chain, bool ready, const std::string& trouble)
{
    board.update(chain,
        [&](server::ChainStatus& status)
        {
            status.state = ready ? server::ChainState::following : server::ChainState::troubled;
            status.ready = ready;
            status.trouble = trouble;
        });
}

std::string RpcWorld::answer(const std::string& body, bool legacy_access_list)
{
    const server::rpc::Dispatcher dispatcher{
        {.api = context_, .legacy_access_list = legacy_access_list}, kMaxBatch};
    return dispatcher.answer(parser_, body);
}

server::RpcSettings small_door()
{
    using namespace std::chrono_literals;
    return {.listen = server::ListenAddress{"127.0.0.1", 0},
        .max_body_bytes = 4'096,
        .max_batch = RpcWorld::kMaxBatch,
        .max_connections = 64,
        .max_connections_per_address = 32,
        .max_in_flight = 32,
        .request_timeout = 1min,
        .idle_timeout = 1min};
}

std::string entries_of(const Message& message, bool wrong)
{
    const auto hash = log_hash(message.id.origin, message.payload_hash);
    auto checksum = message_checksum(hash, message.id.at);
    checksum.bytes[31] ^= wrong ? 1 : 0;
    std::string out;
    for (const auto& entry : encode_access({message.id.at, checksum}))
        out += (out.empty() ? "\"" : ",\"") + to_hex(entry) + '"';
    return out;
}
}  // namespace interlock::testing
