// nlohmann/json, with its number conversions replaced. Its lexer brings printf and strtod along, a
// third of the whole module, and no document of ours has a use for fractions: a number that is not
// an integer is only ever reported as wrong. Integers are exact. The standard headers come first, so
// that the renaming reaches the library alone. Delete this once a fraction means something to us.
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

inline double idleguard_fraction(const char* text, char** end) {
  *end = const_cast<char*>(text) + strlen(text);
  return 0;
}

inline int idleguard_print(char* out, size_t size, const char* /*format*/, ...) {
  if (size > 0) *out = '\0';
  return 0;
}

}  // namespace std

#define snprintf idleguard_print
#define strtof idleguard_fraction
#define strtod idleguard_fraction
#define strtold idleguard_fraction
#include <nlohmann/json.hpp>
#undef snprintf
#undef strtof
#undef strtod
#undef strtold
