#include "core/duration.hpp"

#include "tests/core/support/catch.hpp"

using namespace idleguard;

TEST_CASE("a duration is read as .NET writes it (R18, R19, V34)", "[duration]") {
  CHECK(parse_duration("00:05:00") == minutes(5));
  CHECK(parse_duration("1.00:00:00") == hours(24));
  CHECK(parse_duration("23:59:59") == hours(24) - seconds(1));
  CHECK(parse_duration("1.00:00:01") == hours(24) + seconds(1));
  CHECK(parse_duration("00:04:59") == minutes(5) - seconds(1));
  CHECK(parse_duration("00:00:01.5") == Millis{1500});
  CHECK(parse_duration("00:00:00.0019999") == Millis{1});
  CHECK(parse_duration("00:00:00") == Millis{0});
}

TEST_CASE("what is no duration is refused, bare numbers and overflowing fields first (R23)",
          "[duration]") {
  const auto* text =
      GENERATE("60", "", "-00:05:00", "00:75:00", "24:00:00", "00:00:60", "0:05:00", "00:05",
               " 00:05:00", "00:05:00 ", "00:05:00.", ".00:05:00", "00:05:00.12345678",
               "123456.00:00:00", "1:00:00:00", "00.05.00", "+1.00:00:00", "00:0a:00", "٠٠:٠٥:٠٠");
  CAPTURE(text);
  CHECK_FALSE(parse_duration(text).has_value());
}

TEST_CASE("what is written is read back the same", "[duration]") {
  const auto count = GENERATE(as<std::int64_t>{}, 0, 1, 999, 1000, 59'999, 3'600'000, 86'400'000,
                              90'061'001, 8'639'999'999'999);
  CHECK(parse_duration(format_duration({count})) == Millis{count});
}

TEST_CASE("a duration is written in its shortest form", "[duration]") {
  CHECK(format_duration(hours(1)) == "01:00:00");
  CHECK(format_duration(hours(24)) == "1.00:00:00");
  CHECK(format_duration(Millis{1500}) == "00:00:01.500");
}
