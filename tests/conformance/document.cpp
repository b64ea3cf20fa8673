#include "tests/conformance/document.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

namespace interlock::conformance
{
namespace
{
namespace fs = std::filesystem;

constexpr size_t kMaxFileBytes = size_t{256} << 20U;
constexpr size_t kMaxDepth = 64;

struct CloseGzip
{
    void operator()(gzFile_s* file) const noexcept { gzclose_r(file); }
};

/// The content of a file, decompressed when it is gzipped; zlib passes other files through.
tl::expected<std::string, std::string> read_text(const fs::path& path)
{
    const std::unique_ptr<gzFile_s, CloseGzip> file{gzopen(path.c_str(), "rb")};
    if (!file)
        return tl::unexpected{std::string{"cannot be opened"}};
    std::string text;
    std::array<char, 1U << 16U> buffer{};
    while (true)
    {
        const int count = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
        if (count < 0)
            return tl::unexpected{std::string{"cannot be read or decompressed"}};
        if (count == 0)
            break;
        text.append(buffer.data(), static_cast<size_t>(count));
        if (text.size() > kMaxFileBytes)
            return tl::unexpected{"is larger than " + std::to_string(kMaxFileBytes) + " bytes"};
    }
    int error = Z_OK;
    gzerror(file.get(), &error);
    if (error != Z_OK)
        return tl::unexpected{std::string{"ends in the middle of its compressed data"}};
    return text;
}

/// Whether brackets nest no deeper than the recursion of the JSON library may go.
bool is_shallow(std::string_view text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (in_string && c == '\\')
            ++i;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > kMaxDepth)
            return false;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            --depth;
    }
    return true;
}

/// Whether the name, without ".gz", ends like this.
bool is_named(fs::path path, std::string_view extension)
{
    if (path.extension() == ".gz")
        path = path.stem();
    return path.extension() == extension;
}

/// A list of the documents in the lines.
Json parse_lines(std::string_view text)
{
    auto out = Json::array();
    while (!text.empty())
    {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = Json::parse(text.substr(0, end), nullptr, false);
        if (line.is_discarded())
            return line;
        out.push_back(std::move(line));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

void add_folder(const fs::path& folder, std::set<fs::path>& out, std::error_code& error)
{
    const auto options = fs::directory_options::follow_directory_symlink;
    for (fs::recursive_directory_iterator it{folder, options, error}, end; !error && it != end;
         it.increment(error))
    {
        if (it->is_regular_file(error))
            out.insert(it->path());
    }
}
}  // namespace

tl::expected<std::vector<fs::path>, std::string> find_files(const std::vector<fs::path>& folders)
{
    std::set<fs::path> found;
    for (const fs::path& folder : folders)
    {
        std::error_code error;
        if (fs::is_regular_file(folder, error))
            found.insert(folder);
        else if (fs::is_directory(folder, error))
            add_folder(folder, found, error);
        else if (!error)
            error = std::make_error_code(std::errc::not_a_directory);
        if (error)
            return tl::unexpected{folder.string() + ": " + error.message()};
    }
    return std::vector<fs::path>{found.begin(), found.end()};
}

tl::expected<Document, LoadError> load_document(const fs::path& path)
{
    const bool has_lines = is_named(path, ".jsonl");
    const bool is_data = has_lines || is_named(path, ".json");
    auto text = read_text(path);
    if (!text)
        return tl::unexpected{LoadError{true, std::move(text.error())}};
    if (!is_shallow(*text))
        return tl::unexpected{LoadError{is_data, "nests too deeply"}};
    Json json = has_lines ? parse_lines(*text) : Json::parse(*text, nullptr, false);
    if (json.is_discarded())
        return tl::unexpected{LoadError{is_data, "is not JSON"}};
    return Document{path, std::move(json)};
}
}  // namespace interlock::conformance
