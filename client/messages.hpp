// The messages that chains execute, and transactions that say or execute them. Plain values.
#pragma once

#include "client/answers.hpp"
#include "interop/messenger.hpp"

namespace interlock::client
{
struct MessageQuery
{
    std::vector<ChainId> executing = {};  // Empty: any; so the next two.
    std::vector<ChainId> initiating = {};
    std::vector<pb::MessageState> states = {};
    std::optional<uint64_t> since_s{};  // Executed at that time or later.
    std::optional<uint64_t> until_s{};  // At that time or before.
    uint32_t limit = 50;
    std::string page_token = {};  // MessagePage::next_token of the page before.
    /// Whether to ask nodes for what the messenger's messages say.
    bool decode = false;
};

/// That the transaction which executes a message of the messenger also relays it.
struct Relay
{
    uint32_t log_index = 0;
    Hash32 message_hash;
};

/// What a message of the messenger says.
struct MessengerMessage
{
    SentMessage sent;
    std::optional<TokenTransfer> transfer;
    std::optional<Relay> relay;
};

struct ListedMessage
{
    ExecutingAnswer executing;
    BlockSeal block;                  // The executing one.
    std::vector<SafetyLevel> levels;  // It has reached, ascending.
    std::optional<MessengerMessage> messenger;
    std::string undecoded;  // Why there is no such thing although it was asked for; may be empty.
};

struct MessagePage
{
    std::vector<ListedMessage> messages;  // The newest first.
    std::string next_token;               // Empty when there are no more.
};

struct TransactionLog
{
    uint32_t log_index = 0;
    Address origin;
    Hash32 log_hash;
    std::optional<ExecutingAnswer> executes;
    std::vector<ExecutingAnswer> executed_by;
    std::optional<MessengerMessage> sent;
};

struct FoundTransaction
{
    ChainId chain_id;
    BlockSeal block;
    std::vector<SafetyLevel> levels;  // The block has reached, ascending.
    uint32_t index = 0;               // In the block: the node's word.
    bool succeeded = false;
    std::vector<TransactionLog> logs;
    bool more_logs = false;  // There are more than the service shows.
};

/// A chain that could not be asked.
struct UnaskedChain
{
    ChainId chain_id;
    std::string why;
};

struct TransactionAnswer
{
    std::vector<FoundTransaction> found;
    std::vector<UnaskedChain> unasked;
};
}  // namespace interlock::client
