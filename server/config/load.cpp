// Putting the sources together: the later source wins, and every one is checked.
#include <algorithm>
#include <set>

#include "server/config/source_reading.hpp"

namespace interlock::server
{
namespace
{
constexpr size_t kMaxTextLength = 4'096;

std::optional<std::string> check_length(const Value& value)
{
    const auto too_long = [](const std::string& text) { return text.size() > kMaxTextLength; };
    const auto* const text = std::get_if<std::string>(&value);
    const auto* const list = std::get_if<std::vector<std::string>>(&value);
    if ((text != nullptr && too_long(*text)) ||
        (list != nullptr && std::any_of(list->begin(), list->end(), too_long)))
        return "must be at most " + std::to_string(kMaxTextLength) + " characters long";
    return std::nullopt;
}

std::string describe(const Bounds& bounds, std::string_view unit)
{
    const auto from = std::to_string(bounds.min);
    if (bounds.max == std::numeric_limits<int64_t>::max())
        return "must be " + from + std::string{unit} + " or more";
    return "must be " + from + " to " + std::to_string(bounds.max) + std::string{unit};
}

std::optional<std::string> check_bounds(const Setting& setting, const Value& value)
{
    const auto* const list = std::get_if<std::vector<std::string>>(&value);
    const auto* const number = std::get_if<int64_t>(&value);
    if (list == nullptr && number == nullptr)
        return std::nullopt;
    const auto measured = list != nullptr ? static_cast<int64_t>(list->size()) : *number;
    if (measured >= setting.bounds.min && measured <= setting.bounds.max)
        return std::nullopt;
    return describe(setting.bounds, list != nullptr ? " items" : "");
}

/// Gathers what the sources give, in the order of rising precedence. For one use.
class Loader
{
public:
    void apply(SourceReading reading)
    {
        for (auto& problem : reading.problems)
            problems_.push_back(std::move(problem));
        attempted_.insert(reading.broken_keys.begin(), reading.broken_keys.end());
        for (const auto& [id, origin] : reading.chains)
            mention(id, origin);
        for (const auto& given : reading.settings)
            apply(given, reading.base_dir);
    }

    void report(const ConfigProblems& problems)
    {
        problems_.insert(problems_.end(), problems.begin(), problems.end());
    }

    tl::expected<Config, ConfigProblems> finish() &&
    {
        check_chain_count();
        check_names();
        check_admin();
        check_tls(config_.grpc.tls, "grpc.");
        check_tls(config_.admin.tls, "admin.");
        check_tls(config_.rpc.tls, "rpc.");
        for (auto& [id, draft] : drafts_)
            finish_chain(draft);
        if (!problems_.empty())
            return tl::unexpected{std::move(problems_)};
        return std::move(config_);
    }

private:
    void apply(const GivenSetting& given, const std::filesystem::path& base_dir)
    {
        const auto key = given.key.text();
        attempted_.insert(key);
        if (given.key.chain)
            mention(*given.key.chain, given.origin);
        if (const auto wrong = assign(given, base_dir))
        {
            problems_.push_back(refused_value(given.key, given.value, *wrong, given.origin));
            return;
        }
        if (!given.origin.empty())
            config_.origins[key] = given.origin;
    }

    /// What would be right, when the value is not.
    std::optional<std::string> assign(
        const GivenSetting& given, const std::filesystem::path& base_dir)
    {
        const auto& setting = *given.key.setting;
        if (auto wrong = check_length(given.value))
            return wrong;
        if (auto wrong = check_bounds(setting, given.value))
            return wrong;
        const Assignment assignment{.value = given.value, .base_dir = base_dir};
        const auto assigned =
            given.key.chain
                ? std::get<AssignChain>(setting.assign)(drafts_[*given.key.chain], assignment)
                : std::get<AssignGlobal>(setting.assign)(config_, assignment);
        if (!assigned)
            return assigned.error();
        return std::nullopt;
    }

    void mention(const ChainId& id, const std::string& origin)
    {
        drafts_[id].settings.id = id;
        mentioned_by_.emplace(id, origin);
    }

    void check_chain_count()
    {
        if (drafts_.empty())
            problem("chains",
                "has none; add a section [chains.<id>] with execution = [\"http://…\"] for each "
                "chain of the dependency set");
        if (drafts_.size() > kMaxChains)
            problem("chains", "are " + std::to_string(drafts_.size()) + ", but must be at most " +
                                  std::to_string(kMaxChains));
    }

    void check_names()
    {
        std::map<std::string, ChainId> names;
        for (const auto& [id, draft] : drafts_)
        {
            if (!draft.settings.name)
                continue;
            const auto [other, added] = names.emplace(*draft.settings.name, id);
            const auto key = chain_key(id, "name");
            if (!added)
                problem(key,
                    "is " + show_text(*draft.settings.name) + ", but that is the name of chain " +
                        to_string(other->second) + " already; names must differ",
                    config_.origin_of(key));
        }
    }

    void check_admin()
    {
        const auto& admin = config_.admin;
        if (admin.jwt_secret || admin.tls.client_ca)
            return;
        for (const auto& [key, listen] : {std::pair{"admin.listen", &admin.listen},
                 std::pair{"admin.rpc_listen", &admin.rpc_listen}})
        {
            if (!*listen)
                continue;
            problem("admin.jwt_secret",
                std::string{"is missing, but "} + key +
                    " is set, and the Admin service is never open to everybody; give the file of "
                    "a secret (openssl rand -hex 32), or know callers by their certificates "
                    "(admin.tls_client_ca, with admin.tls_certificate and admin.tls_key), or set " +
                    key + " = \"off\"",
                config_.origin_of(key));
        }
    }

    /// `prefix` names the door: "rpc.".
    void check_tls(const TlsSettings& tls, const std::string& prefix)
    {
        const auto need = [&](const std::string& missing, const std::string& given)
        {
            problem(prefix + missing,
                "is missing, but " + prefix + given +
                    " is set; TLS needs a certificate and its key, so give both files or neither",
                config_.origin_of(prefix + given));
        };
        if (!tls.certificate && (tls.key || tls.client_ca))
            need("tls_certificate", tls.key ? "tls_key" : "tls_client_ca");
        if (tls.certificate && !tls.key)
            need("tls_key", "tls_certificate");
    }

    void finish_chain(ChainDraft& draft)
    {
        auto& chain = draft.settings;
        const auto execution_key = chain_key(chain.id, "execution");
        if (!attempted_.contains(execution_key))
            problem(execution_key, "is missing; it must list at least one URL",
                mentioned_by_[chain.id]);
        else if (chain.quorum > chain.execution.size() && !chain.execution.empty())
        {
            const auto key = chain_key(chain.id, "quorum");
            problem(key,
                "is " + std::to_string(chain.quorum) + ", but " + execution_key + " lists only " +
                    std::to_string(chain.execution.size()) + "; no block could ever be indexed",
                config_.origin_of(key));
        }
        add_headers(chain, "execution", chain.execution, draft.execution_headers);
        add_headers(chain, "subscribe", chain.subscribe, draft.subscribe_headers);
        add_headers(chain, "consensus", chain.consensus, draft.consensus_headers);
        config_.chains.push_back(std::move(chain));
    }

    void add_headers(const ChainSettings& chain, const std::string& kind,
        std::vector<chain::Endpoint>& endpoints, const std::vector<std::string>& headers)
    {
        const auto key = chain_key(chain.id, kind + "_headers");
        if (!headers.empty() && !attempted_.contains(chain_key(chain.id, kind)))
            problem(key, "is given, but " + kind + " is not", config_.origin_of(key));
        for (auto& endpoint : endpoints)
        {
            for (const auto& header : headers)
            {
                if (const auto added = endpoint.add_header(header); !added)
                    problem(key, "is refused: " + added.error(), config_.origin_of(key));
            }
        }
    }

    void problem(std::string key, std::string message, std::string origin = {})
    {
        problems_.push_back(
            {.key = std::move(key), .origin = std::move(origin), .message = std::move(message)});
    }

    Config config_;
    std::map<ChainId, ChainDraft> drafts_;
    std::map<ChainId, std::string> mentioned_by_;  // The first place that names the chain.
    std::set<std::string> attempted_;              // Keys with a value, right or wrong.
    ConfigProblems problems_;
};

SourceReading read_defaults()
{
    SourceReading reading;
    for (const auto& setting : settings())
    {
        if (!setting.has_default)
            continue;
        if (auto value = value_from_text(setting.type, setting.sample))
            reading.settings.push_back({Key{.setting = &setting, .chain = {}}, *value, {}});
    }
    return reading;
}

std::optional<std::string> config_file(const ConfigSources& sources)
{
    if (sources.command_line.config_file)
        return sources.command_line.config_file;
    const auto variable = sources.environment.find("INTERLOCK_CONFIG");
    if (variable != sources.environment.end() && !variable->second.empty())
        return variable->second;
    return std::nullopt;
}
}  // namespace

tl::expected<Config, ConfigProblems> load_config(const ConfigSources& sources)
{
    Loader loader;
    loader.report(sources.command_line.problems);
    loader.apply(read_defaults());
    if (const auto file = config_file(sources))
        loader.apply(read_toml_file(*file));
    loader.apply(read_environment(sources.environment));
    loader.apply(read_flags(sources.command_line.settings));
    return std::move(loader).finish();
}

std::string Config::origin_of(const std::string& key) const
{
    const auto origin = origins.find(key);
    return origin == origins.end() ? std::string{} : origin->second;
}

const ChainSettings* Config::find_chain(const ChainId& id) const
{
    const auto chain = std::find_if(chains.begin(), chains.end(),
        [&](const ChainSettings& settings) { return settings.id == id; });
    return chain == chains.end() ? nullptr : &*chain;
}
}  // namespace interlock::server
