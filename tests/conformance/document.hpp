// The data files of a run: found in folders, decompressed, parsed.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace interlock::conformance
{
using Json = nlohmann::json;

struct Document
{
    std::filesystem::path path;
    Json json;
};

/// Why a file has no document.
struct LoadError
{
    bool is_data = false;  // It calls itself JSON, so being none is a failure and not a stranger.
    std::string message;
};

/// All files below `folders`, sorted, so that runs are alike. A folder may be a file.
[[nodiscard]] tl::expected<std::vector<std::filesystem::path>, std::string> find_files(
    const std::vector<std::filesystem::path>& folders);

/// Reads a JSON file, gzipped or not; one of JSON lines (.jsonl) becomes a list.
[[nodiscard]] tl::expected<Document, LoadError> load_document(const std::filesystem::path& path);
}  // namespace interlock::conformance
