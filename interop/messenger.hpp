// What messages of the L2ToL2CrossDomainMessenger say: calls from a contract on one chain to a
// contract on another, and token transfers among them. Pure.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/predeploys.md#l2tol2crossdomainmessenger
#pragma once

#include <optional>

#include "interop/message.hpp"

namespace interlock
{
/// 0x4200000000000000000000000000000000000023, on every chain.
extern const Address kMessenger;
/// 0x4200000000000000000000000000000000000028, on every chain.
extern const Address kTokenBridge;

/// keccak256("SentMessage(uint256,address,uint256,address,bytes)")
extern const Hash32 kSentMessageTopic;
/// keccak256("RelayedMessage(uint256,uint256,bytes32,bytes32)")
extern const Hash32 kRelayedMessageTopic;
/// keccak256("RelayedMessage(uint256,uint256,bytes32)"): as earlier versions of the contract have
/// it.
extern const Hash32 kEarlyRelayedMessageTopic;

/// A call to be made on another chain.
struct SentMessage
{
    ChainId destination;
    Address target;
    Uint256 nonce;
    Address sender;
    Bytes message;  // The call's data.

    friend bool operator==(const SentMessage&, const SentMessage&) = default;
};

/// Such a call has been made.
struct RelayedMessage
{
    ChainId source;
    Uint256 nonce;
    Hash32 message_hash;
    std::optional<Hash32> return_data_hash{};  // Earlier versions do not tell it.

    friend bool operator==(const RelayedMessage&, const RelayedMessage&) = default;
};

/// The bridge's call that mints on one chain what was burnt on the other.
struct TokenTransfer
{
    Address token;
    Address from;
    Address to;
    Uint256 amount;

    friend bool operator==(const TokenTransfer&, const TokenTransfer&) = default;
};

/// nullopt for any other log, and for one that the messenger's own code cannot emit.
[[nodiscard]] std::optional<SentMessage> decode_sent_message(const eth::Log& log);
[[nodiscard]] std::optional<RelayedMessage> decode_relayed_message(const eth::Log& log);

/// nullopt unless it is from bridge to bridge and calls relayERC20.
[[nodiscard]] std::optional<TokenTransfer> token_transfer_in(const SentMessage& sent);

/// By which the messenger knows a message that was sent on `source`.
[[nodiscard]] Hash32 messenger_hash(const ChainId& source, const SentMessage& sent);
}  // namespace interlock
