#include "tests/integration/running_service.hpp"

namespace interlock::testing
{
namespace
{
std::vector<eth::Log> two_logs(uint64_t number)
{
    return {some_log(2 * number), some_log(2 * number + 1)};
}
}  // namespace

std::vector<std::string> flags_for(
    const FakeNode& alpha, const FakeNode& beta, const std::filesystem::path& data_dir)
{
    return {"--data_dir=" + data_dir.string(), "--grpc.listen=127.0.0.1:0",
        "--ingest.poll_interval_ms=10", "--ingest.request_timeout_ms=1000",
        "--ingest.max_reply_bytes=4194304", "--chains.901.execution=" + alpha.url(),
        "--chains.901.block_time_s=2", "--chains.901.activation_time=0",
        "--chains.902.execution=" + beta.url(), "--chains.902.block_time_s=2",
        "--chains.902.activation_time=0"};
}

RunningService::RunningService()
{
    extend(alpha, 10);
    extend(beta, 10);
}

void RunningService::start(const std::vector<std::string>& more_flags)
{
    auto flags = flags_for(alpha, beta, data_dir.path());
    for (const auto& flag : more_flags)
    {
        const auto name = flag.substr(0, flag.find('=') + 1);
        std::erase_if(flags, [&](const auto& given) { return given.starts_with(name); });
        flags.push_back(flag);
    }
    auto app = start_service(flags);
    if (!app)
        throw std::runtime_error{app.error().front()};
    app_ = *std::move(app);
    client_ = std::make_unique<client::Client>(client::Options{.server = address()});
}

void RunningService::stop()
{
    client_.reset();
    app_.reset();
}

client::ChainStatus RunningService::status_of(const ChainId& chain) const
{
    const auto status = client_->status();
    if (!status)
        throw std::runtime_error{status.error().message};
    for (const auto& entry : status->chains)
    {
        if (entry.chain_id == chain)
            return entry;
    }
    throw std::runtime_error{"no status of that chain"};
}

void RunningService::extend(FakeNode& node, size_t count)
{
    node.update(
        [&](FakeChain& chain)
        {
            for (size_t i = 0; i < count; ++i)
                chain.append({two_logs(chain.head().header.number + 1)});
        });
}

bool RunningService::follows(const FakeNode& node) const
{
    const auto chain = node.chain();
    const auto& head = chain.head();
    if (!status_of(chain.options().id).ready)
        return false;
    for (uint64_t number = 0; number <= head.header.number; ++number)
    {
        const auto block = client_->block(chain.options().id, number);
        const auto& expected = chain.at(number);
        if (!block || block->seal != expected.seal())
            return false;
        std::vector<Hash32> hashes;
        for (const auto& receipt : expected.receipts)
        {
            for (const auto& log : receipt.logs)
                hashes.push_back(log_hash(log));
        }
        if (block->log_hashes != hashes)
            return false;
    }
    const auto beyond = client_->block(chain.options().id, head.header.number + 1);
    return !beyond && beyond.error().kind == client::ErrorKind::not_found;
}
}  // namespace interlock::testing
