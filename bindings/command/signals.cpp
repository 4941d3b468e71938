#include "bindings/command/signals.hpp"

#include <optional>

#include "core/json.hpp"

namespace idleguard::command {
namespace {

// In pages this one has two words of its own, and the core's is the worse of the two.
constexpr std::string_view kThirdParty = "thirdPartyCookies";

std::string_view given_name(Signal signal) {
  return signal == Signal::third_party_blocked ? kThirdParty : name_of(signal);
}

std::string all_names() {
  std::string names;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    names.append(i == 0 ? "" : ", ").append(given_name(static_cast<Signal>(i)));
  }
  return names;
}

std::optional<Signal> signal_named(std::string_view name) {
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    if (given_name(static_cast<Signal>(i)) == name) return static_cast<Signal>(i);
  }
  return std::nullopt;
}

// What is wrong with it, or nothing.
std::string read_signal(const JsonNode& field, Signals& signals) {
  const std::string name(field.key);
  const auto signal = signal_named(field.key);
  if (!signal) return "there is no signal " + name + "; there are " + all_names();
  if (field.key == kThirdParty) {
    const bool is_blocked = field.text == "blocked";
    if (!is_blocked && field.text != "available") {
      return name + " is \"available\" or \"blocked\"";
    }
    signals.set(*signal, is_blocked);
    return "";
  }
  if (field.kind != JsonNode::Kind::boolean) return name + " is true or false";
  signals.set(*signal, field.boolean);
  return "";
}

}  // namespace

Signals signals_from(std::string_view text, std::string& wrong) {
  Problems problems;
  const JsonDocument json(text, problems);
  Signals signals;
  if (json.root() == nullptr || json.root()->kind != JsonNode::Kind::object) {
    wrong = "write one JSON object with each signal once, for example {\"keepMeSignedIn\":true}";
    return {};
  }
  for (const JsonNode& field : json.root()->children()) {
    std::string mistake = read_signal(field, signals);
    if (mistake.empty()) continue;
    wrong = std::move(mistake);
    return {};
  }
  return signals;
}

}  // namespace idleguard::command
