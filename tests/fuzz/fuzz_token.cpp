// Claims of anybody's making (R61 to R73): whatever they are, they say something or nothing, only
// of what claims can speak of; what they hold besides changes nothing; and a token that is renewed
// by itself says the same.
#include "core/token.hpp"

#include "tests/fuzz/support/fuzz.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

namespace {

bool is_same(const TokenClaims& a, const TokenClaims& b) {
  return a.signals == b.signals && a.session == b.session &&
         a.authenticated_at == b.authenticated_at;
}

// How a token is written once more, with more in it than is known to anyone.
class Writer {
 public:
  explicit Writer(const JsonNode& claims) {
    claims.kind == JsonNode::Kind::object ? write_claims(claims) : write(claims);
  }

  const std::string& text() const { return out_; }

 private:
  void write_claims(const JsonNode& claims) {
    out_ += '{';
    for (const JsonNode& claim : claims.children()) {
      append_json_string(out_, claim.key);
      out_ += ':';
      const bool is_list = claim.key == "signin_state" || claim.key == "controls";
      is_list ? write_with_unknown(claim) : write(claim);
      out_ += ',';
    }
    out_ += R"("nobody's":["kmsi","app_res"]})";
  }

  // R66, R70: values that grant nothing. R67: one string is a list of it.
  void write_with_unknown(const JsonNode& claim) {
    if (claim.kind == JsonNode::Kind::string) {
      out_ += R"(["inknownntwk",)";
      write(claim);
      out_ += ']';
    } else if (claim.kind == JsonNode::Kind::array) {
      out_ += '[';
      for (const JsonNode& each : claim.children()) {
        write(each);
        out_ += ',';
      }
      out_ += R"("kmsi kmsi",0,{"kmsi":true},["kmsi","app_res"],"ca_enf"])";
    } else {
      write(claim);
    }
  }

  void write(const JsonNode& node) {
    switch (node.kind) {
      case JsonNode::Kind::null:
        out_ += "null";
        break;
      case JsonNode::Kind::boolean:
        out_ += node.boolean ? "true" : "false";
        break;
      case JsonNode::Kind::integer:
        out_ += std::to_string(node.integer);
        break;
      case JsonNode::Kind::fraction:
        out_ += "0.5";
        break;
      case JsonNode::Kind::string:
        append_json_string(out_, node.text);
        break;
      default:
        write_inside(node);
    }
  }

  void write_inside(const JsonNode& node) {
    const bool is_object = node.kind == JsonNode::Kind::object;
    out_ += is_object ? '{' : '[';
    bool is_first = true;
    for (const JsonNode& child : node.children()) {
      if (!is_first) out_ += ',';
      is_first = false;
      if (is_object) {
        append_json_string(out_, child.key);
        out_ += ':';
      }
      write(child);
    }
    out_ += is_object ? '}' : ']';
  }

  std::string out_;
};

void expect_no_others(Signals signals) {
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    const auto signal = static_cast<Signal>(i);
    const bool is_in_tokens =
        signal == Signal::keep_me_signed_in || signal == Signal::device_compliant ||
        signal == Signal::device_domain_joined || signal == Signal::app_enforced_restrictions;
    expect(is_in_tokens || !signals.is_known(signal), "claims speak of four signals alone");
    expect(signals.is_known(signal) || !signals.holds(signal), "the unknown does not hold (R61)");
  }
}

void expect_stable_renewal(const TokenClaims& before, const TokenClaims& token) {
  expect(is_same(renewed(token, token), token), "renewed by itself, a token says the same");
  const TokenClaims once = renewed(before, token);
  expect(is_same(renewed(once, token), once), "a token that comes twice changes nothing");
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    const auto signal = static_cast<Signal>(i);
    expect(!token.signals.is_known(signal) ||
               once.signals.holds(signal) == token.signals.holds(signal),
           "the newer token goes before the older (R64)");
    expect(
        !once.signals.holds(signal) || token.signals.holds(signal) || before.signals.holds(signal),
        "renewal makes nothing up");
  }
}

TokenClaims known_claims(std::string_view text) {
  Problems problems;
  const JsonDocument document(text, problems);
  return read_token(*document.root());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Problems problems;
  const JsonDocument document(text_of(data, size), problems);
  if (document.root() == nullptr) return 0;
  const TokenClaims token = read_token(*document.root());
  expect(is_same(read_token(*document.root()), token), "reading twice gives the same");
  expect_no_others(token.signals);

  const Writer writer(*document.root());
  const JsonDocument longer(writer.text(), problems, 8 * kMostJsonBytes);
  // What has more in it may be beyond a bound, or have that claim already.
  if (longer.root() != nullptr) {
    expect(is_same(read_token(*longer.root()), token), "what is not known changes nothing (R66)");
  }

  static const TokenClaims kBefore =
      known_claims(R"({"sid":"one","auth_time":5,"signin_state":["kmsi"],"controls":["app_res"]})");
  expect_stable_renewal(kBefore, token);
  expect_stable_renewal({}, token);
  expect_stable_renewal(token, kBefore);
  return 0;
}
