// Patches to block files, each with the checks that must then fail: {file, patch, failing}.
#include "tests/conformance/format.hpp"
#include "tests/conformance/json_patch.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
namespace fs = std::filesystem;

constexpr const char* kBlockHash = "block-hash";
constexpr const char* kReceiptsRoot = "receipts-root";

/// The patched file: paths are relative to the folder above that of the cases.
tl::expected<Document, LoadError> load_target(const fs::path& cases, const std::string& file)
{
    return load_document(fs::absolute(cases).parent_path().parent_path() / file);
}

void check_one(
    Case& c, const Json& failing, const char* name, const std::optional<std::string>& found)
{
    const bool expected = std::find(failing.begin(), failing.end(), name) != failing.end();
    if (expected != found.has_value())
    {
        c.fail(std::string{name} + ": expected to " + (expected ? "fail" : "hold") + ", found " +
               found.value_or("that it holds"));
    }
}

void check_names(Case& c, const Json& failing)
{
    for (const Json& name : failing)
    {
        if (name != kBlockHash && name != kReceiptsRoot)
            c.fail("malformed data: failing names an unknown check");
    }
}

void run_case(Case& c, const Json& json, const fs::path& path)
{
    Fields fields{json};
    const std::string file = fields.text("file");
    const Json& patch = fields.list("patch");
    const Json& failing = fields.list("failing");
    if (!c.accepts(fields))
        return;
    auto target = load_target(path, file);
    if (!target)
        return c.fail(file + " " + target.error().message);
    if (const auto done = apply_patch(target->json, patch); !done)
        return c.fail("malformed data: patch: " + done.error());
    if (!is_block_file(target->json))
        return c.fail("malformed data: " + file + " is no block file");
    check_names(c, failing);
    const auto proofs = check_proofs(target->json["block"], target->json["receipts"]);
    check_one(c, failing, kBlockHash, proofs.block_hash);
    check_one(c, failing, kReceiptsRoot, proofs.receipts_root);
}
}  // namespace

bool is_negative_cases(const Json& json)
{
    return lists_objects(json, "cases", {"file", "patch", "failing"});
}

void run_negative_cases(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "cases", report,
        [&](Case& c, const Json& json) { run_case(c, json, document.path); });
}
}  // namespace interlock::conformance
