// interlock-conformance DIR…: runs every data file it understands below the given folders.
// Exit code: 0 all passed, 1 something failed or nothing ran, 2 wrong usage.
#include <algorithm>
#include <iostream>

#include "tests/conformance/format.hpp"

namespace
{
using namespace interlock::conformance;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

std::vector<Document> load_all(const std::vector<std::filesystem::path>& paths, Report& report)
{
    std::vector<Document> out;
    for (const auto& path : paths)
    {
        auto document = load_document(path);
        if (document)
        {
            out.push_back(std::move(*document));
            continue;
        }
        report.start_file(path.string());
        if (document.error().is_data)
            Case{report, "the file"}.fail(document.error().message);
        else
            report.skip_file(document.error().message);
    }
    return out;
}

void run_document(const Document& document, Corpus corpus, Report& report)
{
    report.start_file(document.path.string());
    const auto formats = all_formats();
    const auto format = std::find_if(formats.begin(), formats.end(),
        [&](const Format& candidate) { return candidate.recognises(document.json); });
    if (format == formats.end())
        report.skip_file("its format is not known here");
    else
        format->run(document, corpus, report);
}
}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::filesystem::path> folders{argv + 1, argv + argc};
    const auto is_option = [](const auto& folder) { return folder.string().starts_with('-'); };
    if (folders.empty() || std::any_of(folders.begin(), folders.end(), is_option))
    {
        std::cerr << "usage: interlock-conformance DIR...\n";
        return kUsage;
    }
    const auto paths = find_files(folders);
    if (!paths)
    {
        std::cerr << paths.error() << '\n';
        return kUsage;
    }
    Report report{std::cout, std::cerr};
    const auto documents = load_all(*paths, report);
    for (const Document& document : documents)
        run_document(document, documents, report);
    report.print_totals();
    return report.is_good() ? 0 : kFailed;
}
