// --help and the template say what the table says.
#include <gmock/gmock.h>

#include <sstream>

#include "config_support.hpp"
#include "server/config/keys.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;

/// The template with its settings in force.
std::string uncommented(const std::string& text)
{
    std::istringstream lines{text};
    std::string out;
    for (std::string line; std::getline(lines, line);)
    {
        const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
        out += (is_setting ? line.substr(1) : line) + '\n';
    }
    return out;
}

TEST(config_documentation, the_template_as_printed_sets_nothing)
{
    const auto config = load_file(config_template(), with_chain({}));
    ASSERT_TRUE(config) << problems_of(config);
    EXPECT_EQ(config->origins.size(), 1U);  // The chain's, from the flag.
}

TEST(config_documentation, the_template_uncommented_gives_the_defaults_and_the_examples)
{
    const TempFolder folder;
    const auto file = folder.write("interlock.toml", uncommented(config_template()));
    const auto config = load({"--config=" + file.string()});
    ASSERT_TRUE(config) << problems_of(config);
    for (const auto& setting : settings())
    {
        std::string key{setting.key};
        if (setting.per_chain())
            key.replace(key.find("<id>"), 4, "901");
        EXPECT_THAT(config->origin_of(key), HasSubstr("interlock.toml:")) << key;
    }

    const auto defaults = load(with_chain({}));
    ASSERT_TRUE(defaults);
    EXPECT_EQ(config->data_dir, (folder.path() / defaults->data_dir).lexically_normal());
    EXPECT_EQ(config->grpc.listen, defaults->grpc.listen);
    EXPECT_EQ(config->query.admit_same_timestamp, defaults->query.admit_same_timestamp);
    EXPECT_EQ(config->query.max_concurrent, defaults->query.max_concurrent);
    EXPECT_EQ(config->log.level, defaults->log.level);
    EXPECT_EQ(config->log.format, defaults->log.format);
    EXPECT_EQ(config->ingest.poll_interval, defaults->ingest.poll_interval);
    EXPECT_EQ(config->ingest.batch_blocks, defaults->ingest.batch_blocks);
    EXPECT_EQ(config->ingest.request_timeout, defaults->ingest.request_timeout);
    EXPECT_EQ(config->ingest.max_reply_bytes, defaults->ingest.max_reply_bytes);
    ASSERT_EQ(config->chains.size(), 1U);
    EXPECT_EQ(config->chains[0].activation, ActivationSetting{});
    EXPECT_EQ(config->chains[0].execution[0].secret_url(), "http://127.0.0.1:8545");
}

TEST(config_documentation, help_names_every_flag_variable_and_default)
{
    const auto help = help_text();
    for (const auto& setting : settings())
    {
        EXPECT_THAT(help, HasSubstr("\n  --" + std::string{setting.key} + ' '));
        EXPECT_THAT(help, HasSubstr("\n  " + variable_name(setting.key) + '\n'));
        if (setting.has_default)
        {
            EXPECT_THAT(help, HasSubstr("      Default: " + std::string{setting.sample} + '\n'));
        }
    }
    for (const auto flag : command_flags())
        EXPECT_THAT(help, HasSubstr("--" + std::string{flag} + ' '));
}

TEST(config_documentation, no_line_is_too_long)
{
    for (const auto& text : {help_text(), config_template()})
    {
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(line.size(), 82U) << line;  // "…" counts as three.
    }
}
}  // namespace
}  // namespace interlock::server::test
