// The small lazy task of the guards' tests, for tests of checks.
#include "../guards/lazy.hpp"
