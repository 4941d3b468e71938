// TimeSpan text (R18, R19, R23): whatever is taken for a length can be written and read again, and
// nothing is taken for one that is not of digits, two colons and dots. The user's own limit (R31)
// is such a length, or the word for none.
#include <algorithm>
#include <cstring>

#include "core/duration.hpp"
#include "core/policy_document.hpp"
#include "tests/fuzz/support/fuzz.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

namespace {

constexpr Millis kLongest = hours(24 * 100'000);

void expect_round_trip(Millis length) {
  const std::string text = format_duration(length);
  expect(parse_duration(text) == length, "what is written is read back the same");
  expect(text.size() <= std::string_view("99999.23:59:59.999").size(), "it is written shortly");
}

void read_text(std::string_view text) {
  const auto length = parse_duration(text);
  expect(parse_duration(text) == length, "reading twice gives the same");
  if (!length) return;
  expect(*length >= Millis{0} && *length < kLongest, "a length is not negative, nor endless");
  expect(std::count(text.begin(), text.end(), ':') == 2, "a bare number is no length (R23)");
  expect(text.find_first_not_of("0123456789:.") == std::string_view::npos, "nor is a sign (R23)");
  expect_round_trip(*length);
}

void read_user_limit(std::string_view text) {
  Findings findings;
  const Preference limit = read_preference(text, findings);
  expect(limit.has_value() == findings.problems.empty(), "a limit exactly when nothing is wrong");
  if (!limit) return;
  expect(limit == (text == "never" ? kNeverIdle : parse_duration(text)), "it is what is written");
  expect(limit == kNeverIdle || (*limit >= minutes(5) && *limit <= hours(24)),
         "from 5 minutes to a day, or none");
}

void write_number(std::string_view bytes) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), std::min(bytes.size(), sizeof number));
  expect_round_trip(
      {static_cast<std::int64_t>(number % static_cast<std::uint64_t>(kLongest.count))});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  read_text(text);
  read_user_limit(text);
  write_number(text);
  return 0;
}
