// The index as one of the two views of promotion shows it.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// For the time of one answer; what it refers to outlives it.
struct CrossIndex
{
    const storage::View& index;
    const DependencySet& set;
    CrossView view = CrossView::unsafe;
};
}  // namespace interlock::server
