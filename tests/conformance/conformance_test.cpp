// A runner that cannot fail proves nothing: each format must notice a wrong value.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/conformance/format.hpp"
#include "tests/conformance/json_patch.hpp"

namespace interlock::conformance
{
namespace
{
const std::filesystem::path kOwnData{INTERLOCK_OWN_DATA};
const std::string kOtherHash = "0x" + std::string(64, '7');

std::vector<Document> load_folder(const std::string& folder)
{
    std::vector<Document> out;
    const auto paths = find_files({kOwnData / folder});
    for (const auto& path : paths.value())
        out.push_back(load_document(path).value());
    return out;
}

struct Outcome
{
    bool recognised = false;
    bool good = false;
    std::string output;
};

/// Runs one document among its neighbours.
Outcome run(const std::vector<Document>& documents, const Document& document)
{
    std::ostringstream out;
    Report report{out, out};
    for (const Format& format : all_formats())
    {
        if (!format.recognises(document.json))
            continue;
        format.run(document, documents, report);
        return {true, report.is_good(), out.str()};
    }
    return {};
}

struct Change
{
    const char* folder;
    const char* file;
    const char* path;
    Json value;
};

void PrintTo(const Change& change, std::ostream* out)
{
    *out << change.folder << '/' << change.file << ' ' << change.path;
}

class Conformance : public testing::TestWithParam<Change>
{
};

TEST_P(Conformance, a_wrong_value_is_noticed)
{
    const Change& change = GetParam();
    auto documents = load_folder(change.folder);
    const auto document = std::find_if(documents.begin(), documents.end(),
        [&](const Document& d) { return d.path.filename() == change.file; });
    ASSERT_NE(document, documents.end());
    const auto before = run(documents, *document);
    EXPECT_TRUE(before.recognised);
    EXPECT_TRUE(before.good) << before.output;
    const Json patch =
        Json::array({{{"op", "replace"}, {"path", change.path}, {"value", change.value}}});
    const auto applied = apply_patch(document->json, patch);
    ASSERT_TRUE(applied) << applied.error();
    const auto after = run(documents, *document);
    EXPECT_TRUE(after.recognised);
    EXPECT_FALSE(after.good);
    EXPECT_NE(after.output.find("FAILED"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(formats, Conformance,
    testing::Values(Change{"blocks", "isthmus.json", "/block/stateRoot", kOtherHash},
        Change{"blocks", "isthmus.json", "/receipts/2/status", "0x0"},
        Change{"blocks", "receipts-300.json.gz", "/receipts/299/type", "0x7"},
        Change{"blocks", "negative-cases.json", "/cases/0/failing", Json::array()},
        Change{"blocks", "negative-cases.json", "/cases/0/failing/0", "receipts-root"},
        Change{"blocks", "negative-cases.json", "/cases/0/patch/0/path", "/block/nothing"},
        Change{"vectors", "log_hash.json", "/vectors/3/logHash", kOtherHash},
        Change{"vectors", "log_hash.json", "/vectors/3/log/data", "0x"},
        Change{"vectors", "checksum.json", "/vectors/0/checksum", kOtherHash},
        Change{"vectors", "checksum.json", "/vectors/4/identifier/chainId", "901"},
        Change{"vectors", "checksum.json", "/vectors/0/idLogHash", kOtherHash},
        Change{"vectors", "access_list.json", "/vectors/1/valid", false},
        Change{"vectors", "access_list.json", "/vectors/1/accesses/0/logIndex", 9},
        Change{"vectors", "access_list.json", "/vectors/9/errorKind", "missing-entry"},
        Change{"vectors", "access_list.json", "/checksumVerification/0/matches", false},
        Change{"vectors", "executing_message.json", "/vectors/0/result", "error"},
        Change{"vectors", "executing_message.json", "/vectors/0/message/chainId", "902"},
        Change{"vectors", "executing_message.json", "/topic0", kOtherHash},
        Change{"vectors", "output_root.json", "/vectors/1/outputRoot", kOtherHash},
        Change{"vectors", "super_root.json", "/vectors/1/superRoot", kOtherHash},
        Change{"vectors", "super_root.json", "/decodeErrors/0/valid", true},
        Change{"vectors", "headers.json.gz", "/vectors/0/header/mixHash", kOtherHash},
        Change{"vectors", "headers.json.gz", "/mustFail/0/recomputedHash", kOtherHash},
        Change{"vectors", "receipt_rlp.json", "/vectors/7/receipt/depositNonce", "0x1"},
        Change{"vectors", "timing.json.gz", "/vectors/0/reason", "expired"},
        Change{"vectors", "timing.json.gz", "/vectors/0/blockTime", "two"},
        Change{"configs", "dependency-sets.json", "/0/value/dependencies", 7},
        Change{"configs", "rollup-configs.json", "/rollupConfigs/never/block_time", 0},
        Change{"recorded", "main.json", "/chains/901/4/block/parentHash", kOtherHash},
        Change{"recorded", "branch.json", "/replacesFrom", 7},
        Change{"recorded", "single-message.json", "/checksum", kOtherHash},
        Change{"recorded", "single-message.json", "/initiating/payload", "0x"},
        Change{"recorded", "expected.json.gz", "/logs/0/logs/0/logHash", kOtherHash},
        Change{"recorded", "expected.json.gz", "/main/expiryWindow604800/0/result", "invalid"},
        Change{"recorded", "expected.json.gz", "/main/expiryWindow604800/0/logIndex", 77},
        Change{"recorded", "expected.json.gz",
            "/afterBranchReplacesChainA8/expiryWindow604800/0/checksum", kOtherHash}));

TEST(conformance, nothing_run_is_not_good)
{
    std::ostringstream out;
    Report report{out, out};
    EXPECT_FALSE(report.is_good());
    report.count_passed();
    EXPECT_TRUE(report.is_good());
    report.count_failed();
    EXPECT_FALSE(report.is_good());
    report.print_totals();
    EXPECT_EQ(out.str(), "1 passed, 1 failed\n");
}

TEST(conformance, failures_say_what_was_expected_and_found)
{
    std::ostringstream out;
    Report report{out, out};
    report.start_file("some.json");
    Case{report, "a case"}.equal("number", uint64_t{1}, uint64_t{2});
    EXPECT_EQ(out.str(), "FAILED some.json: a case: number: expected 1, found 2\n");
}

TEST(conformance, missing_members_are_named)
{
    const Json json = Json::parse(R"({"a": "0x12", "b": -1})");
    Fields fields{json};
    EXPECT_EQ(fields.bytes("a"), Bytes{0x12});
    EXPECT_FALSE(fields.fault());
    EXPECT_EQ(fields.number("b"), 0U);
    EXPECT_EQ(fields.hash("c"), Hash32{});
    EXPECT_EQ(fields.fault(), "b: no number of 64 bits");
}

TEST(conformance, every_kind_of_number_is_read)
{
    const Json json = Json::parse(R"({"json": 31, "text": "31", "quantity": "0x1f", "wide":
        "18446744073709551616", "float": 1.5, "index": 4294967296})");
    Fields fields{json};
    for (const char* key : {"json", "text", "quantity"})
        EXPECT_EQ(fields.number(key), 31U);
    EXPECT_EQ(to_string(fields.chain_id("wide")), "18446744073709551616");
    EXPECT_FALSE(fields.fault());
    for (const char* key : {"wide", "float"})
    {
        Fields wrong{json};
        EXPECT_EQ(wrong.number(key), 0U);
        EXPECT_TRUE(wrong.fault());
    }
    EXPECT_EQ(fields.index("index"), 0U);
    EXPECT_TRUE(fields.fault());
}
}  // namespace
}  // namespace interlock::conformance
