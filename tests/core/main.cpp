// Catch2's own main; compiled once, for it is slow.
#define CATCH_CONFIG_MAIN
#include "tests/core/support/catch.hpp"
