#include "core/explanation_notes.hpp"

#include "core/duration.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

using Notes = std::vector<std::string>;

void append_unit(std::string& words, std::int64_t count, std::string_view unit) {
  if (count == 0) return;
  if (!words.empty()) words += ' ';
  append_integer(words, count);
  words.append(" ").append(unit).append(count == 1 ? "" : "s");
}

bool is_portal(const Question& question) { return question.app == AppClass::azure_portal; }

// R27: a section that `m365` sets aside.
void note_precedence(const Question& question, Notes& notes) {
  const auto& suite = question.policy[Source::m365];
  const Source own = own_source(question.app);
  if (!suite || !is_suite(question.app) || own == Source::m365) return;
  const auto& section = question.policy[own];
  if (!section) return;
  const bool is_shorter = section->sign_out_after < suite->sign_out_after;
  notes.push_back("The " + std::string(name_of(own)) + " section, " +
                  format_duration(section->sign_out_after) + ", is ignored while m365 is on" +
                  (is_shorter ? ", although it is shorter (R27)." : " (R27)."));
}

// R29, R30.
void note_portal(const Question& question, Notes& notes) {
  const auto& own = question.policy[Source::azure_portal];
  if (!is_portal(question) || !question.policy[Source::m365]) return;
  if (!own || own->only_proposes) {
    notes.push_back("An azurePortal section that is on would replace the duration of m365 (R29).");
  } else {
    notes.push_back(
        "The portal has an entry of its own, which may be longer or shorter than m365; a change "
        "of m365 does not touch it (R29, R30).");
  }
}

// R31, R32, R34. A preference that is used is the reason itself.
void note_preference(const Question& question, const Decision& decision, Notes& notes) {
  if (!question.preference || !decision.is_preference_unused) return;
  notes.push_back(is_portal(question)
                      ? "The user's preference is not shorter than the directory's limit and is "
                        "not used. It is kept, and counts again when that is raised (R31, R32)."
                      : "The user's preference is ignored: only the portal has one (R34).");
}

void note_device(const Question& question, ConditionSet releases, Notes& notes) {
  const Signals signals = question.signals;
  const bool is_restricted = signals.holds(Signal::app_enforced_restrictions);
  const bool is_managed =
      signals.holds(Signal::device_compliant) || signals.holds(Signal::device_domain_joined);
  if (is_managed && !releases.contains(is_restricted ? Condition::c5 : Condition::c6)) {
    notes.push_back(releases.contains(Condition::c5)
                        ? "The device is managed, but without appEnforcedRestrictions that exempts "
                          "nobody from m365 (C6, R57)."
                        : "The device is managed; this policy exempts nobody for that (C5, C6).");
  }
  if (is_restricted && !is_managed && releases.contains(Condition::c5)) {
    notes.push_back(
        "appEnforcedRestrictions alone exempts nobody: the device must be proven compliant or "
        "domain-joined (R58).");
  }
}

// Rows of the condition matrix that hold, and say enforce here.
void note_rows(const Question& question, const Decision& decision, Notes& notes) {
  if (decision.stance != Stance::enforced) return;
  const auto& section = question.policy[*decision.source];
  const ConditionSet releases =
      is_portal(question) || !section ? ConditionSet() : section->releases;
  const Signals signals = question.signals;
  if (signals.holds(Signal::third_party_blocked) && !releases.contains(Condition::c2)) {
    notes.push_back(
        "Third-party storage is blocked, which suspends m365 only: this policy is enforced on each "
        "site by itself (C2, R147).");
  }
  if (signals.holds(Signal::keep_me_signed_in) && !releases.contains(Condition::c3)) {
    notes.push_back(is_portal(question)
                        ? "To stay signed in exempts nobody in the portal (C3, R54)."
                        : "keepMeSignedIn is not among what the custom section exempts (C3).");
  }
  if (signals.holds(Signal::device_sso) && !releases.contains(Condition::c4)) {
    notes.push_back(
        decision.source == Source::outlook
            ? "Single sign-on chooses between Outlook's two flags, and exempts nobody (C4, R11)."
            : "Single sign-on of the device exempts nobody from this policy (C4, R55).");
  }
  note_device(question, releases, notes);
}

// R110 to R112, R119, R153.
void note_prompt(const Question& question, const Decision& decision, Notes& notes) {
  if (!decision.limits) return;
  const Limits& limits = *decision.limits;
  const auto& suite = question.policy[Source::m365];
  if (!limits.warn_after) {
    notes.push_back(
        "Nobody is asked before the sign-out, so WCAG 2.2.1 is not met" +
        std::string(decision.source == Source::outlook
                        ? "; \"prompt\": true in the outlook section adds a prompt (R112, R153)."
                        : "; warnAfter adds a prompt (R153)."));
  } else if (limits.sign_out_after - *limits.warn_after < kShortestAnswerTime) {
    notes.push_back(
        "There are less than 20 seconds to answer the prompt, so WCAG 2.2.1 is not met (R6, "
        "R153).");
  }
  if (limits.extends_after_wake && suite) {
    notes.push_back(
        "The prompt comes at the limit of " + format_duration(suite->warn_after) +
        "; the sign-out includes the grace of " +
        format_duration(limits.sign_out_after - *limits.warn_after) +
        ", and up to 20 seconds more for somebody who wakes the machine at the last moment "
        "(R110, R119).");
  }
}

// R38, R79, R81.
void note_reach(const Decision& decision, Notes& notes) {
  if (decision.stance != Stance::enforced) return;
  if (decision.source == Source::share_point) {
    notes.push_back(
        "Its sign-out ends the session in all of Microsoft 365, apps in use included; only "
        "SharePoint and OneDrive keep it alive (R35, R36, R38).");
  }
  if (decision.activity == ActivityRule::request) {
    notes.push_back(
        "Typing, moving the pointer and scrolling are no activity by themselves: only a click or "
        "key that leads to a request of the app is (R79, R80).");
  }
  if (decision.activity == ActivityRule::focus) {
    notes.push_back("A page that keeps the focus stays signed in, used or not (R81).");
  }
}

// R41, R42, R160, D15.
void note_limits_of_use(const Decision& decision, Notes& notes) {
  if (!decision.source) return;
  if (decision.source == Source::share_point) {
    notes.push_back("Legacy: this policy is announced for retirement, without a date (D15).");
  }
  if (decision.source == Source::outlook) {
    notes.push_back("Legacy: this policy has been retired, the last of it in 2026 (D15).");
  }
  notes.push_back(
      is_adopted(source_of(decision.group))
          ? "A changed policy reaches running sessions too, with a prompt before it "
            "ends any of them (R42, R43)."
          : "A changed policy reaches only sessions that begin after the change (R41).");
  if (decision.stance != Stance::enforced) return;
  notes.push_back(
      "This guards an unattended screen only: the server must end idle sessions by itself (R160).");
}

}  // namespace

std::string in_words(Millis length) {
  constexpr std::int64_t kDay = 86'400'000;
  std::string words;
  append_unit(words, length.count / kDay, "day");
  append_unit(words, length.count / 3'600'000 % 24, "hour");
  append_unit(words, length.count / 60'000 % 60, "minute");
  append_unit(words, length.count / 1000 % 60, "second");
  append_unit(words, length.count % 1000, "millisecond");
  return words.empty() ? "no time" : words;
}

std::vector<std::string> notes_on(const Question& question, const Decision& decision) {
  Notes notes{reason_for(question, decision)};
  note_precedence(question, notes);
  note_portal(question, notes);
  note_preference(question, decision, notes);
  note_rows(question, decision, notes);
  note_prompt(question, decision, notes);
  note_reach(decision, notes);
  note_limits_of_use(decision, notes);
  return notes;
}

}  // namespace idleguard
