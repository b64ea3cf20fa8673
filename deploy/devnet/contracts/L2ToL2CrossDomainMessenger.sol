// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Identifier} from "./Identifier.sol";

interface IInbox {
    function validateMessage(Identifier calldata id, bytes32 msgHash) external;
}

/// Calls from a contract on one chain to a contract on another, on top of the inbox; at
/// 0x4200000000000000000000000000000000000023. Functions, events and hashes are those of the
/// OP Stack's predeploy; what a test chain has no use for (expiry, unsafe targets) is left out.
contract L2ToL2CrossDomainMessenger {
    event SentMessage(
        uint256 indexed destination,
        address indexed target,
        uint256 indexed messageNonce,
        address sender,
        bytes message
    );
    event RelayedMessage(
        uint256 indexed source,
        uint256 indexed messageNonce,
        bytes32 indexed messageHash,
        bytes32 returnDataHash
    );

    error IdOriginNotL2ToL2CrossDomainMessenger();
    error EventPayloadNotSentMessage();
    error MessageDestinationSameChain();
    error MessageDestinationNotRelayChain();
    error MessageTargetL2ToL2CrossDomainMessenger();
    error MessageAlreadyRelayed();
    error NotEntered();
    error ReentrantCall();

    IInbox private constant INBOX = IInbox(0x4200000000000000000000000000000000000022);
    /// As a predeploy the contract knows its address, on this chain and on all others.
    address private constant SELF = 0x4200000000000000000000000000000000000023;

    mapping(bytes32 => bool) public successfulMessages;
    mapping(uint256 => bytes32) public sentMessages;
    uint240 private _nonce;

    /// The message that is being relayed right now.
    bool private transient _entered;
    address private transient _sender;
    uint256 private transient _source;

    /// The version of the message format lives in the upper two bytes and is 0.
    function messageNonce() public view returns (uint256) {
        return _nonce;
    }

    function sendMessage(uint256 destination, address target, bytes calldata message)
        external
        returns (bytes32 messageHash)
    {
        if (destination == block.chainid) revert MessageDestinationSameChain();
        if (target == SELF) revert MessageTargetL2ToL2CrossDomainMessenger();

        uint256 nonce = messageNonce();
        messageHash = _hash(destination, block.chainid, nonce, msg.sender, target, message);
        sentMessages[nonce] = messageHash;
        _nonce += 1;
        emit SentMessage(destination, target, nonce, msg.sender, message);
    }

    /// `sentMessage` is the payload of the SentMessage log: its four topics, then its data.
    function relayMessage(Identifier calldata id, bytes calldata sentMessage)
        external
        payable
        returns (bytes memory returnData)
    {
        if (_entered) revert ReentrantCall();
        if (id.origin != SELF) revert IdOriginNotL2ToL2CrossDomainMessenger();
        INBOX.validateMessage(id, keccak256(sentMessage));

        if (bytes32(sentMessage[:32]) != SentMessage.selector) revert EventPayloadNotSentMessage();
        (uint256 destination, address target, uint256 nonce) =
            abi.decode(sentMessage[32:128], (uint256, address, uint256));
        (address sender, bytes memory message) = abi.decode(sentMessage[128:], (address, bytes));
        if (destination != block.chainid) revert MessageDestinationNotRelayChain();

        bytes32 messageHash = _hash(destination, id.chainId, nonce, sender, target, message);
        if (successfulMessages[messageHash]) revert MessageAlreadyRelayed();
        successfulMessages[messageHash] = true;

        (_entered, _sender, _source) = (true, sender, id.chainId);
        returnData = _call(target, message);
        _entered = false;
        emit RelayedMessage(id.chainId, nonce, messageHash, keccak256(returnData));
    }

    function crossDomainMessageContext() external view returns (address sender, uint256 source) {
        if (!_entered) revert NotEntered();
        return (_sender, _source);
    }

    /// A failing target fails the whole relay, with the target's own reason.
    function _call(address target, bytes memory message) private returns (bytes memory) {
        (bool success, bytes memory returned) = target.call{value: msg.value}(message);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(returned, 32), mload(returned))
            }
        }
        return returned;
    }

    function _hash(
        uint256 destination,
        uint256 source,
        uint256 nonce,
        address sender,
        address target,
        bytes memory message
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(destination, source, nonce, sender, target, message));
    }
}
