#include "core/text.hpp"

#include <array>

namespace idleguard {

std::optional<std::int64_t> take_digits(std::string_view& rest, std::size_t most) {
  std::size_t used = 0;
  std::int64_t value = 0;
  while (used < rest.size() && used < most && rest[used] >= '0' && rest[used] <= '9') {
    value = value * 10 + (rest[used++] - '0');
  }
  if (used == 0) return std::nullopt;
  rest.remove_prefix(used);
  return value;
}

void append_integer(std::string& out, std::int64_t value, std::size_t least) {
  std::array<char, 20> digits;
  auto rest = static_cast<std::uint64_t>(value);
  if (value < 0) {
    out.push_back('-');
    rest = 0 - rest;
  }
  std::size_t begin = digits.size();
  while (rest > 0 || digits.size() - begin < least) {
    digits[--begin] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  out.append(&digits[begin], digits.size() - begin);
}

std::optional<std::size_t> index_of(std::span<const std::string_view> names,
                                    std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace idleguard
