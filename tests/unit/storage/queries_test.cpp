// How SQLite runs each statement: by searching b-trees, never by going through a table or sorting.
#include "storage/queries.hpp"

#include "storage/schema.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
using testing::AnyOf;
using testing::StartsWith;

TEST(queries, are_searches)
{
    const TempDir directory;
    const auto file = directory.path() / "index.db";
    const auto connection = must(sqlite::Connection::open(file, sqlite::Access::read_write));
    must(migrate(*connection, file));
    for (const char* const sql : queries::kAll)
    {
        SCOPED_TRACE(sql);
        const std::string explain = std::string{"EXPLAIN QUERY PLAN "} + sql;
        sqlite::Statement statement{*connection, explain.c_str(), "explain"};
        auto rows = statement.query();
        while (must(rows.next()))
        {
            const std::string plan{rows.text(3)};
            // All chains are few, and come in the order of an index.
            EXPECT_THAT(plan, AnyOf(StartsWith("SEARCH "), StartsWith("SCAN chain USING ")));
        }
    }
}
}  // namespace
}  // namespace interlock::storage
