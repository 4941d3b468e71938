#include "bindings/command/help.hpp"

#include "core/baseline.hpp"
#include "core/duration.hpp"

namespace idleguard::command {
namespace {

constexpr std::string_view kBegin =
    R"(Checks idle-session policies, explains what they mean, and converts them.

  idleguard-policy check FILE... [--baseline NAME] [--json]
  idleguard-policy explain FILE --app CLASS [--signals JSON]
                   [--preference VALUE] [--json]
  idleguard-policy convert FILE

FILE is a policy document, or - for standard input: idleguard's own; Microsoft
Graph's activityBasedTimeoutPolicy (an object or a list) and sharepointSettings;
what Get-SPOBrowserIdleSignOut and Get-OrganizationConfig give, through
ConvertTo-Json; or a list of such objects.

check     says whether documents are valid, and compares their worst-case idle
          time with a baseline. Problems and warnings go to standard error, as
          FILE:LINE:COLUMN: error: CODE at POINTER: MESSAGE
explain   says what holds for a session of an app, whom its sign-out ends, and
          why
convert   prints the document in idleguard's own form

  --app CLASS         outlook, sharePoint, oneDrive, fabric, home, office,
                      adminCenter, defender, purview, azurePortal or custom
  --signals JSON      what is known of the session, as a page hands it over:
                      {"keepMeSignedIn":true,"thirdPartyCookies":"blocked"};
                      also deviceSso, deviceCompliant, deviceDomainJoined,
                      appEnforcedRestrictions and ssoSession, true or false
  --preference VALUE  the user's own limit in the portal: 00:10:00, or never
  --baseline NAME     one of those below
  --json              one object for programs; of several files, a list of them
  --help, --version   print this, or the version, and end

Baselines, the longest inactivity that they allow:
)";

constexpr std::string_view kEnd = R"(
NIST's limits are those of revision 4; in revision 3, AAL2 had 30 minutes. A
document without a section that limits anybody meets no baseline.

Exit status: 0 when the documents are valid and meet the baseline, 1 when not,
2 for wrong usage, files that cannot be read and output that cannot be written.
)";

}  // namespace

std::string help_text() {
  constexpr std::size_t kNameWidth = 11;
  std::string text(kBegin);
  for (const Baseline& each : all_baselines()) {
    text.append("  ").append(each.name).append(kNameWidth - each.name.size(), ' ');
    text.append(format_duration(each.limit)).append("  ").append(each.standard).append("\n");
  }
  return text.append(kEnd);
}

}  // namespace idleguard::command
