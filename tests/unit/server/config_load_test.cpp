// How sources are put together: precedence, places, and all problems at once.
#include <gmock/gmock.h>

#include <fstream>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kChain = "[chains.901]\nexecution = [\"http://a:1\"]\n";

std::string with_file_chain(std::string_view text)
{
    return std::string{text} + '\n' + std::string{kChain};
}

TEST(config_load, defaults)
{
    const auto config = load(with_chain({}));
    ASSERT_TRUE(config) << problems_of(config);
    EXPECT_EQ(config->data_dir, "interlock-data");
    EXPECT_EQ(to_string(config->grpc.listen), "127.0.0.1:7545");
    EXPECT_FALSE(config->query.admit_same_timestamp);
    EXPECT_EQ(config->safety.failsafe, default_failsafe_policies());
    EXPECT_FALSE(config->metrics.listen);
    EXPECT_EQ(config->query.max_concurrent, 64U);
    EXPECT_EQ(config->log.level, LogLevel::info);
    EXPECT_EQ(config->log.format, LogFormat::text);
    EXPECT_EQ(config->ingest.poll_interval, std::chrono::milliseconds{250});
    EXPECT_EQ(config->ingest.batch_blocks, 32U);
    EXPECT_EQ(config->ingest.request_timeout, std::chrono::milliseconds{10'000});
    EXPECT_EQ(config->ingest.max_reply_bytes, 67'108'864U);
    EXPECT_EQ(config->dependency_set.file, std::nullopt);
    EXPECT_EQ(config->dependency_set.expiry_window_s, std::nullopt);
    EXPECT_EQ(config->origin_of("grpc.listen"), "");
}

TEST(config_load, flag_over_environment_over_file_over_default)
{
    struct Case
    {
        const char* name;
        std::string file;
        Environment environment;
        std::vector<std::string> arguments;
        uint64_t want;
        std::string origin;
    };
    const std::string file{"ingest.batch_blocks = 1"};
    const Environment environment{{"INTERLOCK_INGEST_BATCH_BLOCKS", "2"}};
    const std::vector<std::string> arguments{"--ingest.batch_blocks=3"};
    const Case cases[]{
        {"default", "", {}, {}, 32, ""},
        {"file", file, {}, {}, 1, "interlock.toml:1"},
        {"environment", file, environment, {}, 2,
            "environment variable INTERLOCK_INGEST_BATCH_BLOCKS"},
        {"environment alone", "", environment, {}, 2, "environment variable"},
        {"flag", file, environment, arguments, 3, "flag --ingest.batch_blocks"},
        {"flag over file", file, {}, arguments, 3, "flag"},
        {"empty variable is unset", file, {{"INTERLOCK_INGEST_BATCH_BLOCKS", ""}}, {}, 1, ""},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto config = load_file(with_file_chain(c.file), c.arguments, c.environment);
        ASSERT_TRUE(config) << problems_of(config);
        EXPECT_EQ(config->ingest.batch_blocks, c.want);
        EXPECT_THAT(config->origin_of("ingest.batch_blocks"), HasSubstr(c.origin));
    }
}

TEST(config_load, a_list_is_replaced_not_extended_by_a_stronger_source)
{
    const auto config = load_file(kChain, {"--chains.901.execution=http://b:1"});
    ASSERT_TRUE(config) << problems_of(config);
    ASSERT_EQ(config->chains[0].execution.size(), 1U);
    EXPECT_EQ(config->chains[0].execution[0].secret_url(), "http://b:1");
}

TEST(config_load, a_repeated_flag_extends_a_list)
{
    const auto config =
        load({"--chains.901.execution=http://a:1", "--chains.0x385.execution", "http://a:2"});
    ASSERT_TRUE(config) << problems_of(config);
    EXPECT_EQ(config->chains[0].execution.size(), 2U);
}

TEST(config_load, a_chain_may_be_spread_over_sources)
{
    const auto config = load_file("[chains.0x385]\nname = \"a\"\n", {"--chains.901.block_time_s=2"},
        {{"INTERLOCK_CHAINS_0X385_EXECUTION", "http://a:1"}});
    ASSERT_TRUE(config) << problems_of(config);
    ASSERT_EQ(config->chains.size(), 1U);
    EXPECT_EQ(config->chains[0].name, "a");
    EXPECT_EQ(config->chains[0].block_time_s, 2U);
    EXPECT_EQ(config->chains[0].execution.size(), 1U);
}

TEST(config_load, the_file_is_named_by_flag_or_environment)
{
    const TempFolder folder;
    const auto a = folder.write("a.toml", with_file_chain("ingest.batch_blocks = 1")).string();
    const auto b = folder.write("b.toml", with_file_chain("ingest.batch_blocks = 2")).string();
    EXPECT_EQ(load({}, {{"INTERLOCK_CONFIG", a}})->ingest.batch_blocks, 1U);
    EXPECT_EQ(load({"--config", b}, {{"INTERLOCK_CONFIG", a}})->ingest.batch_blocks, 2U);
}

TEST(config_load, relative_paths)
{
    const TempFolder folder;
    const auto file = folder.write("etc/interlock.toml",
        "data_dir = \"../data\"\n"
        "dependency_set.file = \"/abs/set.json\"\n"
        "[chains.901]\n"
        "execution = [\"http://a:1\"]\n"
        "rollup_config = \"rollup.json\"\n");
    const auto from_file = load({"--config=" + file.string()});
    ASSERT_TRUE(from_file) << problems_of(from_file);
    EXPECT_EQ(from_file->data_dir, folder.path() / "data");
    EXPECT_EQ(from_file->dependency_set.file, "/abs/set.json");
    EXPECT_EQ(from_file->chains[0].rollup_config, folder.path() / "etc/rollup.json");

    const auto stronger = load({"--config=" + file.string(), "--data_dir=here"},
        {{"INTERLOCK_CHAINS_901_ROLLUP_CONFIG", "./there/rollup.json"}});
    ASSERT_TRUE(stronger) << problems_of(stronger);
    EXPECT_EQ(stronger->data_dir, "here");
    EXPECT_EQ(stronger->chains[0].rollup_config, "there/rollup.json");
}

TEST(config_load, all_problems_at_once_each_with_its_place)
{
    const auto loaded = load_file(
        "data_dir = 5\n"                  // line 1
        "grpc.lisen = \"127.0.0.1:1\"\n"  // line 2
        "[ingest]\n"                      // line 3
        "batch_blocks = 0\n"              // line 4
        "[chains.901]\n"                  // line 5
        "name = \"a\"\n"                  // line 6
        "[chains.902]\n"                  // line 7
        "name = \"a\"\n"                  // line 8
        "execution = [\"http://b:1\"]\n",
        {"--log.levle=info"}, {{"INTERLOCK_LOG_FORMAT", "xml"}});
    ASSERT_FALSE(loaded);
    const auto problems = all(loaded.error());
    EXPECT_EQ(loaded.error().size(), 7U) << problems;
    EXPECT_THAT(problems, HasSubstr("data_dir is 5, but must be text in quotes ("));
    EXPECT_THAT(problems, HasSubstr("interlock.toml:1)"));
    EXPECT_THAT(problems, HasSubstr("grpc.lisen is not a setting; did you mean grpc.listen? ("));
    EXPECT_THAT(problems, HasSubstr("interlock.toml:2)"));
    EXPECT_THAT(problems, HasSubstr("ingest.batch_blocks is 0, but must be 1 to 1024 ("));
    EXPECT_THAT(problems, HasSubstr("interlock.toml:4)"));
    EXPECT_THAT(problems, HasSubstr("chains.901.execution is missing"));
    EXPECT_THAT(problems, HasSubstr("interlock.toml:5)"));
    EXPECT_THAT(problems, HasSubstr("chains.902.name is \"a\", but that is the name of chain 901"));
    EXPECT_THAT(problems, HasSubstr("interlock.toml:8)"));
    EXPECT_THAT(
        problems, HasSubstr("log.format is \"xml\", but must be text or json (environment variable "
                            "INTERLOCK_LOG_FORMAT)"));
    EXPECT_THAT(problems,
        HasSubstr("--log.levle is not a setting; did you mean log.level? (command line)"));
}

TEST(config_load, a_wrong_value_is_refused_even_when_overridden)
{
    EXPECT_THAT(
        problems_of(load_file(with_file_chain("log.level = \"loud\""), {"--log.level=info"})),
        HasSubstr("log.level is \"loud\""));
}

TEST(config_load, a_broken_value_is_not_missing_as_well)
{
    const auto loaded = load_file("[chains.901]\nexecution = \"http://a:1\"\n");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().size(), 1U) << all(loaded.error());
    EXPECT_THAT(all(loaded.error()), HasSubstr("must be a list of texts in quotes"));
}

TEST(config_load, types_in_the_file)
{
    struct Case
    {
        const char* line;
        const char* problem;
    };
    static constexpr Case kCases[]{
        {"log.level = true", "log.level is true or false, but must be text in quotes"},
        {"log.level = 1", "log.level is 1, but must be text in quotes"},
        {"log.level = [\"info\"]", "log.level is [\"info\"], but must be text in quotes"},
        {"ingest.batch_blocks = \"32\"", "is \"32\", but must be a whole number"},
        {"ingest.batch_blocks = 32.0", "is a decimal number, but must be a whole number"},
        {"ingest.batch_blocks = 2026-01-01", "is a date or time, but must be a whole number"},
        {"ingest.batch_blocks = { a = 1 }", "ingest.batch_blocks.a is not a setting"},
        {"chains.902.execution = [1]",
            "chains.902.execution is a list, but must be a list of "
            "texts in quotes"},
        {"chains.901.activation_time = []", "is [], but must be a whole number or text"},
        {"chains = 5", "chains is a section, but is given a whole number"},
        {"grpc = \"127.0.0.1:1\"", "grpc is a section, but is given text"},
        {"chains.901 = \"http://a\"", "chains.901 is a section, but is given text"},
        {"[[chains]]", "chains is a section, but is given a list"},
        {"\"grpc.listen\" = \"127.0.0.1:1\"", "grpc.listen is not a setting: a dot in quotes"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.line);
        EXPECT_THAT(problems_of(load_file(c.line)), HasSubstr(c.problem));
    }
}

TEST(config_load, a_chain_twice_in_two_spellings_is_refused)
{
    const auto loaded =
        load_file("[chains.901]\nexecution = [\"http://a:1\"]\n[chains.0x385]\nname = \"b\"\n");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().size(), 1U) << all(loaded.error());
    EXPECT_THAT(all(loaded.error()),
        HasSubstr("chains.0x385 is chain 901 again, which has a section already ("));
    EXPECT_THAT(problems_of(load({},
                    {{"INTERLOCK_CHAINS_901_NAME", "a"}, {"INTERLOCK_CHAINS_0x385_NAME", "a"}})),
        HasSubstr("chains.901.name is given twice, before by environment variable "
                  "INTERLOCK_CHAINS_0x385_NAME"));
}

TEST(config_load, files_that_cannot_be_read)
{
    const TempFolder folder;
    EXPECT_THAT(problems_of(load({"--config=" + (folder.path() / "none.toml").string()})),
        HasSubstr("the configuration file cannot be read: No such file or directory"));
    EXPECT_THAT(problems_of(load({"--config=" + folder.path().string()})),
        HasSubstr("the configuration file cannot be read: Is a directory"));
    EXPECT_THAT(problems_of(load_file("data_dir = \n")), HasSubstr("is not TOML: "));
    EXPECT_THAT(problems_of(load_file("log.level = \"info\"\nlog.level = \"info\"\n")),
        HasSubstr("interlock.toml:2"));
}

TEST(config_load, a_file_of_the_greatest_length_and_one_byte_more)
{
    std::string text = std::string{kChain} + "#";
    text.resize(size_t{1} << 20U, 'x');
    EXPECT_EQ(problems_of(load_file(text)), "");
    EXPECT_THAT(problems_of(load_file(text + "x")),
        HasSubstr("the configuration file is longer than 1048576 bytes"));
}

TEST(config_load, deep_nesting_is_an_error_and_no_crash)
{
    EXPECT_THAT(problems_of(load_file("log.level = " + std::string(500'000, '['))),
        HasSubstr("is not TOML"));
}

TEST(config_load, no_more_chains_than_can_be_followed)
{
    std::string text;
    for (int i = 1; i <= 1'024; ++i)
        text += "[chains." + std::to_string(i) + "]\nexecution = [\"http://a:1\"]\n";
    EXPECT_EQ(problems_of(load_file(text)), "");
    text += "[chains.1025]\nexecution = [\"http://a:1\"]\n";
    EXPECT_THAT(
        problems_of(load_file(text)), HasSubstr("chains are 1025, but must be at most 1024"));
}

TEST(config_load, chains_are_ordered_by_id)
{
    const auto config = load({"--chains.1000.execution=http://c", "--chains.99.execution=http://a",
        "--chains.0xff.execution=http://b"});
    ASSERT_TRUE(config) << problems_of(config);
    ASSERT_EQ(config->chains.size(), 3U);
    EXPECT_EQ(to_string(config->chains[0].id), "99");
    EXPECT_EQ(to_string(config->chains[1].id), "255");
    EXPECT_EQ(to_string(config->chains[2].id), "1000");
}

TEST(config_load, an_empty_section_of_a_chain_names_the_chain)
{
    EXPECT_THAT(
        problems_of(load_file("[chains.901]\n")), HasSubstr("chains.901.execution is missing"));
}
}  // namespace
}  // namespace interlock::server::test
