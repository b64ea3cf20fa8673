// Labels from an execution node's block tags.
#include "chain/nodes.hpp"

namespace interlock::chain
{
namespace
{
class TagLabels : public LabelSource
{
public:
    TagLabels(Endpoint endpoint, RequestLimits limits)
      : node_{make_execution_node(std::move(endpoint), limits)}
    {
    }

    const std::string& name() const override { return node_->name(); }

    Result<Labels> labels() override
    {
        Labels out;
        // Finalized first: the labels only rise, so the pair is never out of order.
        auto ok = look_up(BlockTag::finalized, out.finalized)
                      .and_then([&] { return look_up(BlockTag::safe, out.safe); });
        if (!ok)
            return tl::unexpected{std::move(ok.error())};
        raise_local_safe(out);
        out.source = name();
        return out;
    }

private:
    /// A young chain has no such block yet: that is unknown, not an error.
    Result<void> look_up(BlockTag tag, std::optional<BlockId>& out)
    {
        auto seal = node_->seal(tag);
        if (seal)
            out = seal->id;
        else if (seal.error().kind != ErrorKind::not_found)
            return tl::unexpected{std::move(seal.error())};
        return {};
    }

    std::unique_ptr<BlockSource> node_;
};
}  // namespace

std::unique_ptr<LabelSource> make_tag_labels(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<TagLabels>(std::move(endpoint), limits);
}
}  // namespace interlock::chain
