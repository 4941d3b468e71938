#include "core/explanation.hpp"

#include <algorithm>

#include "core/explanation_notes.hpp"
#include "core/policy_document.hpp"
#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

Policy policy_of(std::string_view sections) {
  Findings findings;
  const std::string text = R"({"version":1,)" + std::string(sections) + "}";
  const auto document = read_policy(text, findings);
  CAPTURE(text);
  REQUIRE(document.has_value());
  return document->policy;
}

const std::string kM365 = R"("m365":{"timeout":"01:00:00"})";
const std::string kSharePoint =
    R"("sharePoint":{"Enabled":true,"WarnAfter":"00:45:00","SignOutAfter":"00:50:00"})";
const std::string kOutlook = R"("outlook":{})";
const std::string kPortal = R"("azurePortal":{"timeout":"00:30:00"})";

bool cites(const Explanation& explanation, std::string_view part) {
  return std::any_of(explanation.notes.begin(), explanation.notes.end(),
                     [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

bool gives_reason(const Explanation& explanation, std::string_view part) {
  return explanation.notes.front().find(part) != std::string::npos;
}

const std::vector<AppClass> kSuiteApps = {
    AppClass::outlook,      AppClass::share_point, AppClass::one_drive,
    AppClass::fabric,       AppClass::home,        AppClass::office,
    AppClass::admin_center, AppClass::defender,    AppClass::purview};

}  // namespace

TEST_CASE("with m365 on it decides, and the explanation says what it sets aside (R27, V9)",
          "[explanation]") {
  const Policy policy = policy_of(kM365 + "," + kOutlook + "," + kSharePoint);
  const auto site = explain({.policy = policy, .app = AppClass::one_drive});
  CHECK(site.decision.source == Source::m365);
  CHECK(site.signs_out == kSuiteApps);
  CHECK_FALSE(site.is_legacy);
  CHECK(cites(site,
              "The sharePoint section, 00:50:00, is ignored while m365 is on, although it is "
              "shorter (R27)"));
  const auto mail = explain({.policy = policy, .app = AppClass::outlook});
  CHECK(cites(mail, "The outlook section, 06:00:00, is ignored while m365 is on (R27)"));
  CHECK_FALSE(cites(explain({.policy = policy, .app = AppClass::fabric}), "(R27)"));
}

TEST_CASE("a SharePoint timeout is legacy and ends all of Microsoft 365 (R38, D15)",
          "[explanation]") {
  const auto explanation =
      explain({.policy = policy_of(kSharePoint), .app = AppClass::share_point});
  CHECK(explanation.decision.source == Source::share_point);
  CHECK(explanation.signs_out == kSuiteApps);
  CHECK(explanation.is_legacy);
  CHECK(cites(explanation, "(D15)"));
  CHECK(cites(explanation, "R38"));
  CHECK(cites(explanation, "R79"));
  CHECK(cites(explanation, "only sessions that begin after the change (R41)"));
}

TEST_CASE("an Outlook timeout ends Outlook alone, without a prompt that WCAG asks for (R39, R112)",
          "[explanation]") {
  const auto explanation = explain({.policy = policy_of(kOutlook), .app = AppClass::outlook});
  CHECK(explanation.signs_out == std::vector{AppClass::outlook});
  CHECK(explanation.is_legacy);
  CHECK(cites(explanation, "R153"));
  const auto prompted =
      explain({.policy = policy_of(R"("outlook":{"prompt":true})"), .app = AppClass::outlook});
  CHECK_FALSE(cites(prompted, "R153"));
}

TEST_CASE("Outlook's flag that is off for this kind of session is named (R11, V7, V8)",
          "[explanation]") {
  const Policy policy =
      policy_of(R"("outlook":{"ActivityBasedAuthenticationTimeoutEnabled":false})");
  const auto plain = explain({.policy = policy, .app = AppClass::outlook});
  CHECK(plain.decision.stance == Stance::disabled);
  CHECK(gives_reason(plain, "begun without single sign-on"));
  CHECK(plain.signs_out.empty());
  CHECK_FALSE(plain.is_legacy);
  const auto sso = explain(
      {.policy = policy, .app = AppClass::outlook, .signals = Signals(Signal::sso_session)});
  CHECK(sso.decision.stance == Stance::enforced);
}

TEST_CASE("what no section speaks for is off, and the reason says what is missing (R1, R28)",
          "[explanation]") {
  const Policy none;
  CHECK(gives_reason(explain({.policy = none, .app = AppClass::custom}), "no custom section"));
  CHECK(gives_reason(explain({.policy = none, .app = AppClass::azure_portal}), "neither"));
  CHECK(gives_reason(explain({.policy = none, .app = AppClass::outlook}), "outlook"));
  CHECK(gives_reason(explain({.policy = none, .app = AppClass::one_drive}), "sharePoint"));
  const Policy legacy = policy_of(kOutlook + "," + kSharePoint);
  CHECK(gives_reason(explain({.policy = legacy, .app = AppClass::fabric}), "no m365 section"));
}

TEST_CASE("the grace is part of the sign-out, and said to be (R110, V1)", "[explanation]") {
  const auto explanation = explain({.policy = policy_of(kM365), .app = AppClass::home});
  CHECK(explanation.decision.limits->sign_out_after == minutes(61));
  CHECK(cites(explanation, "limit of 01:00:00; the sign-out includes the grace of 00:01:00"));
  const auto hardened =
      explain({.policy = policy_of(R"("m365":{"timeout":"01:00:00","promptMode":"withinLimit"})"),
               .app = AppClass::home});
  CHECK_FALSE(cites(hardened, "grace"));
}

TEST_CASE("the portal takes m365's duration, unless it has its own entry (R29, R30, V13)",
          "[explanation]") {
  const auto taken = explain({.policy = policy_of(kM365), .app = AppClass::azure_portal});
  CHECK(taken.decision.source == Source::m365);
  CHECK(gives_reason(taken, "(R29)"));
  CHECK(taken.signs_out == std::vector{AppClass::azure_portal});
  CHECK(cites(taken, "(R41)"));
  const auto own =
      explain({.policy = policy_of(kM365 + "," + kPortal), .app = AppClass::azure_portal});
  CHECK(own.decision.source == Source::azure_portal);
  CHECK(cites(own, "R30"));
}

TEST_CASE("a preference is used when it is shorter, else kept for later (R31, R32, V14)",
          "[explanation]") {
  const auto with = [](Preference preference) {
    return explain(
        {.policy = policy_of(kPortal), .app = AppClass::azure_portal, .preference = preference});
  };
  CHECK(gives_reason(with(minutes(10)), "shorter than the directory's limit of 00:30:00 (R31)"));
  CHECK(cites(with(minutes(30)), "not used"));
  CHECK(cites(with(kNeverIdle), "not used"));
}

TEST_CASE("a preference under m365's duration is told from one without any limit (R29, R31, R33)",
          "[explanation]") {
  const auto with = [](const Policy& policy) {
    return explain({.policy = policy, .app = AppClass::azure_portal, .preference = minutes(10)});
  };
  CHECK(gives_reason(with(policy_of(kM365)), "shorter than the directory's limit of 01:00:00"));
  CHECK(gives_reason(with({}), "no directory limit is in force"));
}

TEST_CASE("a directory limit that is switched off is the users' starting value (R33, V15)",
          "[explanation]") {
  const Policy policy = policy_of(R"("azurePortal":{"enabled":false,"timeout":"00:15:00"})");
  const auto start = explain({.policy = policy, .app = AppClass::azure_portal});
  CHECK(start.decision.limits->sign_out_after == minutes(15));
  CHECK(gives_reason(start, "what users start with"));
  const auto never =
      explain({.policy = policy, .app = AppClass::azure_portal, .preference = kNeverIdle});
  CHECK(never.decision.stance == Stance::disabled);
  CHECK(gives_reason(never, "never"));
}

TEST_CASE("only the portal has a preference (R34)", "[explanation]") {
  const auto explanation =
      explain({.policy = policy_of(kM365), .app = AppClass::office, .preference = minutes(10)});
  CHECK(cites(explanation, "(R34)"));
}

TEST_CASE("an exempt session is told which row, and what would hold without it (R53, R122, V16)",
          "[explanation]") {
  const auto explanation = explain({.policy = policy_of(kM365),
                                    .app = AppClass::home,
                                    .signals = Signals(Signal::keep_me_signed_in)});
  CHECK(explanation.decision.stance == Stance::exempt);
  CHECK(explanation.signs_out.empty());
  CHECK(gives_reason(explanation, "(R53). Otherwise it would end after 1 hour 1 minute."));
}

TEST_CASE("a suspended session is told what to do about it (R145, R147, V35)", "[explanation]") {
  const auto explanation = explain({.policy = policy_of(kM365),
                                    .app = AppClass::home,
                                    .signals = Signals(Signal::third_party_blocked)});
  CHECK(explanation.decision.stance == Stance::suspended);
  CHECK(gives_reason(explanation, "degrade"));
  const auto site = explain({.policy = policy_of(kSharePoint),
                             .app = AppClass::share_point,
                             .signals = Signals(Signal::third_party_blocked)});
  CHECK(cites(site, "(C2, R147)"));
}

TEST_CASE("rows that almost applied are told (R54, R57, R58, V17)", "[explanation]") {
  const auto device = explain({.policy = policy_of(kM365),
                               .app = AppClass::home,
                               .signals = Signals(Signal::device_domain_joined)});
  CHECK(device.decision.stance == Stance::enforced);
  CHECK(cites(device, "without appEnforcedRestrictions that exempts nobody from m365 (C6, R57)"));
  const auto restricted = explain({.policy = policy_of(kM365),
                                   .app = AppClass::home,
                                   .signals = Signals(Signal::app_enforced_restrictions)});
  CHECK(cites(restricted, "(R58)"));
  const auto portal = explain({.policy = policy_of(kM365),
                               .app = AppClass::azure_portal,
                               .signals = Signals(Signal::keep_me_signed_in)});
  CHECK(cites(portal, "(C3, R54)"));
  const auto custom = explain({.policy = policy_of(R"("custom":{"signOutAfter":"00:15:00"})"),
                               .app = AppClass::custom,
                               .signals = Signals(Signal::keep_me_signed_in, Signal::device_sso)});
  CHECK(cites(custom, "not among what the custom section exempts"));
  CHECK(cites(custom, "(C4, R55)"));
}

TEST_CASE("every decision that there can be has a reason, and a page of 80 columns",
          "[explanation]") {
  const Signal signals[] = {Signal::keep_me_signed_in, Signal::device_sso, Signal::device_compliant,
                            Signal::app_enforced_restrictions, Signal::third_party_blocked};
  for (unsigned sections = 0; sections < 32; ++sections) {
    std::string text = R"("refresh":"00:15:00")";
    if ((sections & 1) != 0) text += "," + kM365;
    if ((sections & 2) != 0) text += "," + kSharePoint;
    if ((sections & 4) != 0) text += "," + kOutlook;
    if ((sections & 8) != 0) text += "," + kPortal;
    if ((sections & 16) != 0) text += R"(,"custom":{"signOutAfter":"00:15:00"})";
    const Policy policy = policy_of(text);
    for (unsigned bits = 0; bits < 32; ++bits) {
      Signals known;
      for (unsigned i = 0; i < std::size(signals); ++i) {
        if (((bits >> i) & 1U) != 0) known.set(signals[i], true);
      }
      for (std::size_t app = 0; app < kAppClassCount; ++app) {
        const auto explanation =
            explain({.policy = policy, .app = static_cast<AppClass>(app), .signals = known});
        const bool is_enforced = explanation.decision.stance == Stance::enforced;
        bool is_right = !explanation.notes.front().empty();
        is_right = is_right && is_enforced == !explanation.signs_out.empty();
        const std::string page = page_of(explanation);
        for (std::size_t begin = 0; begin < page.size();) {
          const std::size_t end = page.find('\n', begin);
          is_right = is_right && end - begin <= 80;
          begin = end + 1;
        }
        if (!is_right) FAIL(page);
      }
    }
  }
}

TEST_CASE("the page says so where moving the pointer does not count (R76)", "[explanation]") {
  const auto page = [](const std::string& sections) {
    return page_of(explain({.policy = policy_of(sections), .app = AppClass::home}));
  };
  const std::string still = R"("m365":{"timeout":"01:00:00","pointerMotion":false})";
  CHECK(page(still).find("(R76)") != std::string::npos);
  CHECK(page(kM365).find("(R76)") == std::string::npos);
}

TEST_CASE("lengths of time are said in words", "[explanation]") {
  CHECK(in_words(hours(1)) == "1 hour");
  CHECK(in_words(minutes(61)) == "1 hour 1 minute");
  CHECK(in_words(hours(25) + seconds(2)) == "1 day 1 hour 2 seconds");
  CHECK(in_words(Millis{1500}) == "1 second 500 milliseconds");
}
