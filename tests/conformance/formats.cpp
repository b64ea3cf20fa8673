#include "tests/conformance/format.hpp"

namespace interlock::conformance
{
std::span<const Format> all_formats()
{
    static constexpr Format kFormats[]{
        {"block", is_block_file, run_block_file},
        {"negative cases", is_negative_cases, run_negative_cases},
        {"log_hash", is_log_hash, run_log_hash},
        {"checksum", is_checksum, run_checksum},
        {"access_list", is_access_list, run_access_list},
        {"executing_message", is_executing_message, run_executing_message},
        {"output_root", is_output_root, run_output_root},
        {"super_root", is_super_root, run_super_root},
        {"headers", is_headers, run_headers},
        {"timing", is_timing, run_timing},
        {"receipt_rlp", is_receipt_rlp, run_receipt_rlp},
        {"dependency sets", is_dependency_sets, run_dependency_sets},
        {"rollup configs", is_rollup_configs, run_rollup_configs},
        {"single message", is_single_message, run_single_message},
        {"recorded chains", is_recorded_chains, run_recorded_chains},
        {"recorded branch", is_recorded_branch, run_recorded_branch},
        {"expected verdicts", is_expected_verdicts, run_expected_verdicts},
        {"safety scenarios", is_safety_scenarios, run_safety_scenarios},
    };
    return kFormats;
}
}  // namespace interlock::conformance
