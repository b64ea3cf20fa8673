// `interlock db …`: what an operator does to the index of a running service.
#include "client/cli/admin_door.hpp"
#include "client/cli/times.hpp"
#include "client/decode.hpp"
#include "console/bytes_text.hpp"

namespace interlock::client::cli
{
namespace
{
using console::bytes_text;

Result<Chains> chains_in(const pb::IndexStats& stats)
{
    Chains out;
    for (const auto& chain : stats.chains())
    {
        const auto id = wire::chain_id_from_proto(chain.chain_id(), "chain_id");
        if (!id)
            return tl::unexpected{Error{
                .kind = ErrorKind::other, .message = "the reply makes no sense: " + id.error()}};
        out.chains.push_back({.config = {.id = *id}, .name = chain.name()});
    }
    return out;
}

/// The chain that `text` means, by id or by a name that the service gives.
Result<ChainId> chain_named(const Door& door, std::string_view text)
{
    const auto chains = door.admin().stats(false).and_then(chains_in);
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto id = resolve_chain(text, *chains);
    if (!id)
        return usage_error(id.error());
    return *id;
}

/// Whether reports came to a finding is the answer of a check.
ExitCode code_of(int findings)
{
    return findings == 0 ? ExitCode::ok : ExitCode::invalid;
}

/// The chain that holds back the removal of old blocks.
std::optional<ChainId> holder_of(const pb::IndexStats& stats)
{
    const auto id = wire::chain_id_from_proto(stats.kept_by(), "kept_by");
    return id ? std::optional{*id} : std::nullopt;
}

Json stats_json(const pb::IndexStats& stats, const Chains& chains)
{
    const auto holder = holder_of(stats);
    auto list = Json::array();
    for (int i = 0; i < stats.chains_size(); ++i)
    {
        const auto& chain = stats.chains(i);
        const auto number = [](bool is_there, const pb::BlockSeal& seal)
        { return is_there ? Json(seal.id().number()) : Json(); };
        list.push_back({{"chain_id", to_string(chains.chains[static_cast<size_t>(i)].config.id)},
            {"name", json_text(chain.name())}, {"followed", chain.followed()},
            {"first", number(chain.has_first(), chain.first())},
            {"last", number(chain.has_last(), chain.last())}, {"logs", chain.logs()}});
    }
    auto tables = Json::array();
    for (const auto& table : stats.tables())
        tables.push_back(
            {{"name", json_text(table.name())}, {"rows", table.rows()}, {"bytes", table.bytes()}});
    return {{"file_bytes", stats.file_bytes()},
        {"write_ahead_log_bytes", stats.write_ahead_log_bytes()},
        {"free_disk_bytes", stats.free_disk_bytes()}, {"page_bytes", stats.page_bytes()},
        {"pages", stats.pages()}, {"free_pages", stats.free_pages()},
        {"kept_since", stats.has_kept_since() ? Json(stats.kept_since()) : Json()},
        {"kept_by", holder ? Json(to_string(*holder)) : Json()}, {"chains", list},
        {"tables", tables}};
}

std::string stats_text(const pb::IndexStats& stats, const Chains& chains, const Context& context)
{
    auto details = details_table();
    add_detail(details, "file", bytes_text(stats.file_bytes()));
    add_detail(details, "write-ahead log", bytes_text(stats.write_ahead_log_bytes()));
    add_detail(details, "free in the file", bytes_text(stats.free_pages() * stats.page_bytes()));
    add_detail(details, "free on the disk", bytes_text(stats.free_disk_bytes()));
    if (stats.has_kept_since())
        add_detail(details, "kept since", moment(stats.kept_since(), context.now_s));
    if (const auto holder = holder_of(stats))
        add_detail(details, "held back by",
            chain_label(*holder, chains) + (stats.has_kept_since()
                                                   ? ", whose finalized block is the earliest"
                                                   : ", which has no finalized block yet"));
    uint64_t logs = 0;
    Table table{{Align::left, Align::right, Align::right, Align::right, Align::right}};
    table.add_heading({"CHAIN", "FIRST", "LAST", "BLOCKS", "LOGS"});
    for (int i = 0; i < stats.chains_size(); ++i)
    {
        const auto& chain = stats.chains(i);
        const auto& named = chains.chains[static_cast<size_t>(i)];
        const auto first = chain.first().id().number();
        const auto last = chain.last().id().number();
        const bool has_blocks = chain.has_first() && chain.has_last() && last >= first;
        const auto number = [&](uint64_t value) -> Cell
        { return {.text = has_blocks ? std::to_string(value) : "-"}; };
        table.add({{.text = chain_label(named.config.id, named.name)}, number(first), number(last),
            number(last - first + 1),
            {.text = chain.logs() == 0 ? "-" : std::to_string(chain.logs())}});
        logs += chain.logs();
    }
    if (logs != 0)
        add_detail(details, "bytes a log", std::to_string(stats.file_bytes() / logs));
    auto out = details.str(context.colour) + "\n" + table.str(context.colour);
    if (stats.tables_size() == 0)
        return out;
    Table tables{{Align::left, Align::right, Align::right}};
    tables.add_heading({"TABLE", "ROWS", "BYTES"});
    for (const auto& one : stats.tables())
        tables.add({{.text = printable(one.name())}, {.text = std::to_string(one.rows())},
            {.text = bytes_text(one.bytes())}});
    return out + "\n" + tables.str(context.colour);
}

template <typename Findings>
std::string findings_text(const Findings& findings)
{
    std::string out;
    for (const auto& finding : findings)
        out += "  " + printable(finding) + "\n";
    return out;
}

template <typename Findings>
Json findings_json(const Findings& findings)
{
    return list_json(findings, [](const auto& finding) { return json_text(finding); });
}
}  // namespace

Result<Output> run_db_stats(const Context& context, const DbArgs& args)
{
    const auto stats = Door::open(context, args.admin)
                           .and_then([&](const Door& door)
                               { return door.admin().stats(args.count, door.watch()); });
    if (!stats)
        return tl::unexpected{stats.error()};
    return chains_in(*stats).map(
        [&](const Chains& chains)
        {
            return Output{.body = context.json ? json_line(stats_json(*stats, chains))
                                               : stats_text(*stats, chains, context)};
        });
}

Result<Output> run_db_check(const Context& context, const DbArgs& args)
{
    const auto show = [&](const pb::CheckReport& report)
    {
        Output out{.code = code_of(report.findings_size()), .body = {}};
        if (context.json)
            out.body = json_line({{"sound", report.findings_size() == 0},
                {"findings", findings_json(report.findings())}, {"blocks", report.blocks()},
                {"logs", report.logs()}, {"messages", report.messages()}});
        else if (out.code == ExitCode::ok)
            out.body = "sound: " + std::to_string(report.blocks()) + " blocks, " +
                       std::to_string(report.logs()) + " logs, " +
                       std::to_string(report.messages()) + " messages of promoted blocks\n";
        else
            out.body = "NOT SOUND\n" + findings_text(report.findings()) +
                       "Stop the service and restore a backup (interlockd db restore), or move the "
                       "index away to have it rebuilt.\n";
        return out;
    };
    return Door::open(context, args.admin)
        .and_then([&](const Door& door) { return door.admin().check(args.quick, door.watch()); })
        .map(show);
}

Result<Output> run_db_verify(const Context& context, const DbArgs& args)
{
    const auto verify = [&](const Door& door)
    {
        return chain_named(door, args.chain)
            .and_then(
                [&](const ChainId& chain)
                {
                    return door.admin().verify({.chain = chain,
                                                   .first = args.first,
                                                   .last = args.last,
                                                   .sample = args.sample},
                        door.watch());
                });
    };
    const auto show = [&](const pb::VerifyReport& report)
    {
        Output out{.code = code_of(report.differences_size()), .body = {}};
        if (context.json)
            out.body = json_line({{"same", report.differences_size() == 0},
                {"differences", findings_json(report.differences())}, {"blocks", report.blocks()},
                {"logs", report.logs()}});
        else if (out.code == ExitCode::ok)
            out.body = "the same: " + std::to_string(report.blocks()) + " blocks, " +
                       std::to_string(report.logs()) + " logs\n";
        else
            out.body = "DIFFERENT\n" + findings_text(report.differences());
        return out;
    };
    return Door::open(context, args.admin).and_then(verify).map(show);
}

Result<Output> run_db_backup(const Context& context, const DbArgs& args)
{
    const auto show = [&](const pb::BackupDone& done)
    {
        if (context.json)
            return Output{
                .body = json_line({{"path", json_text(done.path())}, {"bytes", done.bytes()}})};
        return Output{.body = printable(done.path()) + ": " + bytes_text(done.bytes()) + "\n"};
    };
    return Door::open(context, args.admin)
        .and_then([&](const Door& door) { return door.admin().backup(args.path, door.watch()); })
        .map(show);
}

Result<Output> run_db_rewind(const Context& context, const DbArgs& args)
{
    const auto rewind = [&](const Door& door)
    {
        return chain_named(door, args.chain)
            .and_then(
                [&](const ChainId& chain) { return door.admin().rewind(chain, args.number); });
    };
    const auto show = [&](uint64_t removed)
    {
        if (context.json)
            return Output{.body = json_line({{"removed_blocks", removed}})};
        return Output{.body = std::to_string(removed) +
                              " blocks taken out of the index; they are fetched again\n"};
    };
    return Door::open(context, args.admin).and_then(rewind).map(show);
}

Result<Output> run_db_compact(const Context& context, const DbArgs& args)
{
    const auto show = [&](const pb::CompactDone& done)
    {
        if (context.json)
            return Output{.body = json_line({{"bytes_before", done.bytes_before()},
                              {"bytes_after", done.bytes_after()}})};
        return Output{.body = "from " + bytes_text(done.bytes_before()) + " to " +
                              bytes_text(done.bytes_after()) + "\n"};
    };
    return Door::open(context, args.admin)
        .and_then([](const Door& door) { return door.admin().compact(door.watch()); })
        .map(show);
}
}  // namespace interlock::client::cli
