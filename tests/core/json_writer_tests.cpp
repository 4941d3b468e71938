#include "core/json_writer.hpp"

#include "core/json.hpp"
#include "tests/core/support/catch.hpp"

using namespace idleguard;

TEST_CASE("JSON is written with its members in order, two columns a level", "[writer]") {
  JsonWriter json;
  json.open_object();
  json.key("a").integer(-1).key("b").null().key("c").flag(true);
  json.key("d").open_list().text("x").open_object().close().open_list().close().close();
  json.key("e").flag(false);
  CHECK(json.close().finish() == R"({
  "a": -1,
  "b": null,
  "c": true,
  "d": [
    "x",
    {},
    []
  ],
  "e": false
}
)");
}

TEST_CASE("whatever is written as text is read back as it was", "[writer]") {
  const std::string text =
      "quote \" backslash \\ line\nend, bell \a, zero" + std::string(1, '\0') + "\x7f and \xC3\xBC";
  const std::string written = JsonWriter().open_list().text(text).close().finish();
  Problems problems;
  const JsonDocument document(written, problems);
  REQUIRE(document.root() != nullptr);
  CHECK((*document.root()->children().begin()).text == text);
}
