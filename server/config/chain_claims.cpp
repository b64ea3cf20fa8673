// One chain's configuration, from its rollup.json, its consensus nodes and its settings.
#include "chain/decode.hpp"
#include "server/config/claims.hpp"
#include "server/files/bounded_file.hpp"

namespace interlock::server
{
namespace
{
/// A whole rollup configuration and who says so.
struct Claim
{
    chain::RollupConfig says;
    std::string source;   // "the file rollup.json"
    std::string_view by;  // The setting that names the source: "rollup_config", "consensus".
};

std::string show_activation(const std::optional<uint64_t>& activation_s)
{
    return activation_s ? std::to_string(*activation_s) : "never";
}

std::string show_genesis(const chain::RollupConfig& config)
{
    return "block " + std::to_string(config.genesis_number) + ' ' + to_hex(config.genesis_hash) +
           " at " + std::to_string(config.genesis_time_s);
}

/// Decides for one chain. For one use.
class ChainDecision
{
public:
    ChainDecision(const Config& config, const ChainSettings& chain, Findings& findings)
      : config_{config}, chain_{chain}, findings_{findings}
    {
    }

    std::optional<ResolvedChain> decide(std::span<const NodeAnswer> answers)
    {
        gather_file();
        gather_nodes(answers);
        for (const auto& claim : claims_)
            check_claim(claim);
        auto out = claims_.empty() ? from_settings() : from_claim(claims_.front());
        if (!ok_ || !out)
            return std::nullopt;
        note_unheard(out->source);
        out->start_block = chain_.start_block;
        return out;
    }

private:
    void gather_file()
    {
        if (!chain_.rollup_config)
            return;
        const auto source = "the file " + chain_.rollup_config->string();
        const auto text = read_bounded_file(*chain_.rollup_config);
        if (!text)
            return problem("rollup_config", "names " + source + ", which " + text.error());
        auto decoded = chain::decode_rollup_config(*text);
        if (!decoded)
            return problem("rollup_config",
                "names " + source + ", which is no rollup configuration: " + decoded.error());
        claims_.push_back({std::move(*decoded), source, "rollup_config"});
    }

    void gather_nodes(std::span<const NodeAnswer> answers)
    {
        for (const auto& answer : answers)
        {
            if (answer.chain != chain_.id)
                continue;
            if (answer.rollup_config)
                claims_.push_back({*answer.rollup_config, answer.node, "consensus"});
            else
                unheard_.push_back(&answer);
        }
    }

    void check_claim(const Claim& claim)
    {
        if (claim.says.chain.id != chain_.id)
            return problem(claim.by, claim.source + " is for chain " +
                                         to_string(claim.says.chain.id) + ", not for chain " +
                                         to_string(chain_.id));
        compare(claim, claims_.front());
    }

    void compare(const Claim& claim, const Claim& first)
    {
        if (claim.says.chain.block_time_s != first.says.chain.block_time_s)
            contradiction(claim, first, "a block time of",
                std::to_string(claim.says.chain.block_time_s),
                std::to_string(first.says.chain.block_time_s));
        if (claim.says.chain.activation_s != first.says.chain.activation_s)
            contradiction(claim, first, "an activation time of",
                show_activation(claim.says.chain.activation_s),
                show_activation(first.says.chain.activation_s));
        if (show_genesis(claim.says) != show_genesis(first.says))
            contradiction(
                claim, first, "the genesis", show_genesis(claim.says), show_genesis(first.says));
    }

    void contradiction(const Claim& claim, const Claim& first, const std::string& what,
        const std::string& found, const std::string& other)
    {
        problem(claim.by, claim.source + " says " + what + ' ' + found + ", but " + first.source +
                              " says " + other + "; they must agree");
    }

    /// What is configured beside a claim may repeat it, but not contradict it.
    std::optional<ResolvedChain> from_claim(const Claim& claim)
    {
        const auto& says = claim.says;
        if (chain_.block_time_s && *chain_.block_time_s != says.chain.block_time_s)
            problem("block_time_s",
                "is " + std::to_string(*chain_.block_time_s) + ", but " + claim.source + " says " +
                    std::to_string(says.chain.block_time_s) + "; remove the setting or correct it");
        if (chain_.activation && chain_.activation->at_s != says.chain.activation_s)
            problem("activation_time", "is " + show_activation(chain_.activation->at_s) + ", but " +
                                           claim.source + " says " +
                                           show_activation(says.chain.activation_s) +
                                           "; remove the setting or correct it");
        if (chain_.start_block && *chain_.start_block < says.genesis_number)
            problem("start_block",
                "is " + std::to_string(*chain_.start_block) + ", but the chain begins with block " +
                    std::to_string(says.genesis_number) + ", as " + claim.source + " says");
        return ResolvedChain{.config = says.chain,
            .genesis = Genesis{.block = {.number = says.genesis_number, .hash = says.genesis_hash},
                .timestamp_s = says.genesis_time_s},
            .start_block = {},
            .source = claim.source};
    }

    std::optional<ResolvedChain> from_settings()
    {
        if (!ok_)  // The file is wrong: that is said already.
            return std::nullopt;
        if (!chain_.block_time_s || !chain_.activation)
        {
            nothing_known();
            return std::nullopt;
        }
        return ResolvedChain{.config = {.id = chain_.id,
                                 .block_time_s = *chain_.block_time_s,
                                 .activation_s = chain_.activation->at_s},
            .genesis = {},
            .start_block = {},
            .source = "the settings"};
    }

    void nothing_known()
    {
        if (unheard_.empty())
        {
            const auto* const missing = chain_.block_time_s ? "activation_time is missing"
                                        : chain_.activation ? "block_time_s is missing"
                                                            : "it is in no source";
            return problem("rollup_config",
                std::string{"is needed, as "} + missing +
                    "; give rollup_config, or a consensus node, or both block_time_s and "
                    "activation_time");
        }
        for (const auto* answer : unheard_)
        {
            problem(
                "consensus", answer->node + " does not tell the chain's configuration: " +
                                 answer->rollup_config.error().message +
                                 "; if it never will, give rollup_config, or both block_time_s and "
                                 "activation_time");
            findings_.problems.back().temporary = is_temporary(answer->rollup_config.error());
        }
    }

    void note_unheard(const std::string& source)
    {
        for (const auto* answer : unheard_)
            findings_.notes.push_back(
                "chain " + to_string(chain_.id) + ": " + answer->node +
                " did not tell its configuration, so " + source +
                " could not be compared with it: " + answer->rollup_config.error().message);
    }

    void problem(std::string_view setting, std::string message)
    {
        ok_ = false;
        auto key = chain_key(chain_.id, setting);
        auto origin = config_.origin_of(key);
        findings_.problems.push_back(
            {.key = std::move(key), .origin = std::move(origin), .message = std::move(message)});
    }

    const Config& config_;
    const ChainSettings& chain_;
    Findings& findings_;
    std::vector<Claim> claims_;  // The file's first: it is compared with the rest.
    std::vector<const NodeAnswer*> unheard_;
    bool ok_ = true;
};
}  // namespace

std::optional<ResolvedChain> resolve_chain(const Config& config, const ChainSettings& chain,
    std::span<const NodeAnswer> answers, Findings& findings)
{
    return ChainDecision{config, chain, findings}.decide(answers);
}
}  // namespace interlock::server
