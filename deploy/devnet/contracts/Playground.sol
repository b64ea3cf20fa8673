// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Identifier} from "./Identifier.sol";
import {IInbox} from "./L2ToL2CrossDomainMessenger.sol";

/// What the tests need beside the predeploys: logs of every shape, several executing messages in
/// one transaction, and a target for relayed calls.
contract Playground {
    event Called(address indexed by, bytes data);

    error TooManyTopics();

    IInbox private constant INBOX = IInbox(0x4200000000000000000000000000000000000022);

    /// One log with exactly these topics (none to four) and this data.
    function emitLog(bytes32[] calldata topics, bytes calldata data) external {
        _emit(topics, data);
    }

    /// The same log many times, to fill a block.
    function emitMany(uint256 count, bytes32[] calldata topics, bytes calldata data) external {
        for (uint256 i = 0; i < count; i++) _emit(topics, data);
    }

    function validateMany(Identifier[] calldata ids, bytes32[] calldata msgHashes) external {
        for (uint256 i = 0; i < ids.length; i++) INBOX.validateMessage(ids[i], msgHashes[i]);
    }

    /// The target of messenger calls: says that it was called, and returns what it got.
    function ping(bytes calldata data) external returns (bytes memory) {
        emit Called(msg.sender, data);
        return data;
    }

    function _emit(bytes32[] calldata topics, bytes memory data) private {
        if (topics.length > 4) revert TooManyTopics();
        bytes32[4] memory t;
        for (uint256 i = 0; i < topics.length; i++) t[i] = topics[i];
        assembly ("memory-safe") {
            let at := add(data, 32)
            let size := mload(data)
            switch topics.length
            case 0 { log0(at, size) }
            case 1 { log1(at, size, mload(t)) }
            case 2 { log2(at, size, mload(t), mload(add(t, 32))) }
            case 3 { log3(at, size, mload(t), mload(add(t, 32)), mload(add(t, 64))) }
            default {
                log4(at, size, mload(t), mload(add(t, 32)), mload(add(t, 64)), mload(add(t, 96)))
            }
        }
    }
}
