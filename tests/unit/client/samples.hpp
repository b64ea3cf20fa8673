// Values for the client's tests, recognisable when printed.
#pragma once

#include "client/answers.hpp"
#include "interlock/v1/supervisor.pb.h"
#include "proto/wire/convert.hpp"

namespace interlock::client::samples
{
inline constexpr uint64_t kNowS = 1'700'000'100;
inline constexpr ChainId kChainA = ChainId::from_u64(901);
inline constexpr ChainId kChainB = ChainId::from_u64(902);

/// A word of 32 times the same byte.
[[nodiscard]] constexpr Hash32 word(uint8_t byte) noexcept
{
    Hash32 out;
    out.bytes.fill(byte);
    return out;
}

[[nodiscard]] constexpr BlockSeal seal(uint64_t number) noexcept
{
    return {.id = {.number = number, .hash = word(0xaa)},
        .parent_hash = word(0xbb),
        .timestamp_s = 1'700'000'000 + 2 * number};
}

[[nodiscard]] constexpr Message message() noexcept
{
    Message out;
    out.id.origin.bytes.fill(0x11);
    out.id.at = {
        .chain_id = kChainA, .block_number = 12, .timestamp_s = 1'700'000'024, .log_index = 3};
    out.payload_hash = word(0x22);
    return out;
}

[[nodiscard]] inline pb::Verdict valid()
{
    pb::Verdict out;
    *out.mutable_valid()->mutable_initiating_block() = wire::to_proto(seal(12));
    return out;
}

[[nodiscard]] inline pb::Verdict invalid()
{
    pb::Verdict out;
    auto& why = *out.mutable_invalid();
    why.set_reason(pb::INVALID_REASON_NO_SUCH_LOG);
    why.set_explanation("the block has fewer logs");
    why.set_expected("log 3");
    why.set_found("2 logs");
    return out;
}

[[nodiscard]] inline pb::Verdict not_yet()
{
    pb::Verdict out;
    auto& wait = *out.mutable_not_yet();
    wait.set_reason(pb::NOT_YET_REASON_NOT_SEEN);
    wait.set_explanation("the chain has not come that far");
    wait.set_chain_id(wire::to_proto(kChainA));
    wait.set_awaited_timestamp(1'700'000'110);
    *wait.mutable_head() = wire::to_proto(seal(9));
    return out;
}

[[nodiscard]] inline pb::CannotTell cannot_tell()
{
    pb::CannotTell out;
    out.set_cause(pb::CANNOT_TELL_CAUSE_NOT_READY);
    out.set_explanation("there is no source for it");
    return out;
}

/// Log 1 executes `message()`.
[[nodiscard]] inline pb::ExecutedMessage executed()
{
    return wire::to_proto(ExecutingLog{.log_index = 1, .message = message()});
}

[[nodiscard]] inline pb::BlockDecision accept()
{
    pb::BlockDecision out;
    out.mutable_accept();
    return out;
}

/// Since 12 s, for block 12 of chain A.
[[nodiscard]] inline pb::BlockDecision wait(
    pb::WaitReason reason = pb::WAIT_REASON_INITIATING_LEVEL)
{
    pb::BlockDecision out;
    auto& why = *out.mutable_wait();
    why.set_reason(reason);
    why.set_explanation("something is awaited");
    why.set_chain_id(wire::to_proto(kChainA));
    why.set_number(12);
    why.set_timestamp(1'700'000'110);
    *why.mutable_message() = executed();
    why.set_since(kNowS - 12);
    return out;
}

[[nodiscard]] inline pb::BlockDecision replace()
{
    pb::BlockDecision out;
    auto& why = *out.mutable_replace();
    why.set_reason(pb::INVALID_REASON_PAYLOAD_MISMATCH);
    why.set_explanation("the log at that place is another one");
    *why.mutable_message() = executed();
    why.set_expected("0x11");
    why.set_found("0x22");
    why.set_since(kNowS - 60);
    return out;
}

[[nodiscard]] inline pb::PendingBlock pending(
    const ChainId& chain, uint64_t number, const pb::BlockDecision& decision)
{
    pb::PendingBlock out;
    out.set_level(pb::SAFETY_LEVEL_SAFE);
    out.set_chain_id(wire::to_proto(chain));
    *out.mutable_block() = wire::to_proto(seal(number));
    *out.mutable_decision() = decision;
    return out;
}

[[nodiscard]] inline pb::GetDependencySetReply dependency_set()
{
    pb::GetDependencySetReply out;
    out.set_expiry_window(604'800);
    auto& a = *out.add_chains();
    a.set_chain_id(wire::to_proto(kChainA));
    a.set_name("op-a");
    a.set_block_time(2);
    a.set_activation_time(1'700'000'000);
    auto& b = *out.add_chains();
    b.set_chain_id(wire::to_proto(kChainB));
    b.set_block_time(1);
    return out;
}
}  // namespace interlock::client::samples
