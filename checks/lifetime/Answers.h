// What is asked of another function or a variable, as numbers that another version of the file can be compared by.
#pragma once
#include <cstdint>
#include <optional>

namespace raiitidy::lifetime {

struct ParameterEffect;
struct Summary;

/// All of \p S, if it gives no handle; else nothing.
std::optional<uint64_t> numberFor(const Summary &S);
/// All of \p Effect, if it releases nothing; else nothing.
std::optional<uint64_t> numberFor(const ParameterEffect &Effect);
uint64_t numberFor(std::optional<int64_t> Value);

} // namespace raiitidy::lifetime
