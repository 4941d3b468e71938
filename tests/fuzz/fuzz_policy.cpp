// The policy document (R12, R24): it is a policy or it has problems, every problem can be found in
// it, and reading it again says the same.
#include "core/policy_document.hpp"

#include "tests/fuzz/support/fuzz.hpp"
#include "tests/fuzz/support/places.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  Findings findings;
  const bool valid = read_policy(text, findings).has_value();
  expect(valid == findings.problems.empty(), "a policy exactly when there is no problem");

  Problems ignored;
  const JsonDocument document(text, ignored);
  for (const Problem& problem : findings.problems) expect_place(document, text, problem);
  for (const Problem& warning : findings.warnings) expect_place(document, text, warning);

  Findings again;
  expect(read_policy(text, again).has_value() == valid, "reading twice gives the same");
  expect(is_same(findings.problems, again.problems), "reading twice finds the same problems");
  expect(is_same(findings.warnings, again.warnings), "reading twice finds the same warnings");
  return 0;
}
