#include "interop/eth/proof.hpp"

#include <gmock/gmock.h>

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock::eth
{
namespace
{
using ::testing::HasSubstr;
using Nodes = std::vector<Bytes>;

// Nodes of the state of an anvil chain at its genesis: the root, and what lies below it on the way
// to three accounts, the last of which is not there.
constexpr auto* kRoot =
    "0xf901b1a040dfc2d5d5d3f65c7a5d19e47ad987308c03d825aa81d7bef27360b13c439133a01689b2a5"
    "203afd9ea0a0ca3765e4a538c7176e53eac1f8307a344ffc3c6176558080a037658e942168bc0b2a5e6b"
    "7278ff4aadd9e919f7ae5768dc98b36eb3761508c1a063dc0dfb28a17048c3a4c44f2c3df3511c9636d8"
    "e1d896d0b03a986a0cdae9b9a0faf2fc0aff518f62a357078a3eaaf8f3074f19d1b38664c3547d1d8398"
    "b75bf4a08a9d13055947aadb6a3141c0d0815d8c99873e16518ca9b68dee7ab880c4fdb9a04b29efa44e"
    "cf50c19b34950cf1d0f05e00568bcc873120fbea9a4e8439de0962a0d3f967dc2fcdf3eebf9d6cbc15e6"
    "14a2c5b2021a8edbad42b9b2ddf3448f2fc680a0bed579693750f78ba5d9384216397a5da4f872f62216"
    "01e89819e0fd3b9d4a9fa0d6b60148ca74dbd8075d0961d20e094627da34c96603e76b586e75e5814b39"
    "c0a079e57e24036ce28e09def10d7e668d2c08a986de7f7b79662e7352f08b082f8ca0213ebe73c28294"
    "598d6317486f3cdecd5409542531cf7dfbba30cc1710dda25fa0e5c557a0ce3894afeb44c37f3d24247f"
    "67dc76a174d8cacc360c1210eef60a7680";
constexpr auto* kFirstBranch =
    "0xf8518080808080a0aabfb1441169c3379f428df147ba34658049e31ab75bca31dcea5ea3513408a780"
    "8080a09e483f60ca0aeb12c5034571e1761a0e0f0299ba941380385139a006cc670abc80808080808080";
constexpr auto* kFirstLeaf =
    "0xf873a020707d0e6171f728f7473c24cc0432a9b07eaaf1efed6a137a4a8c12c79552d9b850f84e808a"
    "021e19e0c9bab2400000a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b4"
    "21a0c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
constexpr auto* kSecondLeaf =
    "0xf869a0391ded984cd17b1afee6ccb6ef366c53dd79f50b592816adc12e9302a9f2b36cb846f8448080"
    "a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421a02fa86add0aed31f3"
    "3a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989";
constexpr auto* kOther =
    "0xf85180a0730d76ce58935273dc4d730bed821b9a8e74d27d3b181a682725a16e01d685b98080808080"
    "808080a0c11aff9d2e3627bc4ef37d716c5e1adf9c13e06c5bda72f8cc9a3409ef59c774808080808080";

template <typename Fixed>
Fixed fixed(const char* hex)
{
    return fixed_from_hex<Fixed>(hex).value();
}
const auto kFirst = fixed<Address>("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
const auto kSecond = fixed<Address>("0x4e59b44847b379578588920ca78fbf26c0b4956c");
const auto kAbsent = fixed<Address>("0x4200000000000000000000000000000000000016");
/// Of an account without storage.
const auto kEmpty =
    fixed<Hash32>("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

Nodes nodes(const std::vector<const char*>& hex)
{
    Nodes out;
    for (const auto* one : hex)
        out.push_back(bytes_from_hex(one).value());
    return out;
}

Hash32 state_root()
{
    return keccak256(nodes({kRoot})[0]);
}

std::string refusal(const Address& account, const Nodes& proof, const Hash32& root = state_root())
{
    const auto proven = proven_storage_root(root, account, proof);
    return proven ? "" : proven.error();
}
}  // namespace

TEST(proof, of_accounts_that_are_there)
{
    EXPECT_EQ(proven_storage_root(state_root(), kFirst, nodes({kRoot, kFirstBranch, kFirstLeaf})),
        kEmpty);
    EXPECT_EQ(proven_storage_root(state_root(), kSecond, nodes({kRoot, kSecondLeaf})), kEmpty);
}

TEST(proof, is_of_one_account_and_one_state)
{
    const auto proof = nodes({kRoot, kFirstBranch, kFirstLeaf});
    EXPECT_THAT(refusal(kSecond, proof), HasSubstr("node 1: it is not the one"));
    EXPECT_THAT(refusal(kFirst, proof, kEmpty), HasSubstr("node 0: it is not the one"));
    EXPECT_THAT(refusal(kAbsent, nodes({kRoot, kOther})), HasSubstr("no such account"));
}

TEST(proof, is_whole)
{
    EXPECT_EQ(refusal(kFirst, {}), "it ends before the account");
    EXPECT_EQ(refusal(kFirst, nodes({kRoot})), "it ends before the account");
    EXPECT_EQ(refusal(kFirst, nodes({kRoot, kFirstBranch})), "it ends before the account");
    EXPECT_THAT(refusal(kFirst, nodes({kRoot, kFirstBranch, kFirstLeaf, kFirstLeaf})),
        HasSubstr("nodes after the account"));
    EXPECT_NE(refusal(kFirst, nodes({kRoot, kFirstLeaf})), "");
    EXPECT_NE(refusal(kFirst, nodes({kFirstBranch, kFirstLeaf})), "");
}

TEST(proof, any_byte_that_is_changed_is_noticed)
{
    const auto good = nodes({kRoot, kFirstBranch, kFirstLeaf});
    for (size_t node = 0; node < good.size(); ++node)
    {
        for (size_t at = 0; at < good[node].size(); ++at)
        {
            auto bad = good;
            bad[node][at] ^= 1U;
            EXPECT_NE(refusal(kFirst, bad), "") << node << ", " << at;
        }
    }
}

TEST(proof, nodes_that_hash_right_and_make_no_sense_are_refused)
{
    const auto list = [](const std::vector<Bytes>& items)
    {
        Bytes payload;
        for (const auto& item : items)
            payload.insert(payload.end(), item.begin(), item.end());
        Bytes out;
        rlp::append_list(out, payload);
        return out;
    };
    const auto text = [](ByteView bytes)
    {
        Bytes out;
        rlp::append_bytes(out, bytes);
        return out;
    };
    const auto whole_path = [&](uint8_t flags)
    {
        Bytes path{flags};
        const auto key = keccak256(kFirst);
        path.insert(path.end(), key.bytes.begin(), key.bytes.end());
        return text(path);
    };
    const auto account = list({text({}), text({}), text(kEmpty), text(kEmpty)});
    const auto leaf = [&](const Bytes& value) { return list({whole_path(0x20), text(value)}); };
    ASSERT_EQ(refusal(kFirst, {leaf(account)}, keccak256(leaf(account))), "");
    const Bytes wrong[]{
        {},
        {0x80},
        list({}),
        list({text({}), text({}), text({})}),
        list(std::vector<Bytes>(18, text({}))),
        list(std::vector<Bytes>(17, text({}))),  // A branch that leads nowhere.
        list({text({}), text(account)}),
        list({whole_path(0x40), text(account)}),  // No such flag.
        list({whole_path(0x21), text(account)}),  // No padding.
        list({whole_path(0x30), text(account)}),  // Longer than the key.
        list({whole_path(0x00), text(account)}),  // An extension to no hash.
        list({whole_path(0x20), account}),
        list({list({}), text(account)}),
        leaf({}),
        leaf(list({text({}), text({}), text(kEmpty)})),
        leaf(list({text({}), text({}), list({}), text(kEmpty)})),
        leaf(list({text({}), text({}), text(Bytes(31, 1)), text(kEmpty)})),
    };
    for (const auto& node : wrong)
        EXPECT_NE(refusal(kFirst, {node}, keccak256(node)), "") << to_hex(node);
}
}  // namespace interlock::eth
