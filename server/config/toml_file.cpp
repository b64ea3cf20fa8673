// The source that gives values with types: a TOML file.
#include <toml++/toml.h>

#include <algorithm>

#include "server/config/source_reading.hpp"
#include "server/files/bounded_file.hpp"

namespace interlock::server
{
namespace
{
std::string_view type_name(const toml::node& node)
{
    switch (node.type())
    {
        case toml::node_type::none:
            return "nothing";
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a decimal number";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time";
    }
    return "";
}

std::optional<Value> to_value(const toml::node& node)
{
    if (const auto* text = node.as_string())
        return Value{text->get()};
    if (const auto* number = node.as_integer())
        return Value{number->get()};
    const auto* array = node.as_array();
    if (array == nullptr)
        return std::nullopt;
    std::vector<std::string> items;
    for (const auto& item : *array)
    {
        if (!item.is_string())
            return std::nullopt;
        items.push_back(item.as_string()->get());
    }
    return Value{std::move(items)};
}

/// The parser's complaint without what it quotes of the file, which may be part of a credential.
/// Single characters are kept: they tell what is wrong and give nothing away.
std::string without_quotes(std::string_view text)
{
    std::string out;
    while (true)
    {
        const auto open = text.find('\'');
        out += text.substr(0, open);
        if (open == std::string_view::npos)
            return out;
        const auto close = text.find('\'', open + 2);  // A quoted quote is three in a row.
        if (close == std::string_view::npos)
            return out + "'…";
        const auto quoted = text.substr(open + 1, close - open - 1);
        out += quoted.size() <= 1 ? "'" + std::string{quoted} + "'" : "'…'";
        text = text.substr(close + 1);
    }
}

using Entry = std::pair<const toml::key*, const toml::node*>;

/// The entries as the file has them; the table itself is sorted by name.
std::vector<Entry> in_order(const toml::table& table)
{
    std::vector<Entry> out;
    for (const auto& [name, node] : table)
        out.emplace_back(&name, &node);
    std::stable_sort(out.begin(), out.end(),
        [](const Entry& a, const Entry& b)
        { return a.first->source().begin < b.first->source().begin; });
    return out;
}

/// Walks one file's tables. For one use.
class TomlReader
{
public:
    explicit TomlReader(std::filesystem::path file) : file_{std::move(file)}
    {
        reading_.base_dir = file_.parent_path();
    }

    SourceReading read() &&
    {
        if (const auto text = read_bounded_file(file_); text)
            parse(*text);
        else
            problem({}, file_.string(), "the configuration file " + text.error());
        return std::move(reading_);
    }

private:
    void parse(const std::string& text)
    {
        try
        {
            read_table({}, toml::parse(text, file_.string()));
        }
        catch (const toml::parse_error& error)
        {
            problem({}, at(error.source()), "is not TOML: " + without_quotes(error.description()));
        }
    }

    void read_table(const std::string& section, const toml::table& table)
    {
        for (const auto& [name_in_file, node_in_file] : in_order(table))
        {
            const auto& name = *name_in_file;
            const auto& node = *node_in_file;
            const auto dotted =
                section.empty() ? std::string{name.str()} : section + '.' + std::string{name.str()};
            // A dot within a name would make it look like a section and a name.
            if (name.str().find('.') != std::string_view::npos)
                problem(show_key(dotted), at(name.source()), "is not a setting: a dot in quotes");
            else if (const auto* inner = node.as_table())
                read_section(section, dotted, *inner, at(name.source()));
            else
                read_setting(dotted, node, at(name.source()));
        }
    }

    void read_section(const std::string& parent, const std::string& dotted,
        const toml::table& table, const std::string& origin)
    {
        if (parent == "chains" && !open_chain(dotted, origin))
            return;
        if (table.empty() && !is_section(dotted))
            problem(show_key(dotted), origin, "is not a section");
        read_table(dotted, table);
    }

    /// Whether the section names a chain that has no other section yet.
    bool open_chain(const std::string& dotted, const std::string& origin)
    {
        const auto id = chain_id_from_key(std::string_view{dotted}.substr(sizeof("chains.") - 1));
        if (!id)
        {
            problem(show_key(dotted), origin,
                "names no chain: an id must be decimal, or hexadecimal after 0x, of at most 256 "
                "bits");
            return false;
        }
        const auto [before, added] = reading_.chains.emplace(*id, origin);
        if (!added)
        {
            problem(show_key(dotted), origin,
                "is chain " + to_string(*id) + " again, which has a section already (" +
                    before->second + "); keep one");
            // It may be in the section that is not read.
            reading_.broken_keys.push_back(chain_key(*id, "execution"));
        }
        return added;
    }

    void read_setting(const std::string& dotted, const toml::node& node, const std::string& origin)
    {
        const auto key = find_key(dotted);
        if (!key)
            return problem(show_key(dotted), origin,
                is_section(dotted) ? "is a section, but is given " + std::string{type_name(node)}
                                   : key.error());
        auto value = to_value(node);
        if (value && has_type(*value, key->setting->type))
        {
            reading_.settings.push_back({*key, std::move(*value), origin});
            return;
        }
        reading_.broken_keys.push_back(key->text());
        const auto wanted = "must be " + std::string{to_string(key->setting->type)};
        if (value)
            reading_.problems.push_back(refused_value(*key, *value, wanted, origin));
        else
            problem(key->text(), origin, "is " + std::string{type_name(node)} + ", but " + wanted);
    }

    void problem(std::string key, std::string origin, std::string message)
    {
        reading_.problems.push_back(
            {.key = std::move(key), .origin = std::move(origin), .message = std::move(message)});
    }

    [[nodiscard]] std::string at(const toml::source_region& source) const
    {
        return file_.string() + ':' + std::to_string(source.begin.line);
    }

    const std::filesystem::path file_;
    SourceReading reading_;
};
}  // namespace

SourceReading read_toml_file(const std::filesystem::path& file)
{
    return TomlReader{file}.read();
}
}  // namespace interlock::server
