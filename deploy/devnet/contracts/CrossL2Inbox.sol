// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Identifier} from "./Identifier.sol";

/// The executing side of a message, at 0x4200000000000000000000000000000000000022.
/// It proves nothing about the message: it only makes sure that the transaction declared it in its
/// access list, where everyone who must check it can see it before the transaction runs.
contract CrossL2Inbox {
    event ExecutingMessage(bytes32 indexed msgHash, Identifier id);

    error NotInAccessList();
    error BlockNumberTooHigh();
    error TimestampTooHigh();
    error LogIndexTooHigh();

    /// Between the price of a warm slot (100) and of a cold one (2,100).
    uint256 private constant WARM_READ_THRESHOLD_GAS = 1000;

    function validateMessage(Identifier calldata id, bytes32 msgHash) external {
        if (!_isWarm(calculateChecksum(id, msgHash))) revert NotInAccessList();
        emit ExecutingMessage(msgHash, id);
    }

    /// The storage key that the access list of an executing transaction must name.
    function calculateChecksum(Identifier memory id, bytes32 msgHash) public pure returns (bytes32) {
        if (id.blockNumber > type(uint64).max) revert BlockNumberTooHigh();
        if (id.timestamp > type(uint64).max) revert TimestampTooHigh();
        if (id.logIndex > type(uint32).max) revert LogIndexTooHigh();

        bytes32 logHash = keccak256(abi.encodePacked(id.origin, msgHash));
        bytes32 located = keccak256(
            abi.encodePacked(
                logHash, bytes12(0), uint64(id.blockNumber), uint64(id.timestamp), uint32(id.logIndex)
            )
        );
        bytes32 bare = keccak256(abi.encodePacked(located, id.chainId));
        return (bare & ~(bytes32(uint256(0xff) << 248))) | bytes32(uint256(0x03) << 248);
    }

    /// Whether the slot was touched before in this transaction. Nothing ever writes to these slots,
    /// so only the access list can have done it.
    function _isWarm(bytes32 slot) private view returns (bool warm) {
        uint256 threshold = WARM_READ_THRESHOLD_GAS;
        assembly ("memory-safe") {
            let before := gas()
            let value := sload(slot)
            // The value is always zero; it takes part so that the optimiser keeps the read.
            warm := lt(add(sub(before, gas()), value), threshold)
        }
    }
}
