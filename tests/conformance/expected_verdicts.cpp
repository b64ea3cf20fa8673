// What recorded chains must come to: the hash of every log, and the verdict on every executing
// message for several windows, on the chains as recorded and after a branch replaced an end.
//
// {logs, main: {expiryWindowN: [verdict]}, afterBranch…: {expiryWindowN: [verdict]}}
#include <charconv>

#include "tests/conformance/expected_logs.hpp"
#include "tests/conformance/message_json.hpp"
#include "tests/conformance/recorded_world.hpp"

namespace interlock::conformance
{
namespace
{
constexpr std::string_view kWindowPrefix = "expiryWindow";
constexpr const char* kMainView = "main";

/// The other files that `accepts` likes: those of the same folder, or, when there is none, of all.
template <typename Accepts>
std::vector<const Json*> find_related(const Document& document, Corpus corpus, Accepts accepts)
{
    std::vector<const Json*> near;
    std::vector<const Json*> all;
    for (const Document& other : corpus)
    {
        if (!accepts(other.json))
            continue;
        all.push_back(&other.json);
        if (other.path.parent_path() == document.path.parent_path())
            near.push_back(&other.json);
    }
    return near.empty() ? all : near;
}

/// Whether a block that the file speaks of is one of `chains`, by hash.
bool is_about(const Json& logs, const RecordedChains& chains)
{
    return std::any_of(logs.begin(), logs.end(),
        [&](const Json& json)
        {
            Fields fields{json};
            const auto chain = chains.find(fields.chain_id("chainId"));
            const uint64_t number = fields.number("blockNumber");
            const Hash32 hash = fields.hash("blockHash");
            return !fields.fault() && chain != chains.end() && chain->second.contains(number) &&
                   chain->second.at(number).digest.seal.id.hash == hash;
        });
}

/// The recording that the file is about. What is wrong in it was reported with its own file.
std::optional<RecordedChains> find_recording(
    const Document& document, Corpus corpus, Report& silent)
{
    for (const Json* json : find_related(document, corpus, is_recorded_chains))
    {
        Case unheard{silent, {}};
        auto chains = read_chains(unheard, *json);
        if (chains && is_about(document.json["logs"], *chains))
            return chains;
    }
    return std::nullopt;
}

std::vector<RecordedBranch> find_branches(
    const Document& document, Corpus corpus, const RecordedChains& chains, Report& silent)
{
    std::vector<RecordedBranch> out;
    for (const Json* json : find_related(document, corpus, is_recorded_branch))
    {
        Case unheard{silent, {}};
        auto branch = read_branch(unheard, *json);
        if (branch && attaches(*branch, chains))
            out.push_back(std::move(*branch));
    }
    return out;
}

const ExecutingLog* find_executing(const RecordedBlock& block, uint32_t log_index)
{
    const auto& executing = block.digest.executing;
    const auto found = std::find_if(executing.begin(), executing.end(),
        [&](const ExecutingLog& log) { return log.log_index == log_index; });
    return found == executing.end() ? nullptr : &*found;
}

/// Compares the decoded message with the file's; nullopt when that cannot be done.
std::optional<Message> check_message(Case& c, Fields& fields, const RecordedBlock& block)
{
    Fields inner{fields.object("executing")};
    const Message expected = read_message(inner);
    const uint32_t log_index = fields.index("logIndex");
    const Hash32 hash = fields.hash("logHash");
    const Hash32 checksum = fields.hash("checksum");
    if (!c.accepts(fields) || !c.accepts(inner))
        return std::nullopt;
    const ExecutingLog* log = find_executing(block, log_index);
    if (log == nullptr)
    {
        c.fail("no executing message was found there");
        return std::nullopt;
    }
    const Hash32 found_hash = log_hash(log->message.id.origin, log->message.payload_hash);
    c.equal_text("message", show(expected), show(log->message));
    c.equal("log hash", hash, found_hash);
    c.equal("checksum", checksum, message_checksum(found_hash, log->message.id.at));
    return log->message;
}

void check_verdict(Case& c, const Json& json, const World& world)
{
    Fields fields{json};
    const ChainId chain_id = fields.chain_id("chainId");
    const uint64_t number = fields.number("blockNumber");
    const std::string result = fields.text("result");
    // Cycles are decided over whole blocks (protocol rule 6), which is not this runner's to do.
    const bool in_cycle = fields.has("inCycle") && fields.flag("inCycle");
    if (!c.accepts(fields))
        return;
    const RecordedBlock* block = find_block(world.chains, chain_id, number);
    if (block == nullptr)
        return c.fail("the block was not recorded");
    const auto message = check_message(c, fields, *block);
    if (!message || in_cycle)
        return;
    const auto found = verdict(world, chain_id, block->digest.seal.timestamp_s, *message);
    // The data's reasons follow one order of checks among several; only the result binds.
    if ((result == "valid") != (found == "valid"))
        c.fail("verdict: expected " + result + ", found " + std::string{found});
}

void check_all_messages_named(Case& c, const Json& list, const RecordedChains& chains)
{
    size_t count = 0;
    for (const auto& [id, chain] : chains)
    {
        for (const auto& [number, block] : chain)
            count += block.digest.executing.size();
    }
    c.equal("number of executing messages", list.size(), count);
}

std::string place_of(const Json& json)
{
    Fields fields{json};
    const auto chain = to_string(fields.chain_id("chainId"));
    const auto block = std::to_string(fields.number("blockNumber"));
    return chain + "/" + block +
           (fields.has("logIndex") ? "/" + std::to_string(fields.number("logIndex")) : "");
}

/// The N of "expiryWindowN".
std::optional<uint64_t> window_of(std::string_view key)
{
    if (!key.starts_with(kWindowPrefix))
        return std::nullopt;
    key.remove_prefix(kWindowPrefix.size());
    uint64_t out = 0;
    const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size(), out);
    if (error != std::errc{} || stop != key.data() + key.size())
        return std::nullopt;
    return out;
}

void run_window(const std::string& name, const Json& list, const World& world, Report& report)
{
    {
        Case c{report, name + " names all messages"};
        check_all_messages_named(c, list, world.chains);
    }
    for (const Json& json : list)
    {
        Case c{report, name + " " + place_of(json)};
        check_verdict(c, json, world);
    }
}

void run_view(
    const std::string& name, const Json& view, const RecordedChains& chains, Report& report)
{
    for (const auto& [key, list] : view.items())
    {
        const auto window_s = window_of(key);
        if (!window_s || !list.is_array())
        {
            Case{report, name}.fail("malformed data: " + key);
            continue;
        }
        const auto world = make_world(chains, *window_s);
        if (!world)
            Case{report, name}.fail("malformed data: " + world.error());
        else
            run_window(name + " " + key, list, *world, report);
    }
}

bool is_view(const Json& json)
{
    if (!json.is_object())
        return false;
    for (const auto& [key, value] : json.items())
    {
        if (key.starts_with(kWindowPrefix))
            return true;
    }
    return false;
}

void run_views(const Document& document, const RecordedChains& chains,
    const std::vector<RecordedBranch>& branches, Report& report)
{
    for (const auto& [name, view] : document.json.items())
    {
        if (!is_view(view))
            continue;
        if (name == kMainView)
            run_view(name, view, chains, report);
        else if (branches.size() == 1)
            run_view(name, view, with_branch(chains, branches.front()), report);
        else
            Case{report, name}.fail(
                "needs one branch that fits, found " + std::to_string(branches.size()));
    }
}
}  // namespace

bool is_expected_verdicts(const Json& json)
{
    return has_keys(json, {"logs"}) && json["logs"].is_array() &&
           std::any_of(json.begin(), json.end(), is_view);
}

void run_expected_verdicts(const Document& document, Corpus corpus, Report& report)
{
    std::ostream nowhere{nullptr};
    Report silent{nowhere, nowhere};
    const auto chains = find_recording(document, corpus, silent);
    if (!chains)
    {
        Case{report, "recording"}.fail("the chains it is about are not among the files");
        return;
    }
    {
        Case c{report, "logs name all blocks"};
        check_all_blocks_named(c, document.json["logs"], *chains);
    }
    for (const Json& json : document.json["logs"])
    {
        Case c{report, "logs of " + place_of(json)};
        check_block_logs(c, json, *chains);
    }
    run_views(document, *chains, find_branches(document, corpus, *chains, silent), report);
}
}  // namespace interlock::conformance
