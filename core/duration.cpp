#include "core/duration.hpp"

#include "core/check.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::size_t kMostDayDigits = 5;
constexpr std::size_t kMostFractionDigits = 7;

// Takes exactly two digits below `limit`.
std::optional<std::int64_t> take_pair(std::string_view& rest, std::int64_t limit) {
  const std::size_t before = rest.size();
  const auto value = take_digits(rest, 2);
  if (!value || before - rest.size() != 2 || *value >= limit) return std::nullopt;
  return value;
}

bool take(std::string_view& rest, char expected) {
  if (rest.empty() || rest.front() != expected) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> take_fraction(std::string_view& rest) {
  const std::size_t before = rest.size();
  const auto value = take_digits(rest, kMostFractionDigits);
  if (!value) return std::nullopt;
  std::int64_t ticks = *value;
  for (std::size_t n = before - rest.size(); n < kMostFractionDigits; ++n) ticks *= 10;
  return ticks / 10'000;
}

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  std::int64_t days = 0;
  std::string_view rest = text;
  const auto before_dot = take_digits(rest, kMostDayDigits);
  if (before_dot && take(rest, '.')) {
    days = *before_dot;
    text = rest;
  }
  const auto hour = take_pair(text, 24);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_pair(text, 60);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_pair(text, 60);
  if (!second) return std::nullopt;
  std::int64_t fraction = 0;
  if (take(text, '.')) {
    const auto value = take_fraction(text);
    if (!value) return std::nullopt;
    fraction = *value;
  }
  if (!text.empty()) return std::nullopt;
  return hours(days * 24 + *hour) + minutes(*minute) + seconds(*second) + Millis{fraction};
}

std::string format_duration(Millis length) {
  IDLEGUARD_CHECK(length.count >= 0);
  std::string text;
  const std::int64_t all_seconds = length.count / 1000;
  const std::int64_t days = all_seconds / 86'400;
  if (days > 0) {
    append_integer(text, days);
    text.push_back('.');
  }
  append_integer(text, all_seconds / 3'600 % 24, 2);
  text.push_back(':');
  append_integer(text, all_seconds / 60 % 60, 2);
  text.push_back(':');
  append_integer(text, all_seconds % 60, 2);
  if (length.count % 1000 != 0) {
    text.push_back('.');
    append_integer(text, length.count % 1000, 3);
  }
  return text;
}

}  // namespace idleguard
