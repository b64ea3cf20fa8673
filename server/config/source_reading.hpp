// What a source of settings was found to hold.
#pragma once

#include <filesystem>
#include <map>

#include "server/config/keys.hpp"

namespace interlock::server
{
/// One setting as a source gives it, of the right type.
struct GivenSetting
{
    Key key;
    Value value;
    std::string origin;  // "interlock.toml:12", "flag --grpc.listen"
};

struct SourceReading
{
    std::vector<GivenSetting> settings;
    /// Chains the source has a section for, also an empty one, and where.
    std::map<ChainId, std::string> chains;
    ConfigProblems problems;
    /// What relative paths in this source are relative to; empty for the working directory.
    std::filesystem::path base_dir;
    /// Settings that were tried but have no usable value: they are not missing as well.
    std::vector<std::string> broken_keys;
};

/// A value that is refused: names it unless it may hold credentials.
[[nodiscard]] ConfigProblem refused_value(
    const Key& key, const Value& value, const std::string& reason, const std::string& origin);

/// The settings given as flags.
[[nodiscard]] SourceReading read_flags(std::span<const FlagSetting> flags);

/// The settings among the environment variables: all that begin with INTERLOCK_, except those known
/// to belong to somebody else. An empty variable counts as unset.
[[nodiscard]] SourceReading read_environment(const std::map<std::string, std::string>& environment);

/// A TOML file. A file that cannot be read, or is not TOML, is a problem.
[[nodiscard]] SourceReading read_toml_file(const std::filesystem::path& file);
}  // namespace interlock::server
