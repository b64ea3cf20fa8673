// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A pointer to one log on one chain. The order of the fields is that of the ExecutingMessage event.
struct Identifier {
    address origin;
    uint256 blockNumber;
    uint256 logIndex;
    uint256 timestamp;
    uint256 chainId;
}
