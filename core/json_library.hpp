// The lexer of nlohmann/json, with its number conversions and its error texts replaced. The first
// bring printf, strtod and strtoll along, a third of the whole module, and no document of ours has
// a use for fractions: a number that is not an integer is only ever reported as wrong, and the text
// of a number is what the reader looks at. The second are fifty sentences that nobody reads. The
// standard headers come first, so that the renaming reaches the library alone.
// Delete this once a fraction means something to us.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <valarray>
#include <vector>
#ifdef __cpp_lib_filesystem
#include <filesystem>
#endif

// The library writes `std::strtod`, so the stand-ins must live there.
namespace std {

template <class... Base>
constexpr int idleguard_number(const char* text, char** end, Base...) {
  *end = const_cast<char*>(text) + strlen(text);
  return 0;
}

inline int idleguard_print(char* out, size_t size, const char* /*format*/, ...) {
  if (size > 0) *out = '\0';
  return 0;
}

// Takes the lexer's text about what is wrong, and forgets it: we say where, in words of our own. A
// template, for then the lexer's way of handing out that text, which nobody calls, may be nonsense.
template <class BasicJsonType>
struct idleguard_unsaid {
  // NOLINTNEXTLINE(misc-unconventional-assign-operator)
  constexpr const char* operator=(const char* /*text*/) const { return ""; }
};

}  // namespace std

#define error_message error_text = std::idleguard_unsaid<BasicJsonType>()
#define snprintf idleguard_print
#define strtof idleguard_number
#define strtod idleguard_number
#define strtold idleguard_number
#define strtoll idleguard_number
#define strtoull idleguard_number
#include <nlohmann/detail/input/lexer.hpp>
#undef error_message
#undef snprintf
#undef strtof
#undef strtod
#undef strtold
#undef strtoll
#undef strtoull

// The lexer is in the library's `detail`, in a header of its own that says its version since 3.11.
static_assert(NLOHMANN_JSON_VERSION_MAJOR == 3 && NLOHMANN_JSON_VERSION_MINOR >= 11);
