// Streams of changes for the client's tests.
#pragma once

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client::streams
{
using Heads = StreamScript<pb::WatchHeadsRequest, pb::HeadChange>;

template <typename Change>
[[nodiscard]] Change framed(uint64_t sequence)
{
    Change out;
    out.set_sequence(sequence);
    out.set_chain_id(wire::to_proto(samples::kChainA));
    out.set_level(pb::SAFETY_LEVEL_SAFE);
    *out.mutable_block() = wire::to_proto(samples::seal(sequence));
    out.set_at(1'700'000'050);
    return out;
}

[[nodiscard]] inline pb::HeadChange head(uint64_t sequence)
{
    return framed<pb::HeadChange>(sequence);
}

/// Writes the changes after what was asked for, up to `last`, then ends with `end`.
[[nodiscard]] inline Heads telling(uint64_t last, grpc::Status end)
{
    return [=](auto&, const pb::WatchHeadsRequest& request, auto& stream)
    {
        bool heard = true;
        for (auto sequence = request.after() + 1; heard && sequence <= last; ++sequence)
            heard = stream.Write(head(sequence));
        return end;
    };
}

inline const grpc::Status kDown{grpc::StatusCode::UNAVAILABLE, "going down"};
inline const grpc::Status kTooSlow{grpc::StatusCode::RESOURCE_EXHAUSTED, "read too slowly"};
}  // namespace interlock::client::streams
