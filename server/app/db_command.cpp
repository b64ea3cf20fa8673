#include "server/app/db_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "console/grammar_of.hpp"
#include "server/app/index_file.hpp"
#include "storage/file_lock.hpp"
#include "storage/sqlite_store.hpp"

namespace interlock::server
{
namespace
{
using storage::OnProgress;
using storage::Result;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kMustChange = 2;

constexpr const char* kFooter = R"(
Exit code: 0 done, or sound; 1 not sound, or trying again may help; 2 not until something is changed.

Examples:
  interlockd db check --data-dir /var/lib/interlock)";

void say(const std::string& text)
{
    std::fputs((text + "\n").c_str(), stdout);
}

void complain(const std::string& text)
{
    std::fputs(("interlockd db: " + text + "\n").c_str(), stderr);
}

/// A line on standard error every second.
OnProgress progress_lines()
{
    return
        [told_at = std::chrono::steady_clock::now()](const storage::JobProgress& progress) mutable
    {
        const auto now = std::chrono::steady_clock::now();
        if (progress.doing.empty() || now - told_at < std::chrono::seconds{1})
            return true;
        told_at = now;
        const auto share = progress.total == 0
                               ? std::string{}
                               : fmt::format(" {}%", 100 * std::min(progress.done, progress.total) /
                                                         progress.total);
        std::fputs(fmt::format("{}{}\n", progress.doing, share).c_str(), stderr);
        return true;
    };
}

int exit_code_of(const storage::Error& error)
{
    complain(error.message);
    using enum storage::ErrorKind;
    const bool temporary = error.kind == busy || error.kind == full || error.kind == io;
    return temporary ? kFailed : kMustChange;
}

/// Refuses a folder without an index: a store would make a new one.
Result<std::filesystem::path> existing(const std::string& data_dir)
{
    const auto file = index_file(data_dir);
    std::error_code failure;
    if (std::filesystem::exists(file, failure))
        return file;
    return tl::unexpected{storage::Error{storage::ErrorKind::conflict,
        file.string() + ": there is no such file; give the data_dir of a service"}};
}

int check(const std::string& data_dir, bool quick)
{
    const auto file = existing(data_dir);
    if (!file)
        return exit_code_of(file.error());
    const auto lock = storage::FileLock::acquire(*file);
    if (!lock)
        return exit_code_of(lock.error());
    const auto depth = quick ? storage::CheckDepth::quick : storage::CheckDepth::whole;
    const auto report = storage::check_index(*file, depth, progress_lines());
    if (!report)
        return exit_code_of(report.error());
    for (const auto& finding : report->findings)
        say("  " + finding);
    if (!report->findings.empty())
    {
        complain(file->string() +
                 ": the index is not sound; restore a backup (interlockd db restore), or move the "
                 "file away to have it rebuilt from the chains");
        return kFailed;
    }
    say(fmt::format("sound: {} blocks, {} logs, {} messages of promoted blocks", report->blocks,
        report->logs, report->messages));
    return kDone;
}

int restore(const std::string& data_dir, const std::string& backup)
{
    const auto file = index_file(data_dir);
    const auto aside = storage::restore(backup, file, progress_lines());
    if (!aside)
        return exit_code_of(aside.error());
    say(fmt::format("restored {} from {}", file.string(), backup));
    if (!aside->empty())
        say(fmt::format(
            "what was there before is {}; remove it when all is well", aside->string()));
    return kDone;
}

/// Opens the index as the service does, which migrates it.
Result<std::unique_ptr<storage::SqliteStore>> open(const std::string& data_dir)
{
    return existing(data_dir).and_then(
        [](const std::filesystem::path& file)
        {
            return storage::SqliteStore::create(
                {.file = file, .max_views = 1, .on_migration = [](size_t from, size_t to) {
                     std::fputs(
                         fmt::format("bring schema version {} to {}\n", from, to).c_str(), stderr);
                 }});
        });
}

int compact(const std::string& data_dir)
{
    const auto store = open(data_dir);
    if (!store)
        return exit_code_of(store.error());
    const auto bytes = [&]
    {
        return storage::measure(index_file(data_dir), storage::Counting::none, progress_lines())
            .map([](const storage::IndexSize& size) { return size.pages * size.page_bytes; });
    };
    const auto before = bytes();
    const auto done = (*store)->compact(progress_lines());
    const auto after = bytes();
    if (!before || !done)
        return exit_code_of(before ? done.error() : before.error());
    if (!after)
        return exit_code_of(after.error());
    say(fmt::format("compacted from {} to {} bytes", *before, *after));
    return kDone;
}

int migrate(const std::string& data_dir)
{
    const auto store = open(data_dir);
    if (!store)
        return exit_code_of(store.error());
    say(index_file(data_dir).string() + " has this release's schema");
    return kDone;
}
/// What was asked for, and the grammar that fills it.
class DbCommand
{
public:
    DbCommand()
    {
        app_.require_subcommand(1);
        app_.footer(kFooter);
        add("check", "Whether the index is sound; changes nothing",
            [this] { return check(data_dir_, quick_); })
            ->add_flag(
                "--quick", quick_, "Without comparing the database's indexes with its tables");
        add("restore", "Puts a checked backup in the index's place, and keeps what was there",
            [this] { return restore(data_dir_, backup_); })
            ->add_option("backup", backup_, "The backup, as interlock db backup makes it")
            ->type_name("FILE")
            ->required();
        add("compact", "Gives free space in the file back; needs twice as much free disk",
            [this] { return compact(data_dir_); });
        add("migrate", "Brings the file to this release's schema, as starting the service would",
            [this] { return migrate(data_dir_); });
    }
    DbCommand(const DbCommand&) = delete;
    DbCommand& operator=(const DbCommand&) = delete;

    int run(std::span<const std::string> arguments)
    {
        try
        {
            // CLI11 takes its arguments last to first.
            app_.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
        }
        catch (const CLI::ParseError& error)
        {
            return app_.exit(error) == 0 ? kDone : kMustChange;
        }
        return code_;
    }

    [[nodiscard]] const CLI::App& app() const noexcept { return app_; }

private:
    CLI::App* add(const char* name, const char* help, std::function<int()> run)
    {
        auto* const command = app_.add_subcommand(name, help);
        command->add_option("--data-dir", data_dir_, "The service's data_dir")
            ->type_name("DIR")
            ->required();
        command->callback([this, run = std::move(run)] { code_ = run(); });
        command->footer(
            "\nExamples:\n  interlockd db " + std::string{name} + " --data-dir /var/lib/interlock" +
            (std::string_view{name} == "restore" ? " /var/backups/interlock-1.db" : ""));
        return command;
    }

    std::string data_dir_;
    std::string backup_;
    bool quick_ = false;
    int code_ = kDone;
    CLI::App app_{"Works on the index of a service that is stopped.", "interlockd db"};
};
}  // namespace

int run_db_command(std::span<const std::string> arguments)
{
    return DbCommand{}.run(arguments);
}

console::Command db_grammar()
{
    const DbCommand command;
    auto out = console::grammar_of(command.app());
    out.name = "db";
    out.summary = "Works on the index of a service that is stopped";
    return out;
}
}  // namespace interlock::server
