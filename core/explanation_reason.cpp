// Why it was decided so, and what would change it: the first sentences of an explanation.
#include "core/duration.hpp"
#include "core/explanation_notes.hpp"

namespace idleguard {
namespace {

constexpr std::string_view kUnknown = " What is not known exempts nobody (R61).";

bool is_sso(Signals signals) {
  return signals.holds(Signal::sso_session) || signals.holds(Signal::device_sso);
}

std::string why_disabled(const Question& question) {
  const AppClass app = question.app;
  const Policy& policy = question.policy;
  if (app == AppClass::custom) {
    return "The document has no custom section, and no other speaks for apps of one's own (R1).";
  }
  if (app == AppClass::azure_portal) {
    return question.preference == kNeverIdle
               ? "The user has chosen never, and no directory limit is in force (R33)."
               : "The document has neither an azurePortal nor an m365 section, and the user has no "
                 "limit of their own (R29).";
  }
  const Source source = own_source(app);
  const std::string name(name_of(source));
  if (policy[source] && source == Source::outlook) {
    const bool is_off = !policy[source]->holds_with_sso && !policy[source]->holds_without_sso;
    if (is_off) return "The outlook section is switched off for every kind of session (R9, R11).";
    return std::string("The outlook section is switched off for sessions begun ") +
           (is_sso(question.signals) ? "by" : "without") +
           " single sign-on; it is on for the others (R11).";
  }
  if (source != Source::m365) {
    return "The document has no m365 section, and no " + name + " section that is on (R1, R28).";
  }
  return "The document has no m365 section, and no other speaks for this app (R28).";
}

std::string why_exempt(const Decision& decision) {
  const bool is_custom = decision.source == Source::custom;
  switch (decision.condition) {
    case Condition::c2:
      return "Third-party storage is needed and blocked, and m365 does not work without it: users "
             "get no prompt (R145, R147). With onThirdPartyBlocked set to \"degrade\" it is "
             "enforced on each site by itself.";
    case Condition::c3:
      return is_custom ? "The user chose to stay signed in, which the custom section exempts."
                       : "The user chose to stay signed in when signing in (R53).";
    case Condition::c4:
      return is_custom ? "It was signed in by the device, which the custom section exempts."
                       : "It was signed in by single sign-on of a device-joined account (R55).";
    default:
      break;
  }
  if (is_custom) return "The device is managed, which the custom section exempts (R58).";
  return decision.source == Source::m365
             ? "The device is proven to be managed, and app-enforced restrictions are on (R57, "
               "R58)."
             : "The device is proven to be managed: compliant or domain-joined (R56, R58).";
}

// What would hold if nothing exempted the session.
std::string without_exemption(const Question& question) {
  Signals bare;
  bare.set(Signal::sso_session, is_sso(question.signals));
  const Decision other = decide(question.policy, question.app, bare, question.preference);
  if (!other.limits) return "";
  return " Otherwise it would end after " + in_words(other.limits->sign_out_after) +
         ". If this changes, the idle time begins anew (R63).";
}

// R29 to R33: the user's own limit, or whose duration it is.
std::string why_portal_enforced(const Question& question, const Decision& decision) {
  const std::string end = " Nothing exempts sessions of the portal (R54).";
  const auto section = portal_section_of(question.policy);
  const bool is_bound = section && !section->only_proposes;
  if (question.preference && !decision.is_preference_unused) {
    if (!is_bound)
      return "This limit is the user's own; no directory limit is in force (R33)." + end;
    return "This limit is the user's own, shorter than the directory's limit of " +
           format_duration(section->sign_out_after) + " (R31)." + end;
  }
  if (!is_bound) {
    return "The azurePortal section is switched off: its duration is what users start with, and "
           "they may choose any other (R33)." +
           end;
  }
  return section->is_inherited
             ? "There is no azurePortal section that is on, so the portal takes the duration of "
               "m365 as a limit of its own, without a grace (R29)." +
                   end
             : "The azurePortal section is on (R29)." + end;
}

std::string why_enforced(const Question& question, const Decision& decision) {
  if (question.app == AppClass::azure_portal) return why_portal_enforced(question, decision);
  const Source source = *decision.source;
  const std::string text = "The " + std::string(name_of(source)) + " section is on";
  switch (source) {
    case Source::m365:
      return text +
             " and nothing exempts this session. Exempt would be keepMeSignedIn, deviceSso, and a "
             "managed device with appEnforcedRestrictions (R53 to R58)." +
             std::string(kUnknown);
    case Source::share_point:
      return text +
             " and nothing exempts this session. Exempt would be keepMeSignedIn, and a managed "
             "device (R53, R56)." +
             std::string(kUnknown);
    case Source::outlook:
      return text + " and nothing exempts this session. Exempt would be keepMeSignedIn (R53)." +
             std::string(kUnknown);
    default:
      return text + " and nothing that it exempts is known of this session.";
  }
}

}  // namespace

std::string reason_for(const Question& question, const Decision& decision) {
  switch (decision.stance) {
    case Stance::disabled:
      return why_disabled(question);
    case Stance::enforced:
      return why_enforced(question, decision);
    case Stance::suspended:
      return why_exempt(decision);
    default:
      return why_exempt(decision) + without_exemption(question);
  }
}

}  // namespace idleguard
