#include "interop/transaction.hpp"

#include <gmock/gmock.h>

#include "interop/eth/rlp.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;
using ::testing::HasSubstr;

// Signed by viem. Those with an access list have it in this order: two keys of the inbox, one of
// another contract, one of the inbox.
constexpr auto* kLegacy =
    "0xf8650709830186a09442000000000000000000000000000000000000230583abcdef82072ea0e27429"
    "99c75ca710d986064938a16665e9527bc594d87f84f304a0c4d589f900a0650894b7b4335127c3cf5e87"
    "98e701d6c44f2babc4629209ddf9735ff61575ce";
constexpr auto* kAccessList =
    "0x01f901338203850709830186a09442000000000000000000000000000000000000230583abcdeff8cb"
    "f859944200000000000000000000000000000000000022f842a001010101010101010101010101010101"
    "01010101010101010101010101010101a003030303030303030303030303030303030303030303030303"
    "03030303030303f7944200000000000000000000000000000000000023e1a00505050505050505050505"
    "050505050505050505050505050505050505050505f79442000000000000000000000000000000000000"
    "22e1a0070707070707070707070707070707070707070707070707070707070707070780a0e0be7aa8c2"
    "f80dce86868ce9cecb427c9aa3d180c66e5c501e27255c5dfd617ea03481260bf5e2180684eec5b85342"
    "d18465d8f009660f24cd6397bb08eefbb44e";
constexpr auto* kDynamicFee =
    "0x02f90134820385070109830186a09442000000000000000000000000000000000000230583abcdeff8"
    "cbf859944200000000000000000000000000000000000022f842a0010101010101010101010101010101"
    "0101010101010101010101010101010101a0030303030303030303030303030303030303030303030303"
    "0303030303030303f7944200000000000000000000000000000000000023e1a005050505050505050505"
    "05050505050505050505050505050505050505050505f794420000000000000000000000000000000000"
    "0022e1a0070707070707070707070707070707070707070707070707070707070707070780a0805a0244"
    "39b8b59eaee439c01939ba239f9e3caf124650e78b15b16cb808cd72a068cce528b5d2a373c2bb873cbe"
    "a1b01161cf5c2b880dd7e79c3d16cd7b001825";
constexpr auto* kNothingAnnounced =
    "0x02f868820385070109830186a09442000000000000000000000000000000000000230583abcdefc001"
    "a0d1bf7fe25e11dac2e71f59a5b02302742bc2f5149cbfdf7a656dc4d31412671ba073cc32487fe2e222"
    "04540fcd77eacccd88f7aa516bf0d1f86fd463d1cea516f3";
constexpr auto* kSetCode =
    "0x04f90194820385070109830186a09442000000000000000000000000000000000000230583abcdeff8"
    "cbf859944200000000000000000000000000000000000022f842a0010101010101010101010101010101"
    "0101010101010101010101010101010101a0030303030303030303030303030303030303030303030303"
    "0303030303030303f7944200000000000000000000000000000000000023e1a005050505050505050505"
    "05050505050505050505050505050505050505050505f794420000000000000000000000000000000000"
    "0022e1a00707070707070707070707070707070707070707070707070707070707070707f85ef85c8203"
    "859442000000000000000000000000000000000000230801a057ea1cb1f6a78c635f3f685530de8c4876"
    "a607f85bdd8f1cd35b9ea2c4422b32a0701d0451b130fb9822128144a2f382264eb2ae7dbfbd633b80e9"
    "b34aaba9f78901a0b00b6917351aa1421446da2c858fb03043214a2fb08e0150c865931f0f01a41fa06c"
    "ad348f0c55cb81c7561d720181867c4844df326cd4be19d007a1f68bddfffe";
constexpr auto* kCreation =
    "0x02f90120820385070109830186a0800583abcdeff8cbf8599442000000000000000000000000000000"
    "00000022f842a00101010101010101010101010101010101010101010101010101010101010101a00303"
    "030303030303030303030303030303030303030303030303030303030303f79442000000000000000000"
    "00000000000000000023e1a0050505050505050505050505050505050505050505050505050505050505"
    "0505f7944200000000000000000000000000000000000022e1a007070707070707070707070707070707"
    "0707070707070707070707070707070701a0dfbd15cbc79aaec008164cd56dab6234550045cb2ddf0357"
    "9f5a9e0610365e5aa031c8c1f417ecd532762a851aa29b9a4ae06b5a1c6dab34890ce4371c6e563475";

Bytes bytes_of(const char* hex)
{
    return bytes_from_hex(hex).value();
}

std::string refusal(ByteView raw)
{
    const auto read = read_signed_transaction(raw);
    return read ? "" : read.error();
}

/// Encodes what it is given, without a look at it.
Bytes list(const std::vector<Bytes>& items)
{
    Bytes payload;
    for (const auto& item : items)
        payload.insert(payload.end(), item.begin(), item.end());
    Bytes out;
    eth::rlp::append_list(out, payload);
    return out;
}
Bytes text(ByteView bytes)
{
    Bytes out;
    eth::rlp::append_bytes(out, bytes);
    return out;
}
Bytes number(uint64_t value)
{
    Bytes out;
    eth::rlp::append_uint(out, value);
    return out;
}

/// The fields of a type 2 transaction.
std::vector<Bytes> fields()
{
    std::vector<Bytes> out(12, number(1));
    out[0] = number(901);
    out[8] = list({});
    return out;
}
Bytes typed(uint8_t type, const std::vector<Bytes>& items)
{
    auto out = list(items);
    out.insert(out.begin(), type);
    return out;
}
Bytes with_entry(const Bytes& entry)
{
    auto all = fields();
    all[8] = list({list({text(filled<Address>(0)), list({})}), entry});
    return typed(2, all);
}
}  // namespace

TEST(transaction, the_inboxs_keys_are_joined_in_order)
{
    const SignedTransaction want{.chain_id = ChainId::from_u64(901),
        .inbox_entries = {filled<Hash32>(1), filled<Hash32>(3), filled<Hash32>(7)}};
    for (const auto* hex : {kAccessList, kDynamicFee, kSetCode, kCreation})
        EXPECT_EQ(read_signed_transaction(bytes_of(hex)).value(), want) << hex;
}

TEST(transaction, without_an_access_list_nothing_is_announced)
{
    EXPECT_EQ(read_signed_transaction(bytes_of(kLegacy)).value(), SignedTransaction{});
    EXPECT_EQ(read_signed_transaction(bytes_of(kNothingAnnounced)).value(),
        (SignedTransaction{.chain_id = ChainId::from_u64(901), .inbox_entries = {}}));
}

TEST(transaction, any_byte_cut_off_or_added_is_noticed)
{
    for (const auto* hex : {kLegacy, kAccessList, kDynamicFee, kSetCode})
    {
        const auto raw = bytes_of(hex);
        for (size_t size = 0; size < raw.size(); ++size)
            EXPECT_NE(refusal(ByteView{raw}.first(size)), "") << size << " bytes of " << hex;
        auto longer = raw;
        longer.push_back(0);
        EXPECT_NE(refusal(longer), "");
    }
}

TEST(transaction, what_is_wrong_is_said)
{
    const auto changed = [](size_t field, const Bytes& to)
    {
        auto all = fields();
        all[field] = to;
        return typed(2, all);
    };
    auto one_more = fields();
    one_more.push_back(number(1));
    const auto key = text(filled<Hash32>(1));
    struct Case
    {
        Bytes raw;
        const char* want;
    };
    const Case cases[]{
        {{}, "it is empty"},
        {Bytes(kMaxTransactionBytes + 1, 0xff), "it has 131073 bytes; nodes take at most 131072"},
        {{0x03, 0xc0}, "its type is 3; known are legacy, 1, 2 and 4"},
        {{0x7e, 0xc0}, "its type is 126"},
        {list({number(1)}), "a list of the nine fields"},
        {typed(2, one_more), "not the list of 12 fields"},
        {typed(1, fields()), "not the list of 11 fields"},
        {changed(0, text(Bytes(33, 1))), "its chain id is not a number"},
        {changed(0, text(Bytes{0, 1})), "its chain id is not a number"},
        {changed(3, list({})), "field 3 is a list, and must not be one"},
        {changed(8, number(1)), "field 8 is not a list"},
        {with_entry(number(1)), "entry 1 of its access list is not an address with storage keys"},
        {with_entry(list({})), "entry 1 of its access list"},
        {with_entry(list({text(Bytes(19, 1)), list({})})), "entry 1 of its access list"},
        {with_entry(list({list({}), list({})})), "entry 1 of its access list"},
        {with_entry(list({text(filled<Address>(1)), key})), "entry 1 of its access list"},
        {with_entry(list({text(filled<Address>(1)), list({text(Bytes(31, 1))})})),
            "entry 1 of its access list"},
        {with_entry(list({text(filled<Address>(1)), list({list({})})})),
            "entry 1 of its access list"},
        {with_entry(list({text(filled<Address>(1)), list({key}), key})),
            "entry 1 of its access list"},
    };
    for (const auto& c : cases)
        EXPECT_THAT(refusal(c.raw), HasSubstr(c.want));
    EXPECT_EQ(refusal(with_entry(list({text(filled<Address>(1)), list({key})}))), "");
}
}  // namespace interlock
