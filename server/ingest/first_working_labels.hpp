// Several label sources as one.
#pragma once

#include <memory>
#include <vector>

#include "chain/source.hpp"

namespace interlock::server
{
/// Tells labels from the first of several sources that answers, in the order of preference: stays
/// with one while it works, but now and then tries those that are preferred to it. For one thread
/// at a time.
class FirstWorkingLabels final : public chain::LabelSource
{
public:
    /// Precondition: at least one source.
    explicit FirstWorkingLabels(std::vector<std::unique_ptr<chain::LabelSource>> sources)
      : sources_{std::move(sources)}
    {
    }

    [[nodiscard]] const std::string& name() const override { return sources_[active_]->name(); }
    [[nodiscard]] chain::Result<chain::Labels> labels() override;
    [[nodiscard]] chain::Result<std::optional<chain::DerivedBlock>> safe_head_at(
        uint64_t l1_number) override
    {
        return sources_[active_]->safe_head_at(l1_number);
    }

private:
    std::vector<std::unique_ptr<chain::LabelSource>> sources_;
    size_t active_ = 0;
    uint32_t calls_away_ = 0;  // From the most preferred source.
};
}  // namespace interlock::server
