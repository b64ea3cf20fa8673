// Which chains form the dependency set, from its file and the consensus nodes.
#include <algorithm>

#include "chain/decode.hpp"
#include "server/config/claims.hpp"
#include "server/files/bounded_file.hpp"

namespace interlock::server
{
namespace
{
/// A dependency set and who says so.
struct Claim
{
    chain::DependencySetFile says;
    std::string source;
    std::string key;  // The setting that names the source.
};

std::string show(const std::vector<ChainId>& chains)
{
    constexpr size_t kShown = 16;
    std::string out{"chains "};
    for (size_t i = 0; i < std::min(chains.size(), kShown); ++i)
        out += (i == 0 ? "" : ", ") + to_string(chains[i]);
    return out + (chains.size() > kShown ? ", …" : "");
}

uint64_t window_of(const chain::DependencySetFile& says)
{
    return says.expiry_window_override_s == 0 ? kMaxExpiryWindowS : says.expiry_window_override_s;
}

/// Whether the node simply has no dependency set to tell, as opposed to not being heard.
bool has_none(const chain::Error& error)
{
    return error.kind == chain::ErrorKind::unsupported || error.kind == chain::ErrorKind::refused ||
           error.kind == chain::ErrorKind::not_found;
}

/// Decides for one configuration. For one use.
class SetDecision
{
public:
    SetDecision(const Config& config, Findings& findings) : config_{config}, findings_{findings} {}

    std::optional<ResolvedSet> decide(std::span<const NodeAnswer> answers)
    {
        gather_file();
        for (const auto& answer : answers)
            gather_node(answer);
        if (claims_.empty())
            claims_ = std::move(only_itself_);
        else
            settle_only_itself();
        for (const auto& claim : claims_)
            check_claim(claim, claims_.front());
        auto out = claims_.empty() ? from_settings() : from_claim(claims_.front());
        if (!ok_)
            return std::nullopt;
        return out;
    }

private:
    void gather_file()
    {
        const auto& file = config_.dependency_set.file;
        const std::string key{"dependency_set.file"};
        if (!file)
            return;
        const auto source = "the file " + file->string();
        const auto text = read_bounded_file(*file);
        if (!text)
            return problem(key, "names " + source + ", which " + text.error());
        auto decoded = chain::decode_dependency_set(*text);
        if (!decoded)
            return problem(
                key, "names " + source + ", which is no dependency set: " + decoded.error());
        if (decoded->chains.empty())
            return problem(key, "names " + source + ", which lists no chain");
        claims_.push_back({std::move(*decoded), source, key});
    }

    void gather_node(const NodeAnswer& answer)
    {
        const auto key = chain_key(answer.chain, "consensus");
        if (!answer.dependency_set)
        {
            auto& silent = has_none(answer.dependency_set.error()) ? without_set_ : unheard_;
            silent.push_back(&answer);
            return;
        }
        const Claim claim{*answer.dependency_set, answer.node, key};
        if (claim.says.chains == std::vector{answer.chain})
            only_itself_.push_back(claim);
        else
            claims_.push_back(claim);
    }

    /// op-node tells a set of its own chain alone when it was started without one: that is no
    /// statement about other chains, and does not contradict somebody who knows the set.
    void settle_only_itself()
    {
        const auto known = claims_.front().says.chains;
        for (auto& claim : only_itself_)
        {
            if (claim.says.chains == known)
                claims_.push_back(std::move(claim));
            else
                findings_.notes.push_back(claim.source + " says its dependency set is only its " +
                                          "own chain, as it does when it was given none; " +
                                          claims_.front().source + " is followed instead");
        }
    }

    void check_claim(const Claim& claim, const Claim& first)
    {
        const auto window_s = claim.says.expiry_window_override_s;
        if (window_s > kMaxExpiryWindowS)
            problem(claim.key, claim.source + " sets an expiry window of " +
                                   std::to_string(window_s) + " s, but it must be at most " +
                                   std::to_string(kMaxExpiryWindowS) + " s");
        if (claim.says.chains != first.says.chains)
            problem(claim.key, claim.source + " says the dependency set is " +
                                   show(claim.says.chains) + ", but " + first.source + " says " +
                                   show(first.says.chains) +
                                   "; they must agree (a node started with the set, or " +
                                   "dependency_set.file, tells it)");
        if (window_of(claim.says) != window_of(first.says))
            problem(claim.key, claim.source + " says an expiry window of " +
                                   std::to_string(window_of(claim.says)) + " s, but " +
                                   first.source + " says " + std::to_string(window_of(first.says)) +
                                   " s; they must agree");
    }

    std::optional<ResolvedSet> from_claim(const Claim& claim)
    {
        for (const auto* answer : unheard_)
            findings_.notes.push_back(
                answer->node + " did not tell its dependency set, so " + claim.source +
                " could not be compared with it: " + answer->dependency_set.error().message);
        return ResolvedSet{.chains = claim.says.chains,
            .expiry_window_s = choose_window(claim),
            .source = claim.source};
    }

    /// The setting is for a set that names no window; one that does is not overruled, as other
    /// verdicts than the network's would be the result.
    uint64_t choose_window(const Claim& claim)
    {
        const auto setting = config_.dependency_set.expiry_window_s.value_or(0);
        if (setting == 0 || setting == window_of(claim.says))
            return window_of(claim.says);
        const std::string key{"dependency_set.expiry_window_s"};
        if (claim.says.expiry_window_override_s != 0)
            problem(key, "is " + std::to_string(setting) + ", but " + claim.source + " says " +
                             std::to_string(window_of(claim.says)) +
                             "; remove the setting or correct it");
        else
            findings_.notes.push_back(key + " shortens the expiry window to " +
                                      std::to_string(setting) + " s; " + claim.source +
                                      " names none, which means " +
                                      std::to_string(kMaxExpiryWindowS) + " s");
        return setting;
    }

    /// Nobody knows a set: it is what is configured, unless somebody might know who was not heard.
    std::optional<ResolvedSet> from_settings()
    {
        if (!ok_)  // The file is wrong: that is said already.
            return std::nullopt;
        for (const auto* answer : without_set_)
            findings_.notes.push_back(answer->node + " tells no dependency set (" +
                                      answer->dependency_set.error().message +
                                      "); it is taken to be the configured chains");
        for (const auto* answer : unheard_)
        {
            problem(chain_key(answer->chain, "consensus"),
                answer->node +
                    " does not tell the dependency set: " + answer->dependency_set.error().message +
                    "; if it never will, give dependency_set.file");
            findings_.problems.back().temporary = is_temporary(answer->dependency_set.error());
        }
        ResolvedSet out;
        out.source = "the configured chains";
        for (const auto& chain : config_.chains)
            out.chains.push_back(chain.id);
        const auto setting = config_.dependency_set.expiry_window_s.value_or(0);
        out.expiry_window_s = setting == 0 ? kMaxExpiryWindowS : setting;
        return out;
    }

    void problem(std::string key, std::string message)
    {
        ok_ = false;
        auto origin = config_.origin_of(key);
        findings_.problems.push_back(
            {.key = std::move(key), .origin = std::move(origin), .message = std::move(message)});
    }

    const Config& config_;
    Findings& findings_;
    std::vector<Claim> claims_;       // The file's first: it is compared with the rest.
    std::vector<Claim> only_itself_;  // Nodes whose set is their own chain.
    std::vector<const NodeAnswer*> without_set_;
    std::vector<const NodeAnswer*> unheard_;
    bool ok_ = true;
};
}  // namespace

std::optional<ResolvedSet> resolve_set(
    const Config& config, std::span<const NodeAnswer> answers, Findings& findings)
{
    return SetDecision{config, findings}.decide(answers);
}
}  // namespace interlock::server
