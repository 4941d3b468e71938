// The module's face: two functions, text in and text out. One module instance serves one session,
// so that a failure in one cannot touch another, and nothing needs a handle.
#include <emscripten/bind.h>

#include "bindings/embind/from_js.hpp"
#include "bindings/embind/to_js.hpp"
#include "core/check.hpp"

namespace idleguard {
namespace {

std::optional<Millis> policy_refresh;
// Never destroyed: it lives as long as its module.
Session* session = nullptr;

std::string start(const std::string& json) {
  Findings findings;
  const auto request = start_request_from_js(json, findings);
  if (!request) return refusal_to_js(findings);
  policy_refresh = request->policy_refresh;
  session = new Session(request->config);
  return start_answer_to_js(*request, findings);
}

std::string handle(const std::string& json) {
  IDLEGUARD_CHECK(session != nullptr);
  Findings findings;
  const auto request = input_from_js(json, findings);
  if (!request) return refusal_to_js(findings);
  if (request->policy_refresh) policy_refresh = request->policy_refresh;
  const Output output = session->handle(request->input);
  return output_to_js({output, *session, policy_refresh, findings.warnings});
}

}  // namespace
}  // namespace idleguard

EMSCRIPTEN_BINDINGS(idleguard) {
  emscripten::function("start", &idleguard::start);
  emscripten::function("handle", &idleguard::handle);
}
