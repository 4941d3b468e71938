#include "core/policy_writer.hpp"

#include "core/duration.hpp"
#include "core/json_writer.hpp"

namespace idleguard {
namespace {

void write_length(JsonWriter& json, std::string_view name, Millis length) {
  json.key(name).text(format_duration(length));
}

void write_custom(JsonWriter& json, const Section& section) {
  if (section.prompt != PromptMode::none) write_length(json, "warnAfter", section.warn_after);
  write_length(json, "signOutAfter", section.sign_out_after);
  if (section.releases == ConditionSet()) return;
  json.key("exempt").open_list();
  if (section.releases.contains(Condition::c3)) json.text("keepMeSignedIn");
  if (section.releases.contains(Condition::c4)) json.text("deviceSso");
  if (section.releases.contains(Condition::c5)) json.text("managedDevice");
  json.close();
}

// R110: the section keeps the sign-out with its grace, the document both apart.
void write_m365(JsonWriter& json, const Section& section) {
  const bool has_grace = section.prompt == PromptMode::at_limit;
  write_length(json, "timeout", has_grace ? section.warn_after : section.sign_out_after);
  json.key("promptMode").text(has_grace ? "atLimit" : "withinLimit");
  if (has_grace) write_length(json, "grace", section.sign_out_after - section.warn_after);
  json.key("pointerMotion").flag(section.pointer_motion);
}

void write_share_point(JsonWriter& json, const Section& section) {
  json.key("Enabled").flag(true);
  write_length(json, "WarnAfter", section.warn_after);
  write_length(json, "SignOutAfter", section.sign_out_after);
}

void write_outlook(JsonWriter& json, const Section& section) {
  json.key("ActivityBasedAuthenticationTimeoutEnabled").flag(section.holds_without_sso);
  write_length(json, "ActivityBasedAuthenticationTimeoutInterval", section.sign_out_after);
  json.key("ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled")
      .flag(section.holds_with_sso);
  json.key("prompt").flag(section.prompt != PromptMode::none);
  if (!section.pointer_motion) json.key("pointerMotion").flag(false);
}

void write_portal(JsonWriter& json, const Section& section) {
  if (section.only_proposes) json.key("enabled").flag(false);  // R33
  write_length(json, "timeout", section.sign_out_after);
  json.key("idleness").text(section.activity == ActivityRule::focus ? "focus" : "input");
  if (!section.pointer_motion) json.key("pointerMotion").flag(false);
}

using Write = void (*)(JsonWriter&, const Section&);

void write_section(JsonWriter& json, const Policy& policy, Source source, Write write) {
  const auto& section = policy[source];
  if (!section || (!section->holds_with_sso && !section->holds_without_sso)) return;
  json.key(name_of(source)).open_object();
  write(json, *section);
  json.close();
}

}  // namespace

std::string write_policy(const PolicyDocument& document) {
  JsonWriter json;
  json.open_object().key("version").integer(1);
  if (document.refresh) write_length(json, "refresh", *document.refresh);
  const Policy& policy = document.policy;
  write_section(json, policy, Source::custom, write_custom);
  write_section(json, policy, Source::m365, write_m365);
  write_section(json, policy, Source::share_point, write_share_point);
  write_section(json, policy, Source::outlook, write_outlook);
  write_section(json, policy, Source::azure_portal, write_portal);
  return json.close().finish();
}

}  // namespace idleguard
