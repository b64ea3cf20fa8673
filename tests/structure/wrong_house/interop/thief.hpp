// A file that breaks the rule, so that the check is seen to refuse.
#include "storage/store.hpp"
