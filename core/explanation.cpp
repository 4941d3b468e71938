#include "core/explanation.hpp"

#include <algorithm>
#include <array>

#include "core/duration.hpp"
#include "core/explanation_notes.hpp"
#include "core/json_writer.hpp"

namespace idleguard {
namespace {

constexpr std::size_t kPageWidth = 80;
constexpr std::size_t kLabelWidth = 12;

// By stance.
constexpr std::array<std::string_view, 4> kStates = {"disabled", "suspended", "exempt", "active"};
constexpr std::array<std::string_view, 4> kStateTexts = {
    "the session is not watched", "the session is not watched as long as this holds",
    "the session is left alone", "the session is watched"};

// By row (section 6 of the semantics).
constexpr std::array<std::string_view, 7> kRowNames = {"C1", "C2", "C3", "C4", "C5", "C6", "C7"};
constexpr std::array<std::string_view, 7> kRowTexts = {"the policy is off for this session",
                                                       "third-party storage is blocked",
                                                       "keep me signed in",
                                                       "single sign-on of a joined device",
                                                       "managed device, app-enforced restrictions",
                                                       "managed device, no such restrictions",
                                                       "anything else: nothing exempts it"};

// By source.
constexpr std::array<std::string_view, kSourceCount> kSourceTexts = {
    "Microsoft 365 idle session timeout", "SharePoint and OneDrive idle session sign-out",
    "Outlook activity-based timeout", "Azure portal inactivity timeout", "the app's own policy"};

// By activity rule.
constexpr std::array<std::string_view, 3> kActivityTexts = {
    "input of any kind", "a click or key that leads to a request of the app",
    "input, and the focus as long as the page has it"};

template <class Texts, class Value>
std::string_view text_of(const Texts& texts, Value value) {
  return texts[static_cast<std::size_t>(value)];
}

// R38, R39: everybody whose group ends with this one.
std::vector<AppClass> ended_apps(const Question& question, const Decision& decision) {
  std::vector<AppClass> apps;
  for (std::size_t i = 0; i < kAppClassCount; ++i) {
    const auto app = static_cast<AppClass>(i);
    const Group group = decide(question.policy, app, {}).group;
    if (decision.ends.contains(group)) apps.push_back(app);
  }
  return apps;
}

// Breaks `text` between words; lines after the first begin below its own beginning.
void append_wrapped(std::string& page, std::string_view text, std::size_t indent) {
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + length > kPageWidth) {
      page.append("\n").append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      page += ' ';
      ++column;
    }
    page += text.substr(0, length);
    column += length;
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  page += '\n';
}

void append_row(std::string& page, std::string_view label, std::string_view text) {
  page.append(label).append(kLabelWidth - label.size(), ' ');
  append_wrapped(page, text, kLabelWidth);
}

void append_length(std::string& page, std::string_view label, const std::optional<Millis>& length) {
  std::string text = "none";
  if (length) {
    text = format_duration(*length) + " after the last activity (" + in_words(*length) + ")";
  }
  append_row(page, label, text);
}

std::string with_name(std::string_view name, std::string_view text) {
  return std::string(name).append(": ").append(text);
}

void write_length(JsonWriter& json, std::string_view name, const std::optional<Millis>& length) {
  json.key(name);
  length ? json.integer(length->count) : json.null();
}

std::optional<Millis> warning_of(const Decision& decision) {
  return decision.limits ? decision.limits->warn_after : std::nullopt;
}

std::optional<Millis> end_of(const Decision& decision) {
  return decision.limits ? std::optional(decision.limits->sign_out_after) : std::nullopt;
}

}  // namespace

Explanation explain(const Question& question) {
  Explanation explanation{
      .question = question,
      .decision = decide(question.policy, question.app, question.signals, question.preference)};
  const Decision& decision = explanation.decision;
  if (decision.stance == Stance::enforced) explanation.signs_out = ended_apps(question, decision);
  explanation.is_legacy =
      decision.source == Source::share_point || decision.source == Source::outlook;
  explanation.notes = notes_on(question, decision);
  return explanation;
}

std::string json_of(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  JsonWriter json;
  json.open_object();
  json.key("state").text(text_of(kStates, decision.stance));
  json.key("condition").text(text_of(kRowNames, decision.condition));
  json.key("source");
  decision.source ? json.text(name_of(*decision.source)) : json.null();
  write_length(json, "warnAfterMs", warning_of(decision));
  write_length(json, "signOutAfterMs", end_of(decision));
  json.key("signsOut").open_list();
  for (const AppClass app : explanation.signs_out) json.text(name_of(app));
  json.close();
  json.key("legacy").flag(explanation.is_legacy);
  json.key("notes").open_list();
  for (const std::string& note : explanation.notes) json.text(note);
  return json.close().close().finish();
}

std::string page_of(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  std::string page;
  append_row(page, "App", name_of(explanation.question.app));
  append_row(page, "State",
             with_name(text_of(kStates, decision.stance), text_of(kStateTexts, decision.stance)));
  append_row(
      page, "Condition",
      with_name(text_of(kRowNames, decision.condition), text_of(kRowTexts, decision.condition)));
  const auto source = decision.source;
  append_row(page, "Source",
             source ? with_name(name_of(*source), text_of(kSourceTexts, *source)) : "none");
  if (decision.limits) {
    append_length(page, "Prompt", warning_of(decision));
    append_length(page, "Sign-out", end_of(decision));
    std::string apps;
    for (const AppClass app : explanation.signs_out) {
      apps.append(apps.empty() ? "" : ", ").append(name_of(app));
    }
    append_row(page, "Signs out", apps);
    std::string activity(text_of(kActivityTexts, decision.activity));
    const bool is_input = decision.activity != ActivityRule::request;
    if (is_input && !decision.pointer_motion) activity += "; not the pointer's motion (R76)";
    append_row(page, "Activity", activity);
  }
  page += "\nWhy\n  ";
  append_wrapped(page, explanation.notes.front(), 2);
  if (explanation.notes.size() > 1) page += "\nNotes\n";
  for (std::size_t i = 1; i < explanation.notes.size(); ++i) {
    page += "  - ";
    append_wrapped(page, explanation.notes[i], 4);
  }
  return page;
}

}  // namespace idleguard
