// The kinds of data files, each known by its shape.
#pragma once

#include <span>

#include "tests/conformance/document.hpp"
#include "tests/conformance/report.hpp"

namespace interlock::conformance
{
/// All documents of the run: some files are about others.
using Corpus = std::span<const Document>;

struct Format
{
    std::string_view name;
    bool (*recognises)(const Json& json);
    void (*run)(const Document& document, Corpus corpus, Report& report);
};

[[nodiscard]] std::span<const Format> all_formats();

/// Calls `run_one(case, json)` for each element of the list at `key`, if there is one.
template <typename RunOne>
void for_each_case(const Json& json, const char* key, Report& report, RunOne run_one)
{
    if (!has_keys(json, {key}))
        return;
    if (!json[key].is_array())
        Case{report, key}.fail("malformed data: not a list");
    for (size_t i = 0; json[key].is_array() && i < json[key].size(); ++i)
    {
        Case c{report, name_of(json[key][i], i)};
        run_one(c, json[key][i]);
    }
}

// One of each file pair below, in the order of the table.
bool is_block_file(const Json& json);
void run_block_file(const Document& document, Corpus corpus, Report& report);
bool is_negative_cases(const Json& json);
void run_negative_cases(const Document& document, Corpus corpus, Report& report);
bool is_log_hash(const Json& json);
void run_log_hash(const Document& document, Corpus corpus, Report& report);
bool is_checksum(const Json& json);
void run_checksum(const Document& document, Corpus corpus, Report& report);
bool is_access_list(const Json& json);
void run_access_list(const Document& document, Corpus corpus, Report& report);
bool is_executing_message(const Json& json);
void run_executing_message(const Document& document, Corpus corpus, Report& report);
bool is_output_root(const Json& json);
void run_output_root(const Document& document, Corpus corpus, Report& report);
bool is_super_root(const Json& json);
void run_super_root(const Document& document, Corpus corpus, Report& report);
bool is_headers(const Json& json);
void run_headers(const Document& document, Corpus corpus, Report& report);
bool is_timing(const Json& json);
void run_timing(const Document& document, Corpus corpus, Report& report);
bool is_receipt_rlp(const Json& json);
void run_receipt_rlp(const Document& document, Corpus corpus, Report& report);
bool is_dependency_sets(const Json& json);
void run_dependency_sets(const Document& document, Corpus corpus, Report& report);
bool is_rollup_configs(const Json& json);
void run_rollup_configs(const Document& document, Corpus corpus, Report& report);
bool is_single_message(const Json& json);
void run_single_message(const Document& document, Corpus corpus, Report& report);
bool is_recorded_chains(const Json& json);
void run_recorded_chains(const Document& document, Corpus corpus, Report& report);
bool is_recorded_branch(const Json& json);
void run_recorded_branch(const Document& document, Corpus corpus, Report& report);
bool is_expected_verdicts(const Json& json);
void run_expected_verdicts(const Document& document, Corpus corpus, Report& report);
bool is_safety_scenarios(const Json& json);
void run_safety_scenarios(const Document& document, Corpus corpus, Report& report);
}  // namespace interlock::conformance
