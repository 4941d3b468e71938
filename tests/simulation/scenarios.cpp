#include "tests/simulation/scenarios.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "tests/simulation/run.hpp"

namespace idleguard::simulation {
namespace {

constexpr const char* kFolder = "tests/simulation/scenarios";
// Between a script and its transcript.
constexpr std::string_view kLine = "----\n";

struct Kept {
  std::string head;  // the script as it is written, with what it says to people
  std::string transcript;
  Script script;
};

std::optional<Kept> read_kept(const std::string& file) {
  std::ifstream stream(file);
  std::stringstream buffer;
  buffer << stream.rdbuf();
  const std::string text = buffer.str();
  const auto line = text.find(kLine);
  Kept kept{.head = text.substr(0, line), .transcript = {}, .script = {}};
  if (line != std::string::npos) kept.transcript = text.substr(line + kLine.size());
  std::string wrong;
  const auto script = read_script(kept.head, wrong);
  if (!stream || !script) {
    std::printf("# %s cannot be read: %s\n", file.c_str(), wrong.c_str());
    return std::nullopt;
  }
  kept.script = *script;
  return kept;
}

// The first line in which they differ.
void show_difference(const std::string& kept, const std::string& seen) {
  std::istringstream a(kept);
  std::istringstream b(seen);
  std::string kept_line;
  std::string seen_line;
  while (true) {
    const bool more_kept = static_cast<bool>(std::getline(a, kept_line));
    const bool more_seen = static_cast<bool>(std::getline(b, seen_line));
    if (!more_kept) kept_line = "(nothing)";
    if (!more_seen) seen_line = "(nothing)";
    if (kept_line == seen_line && more_kept && more_seen) continue;
    std::printf("# kept: %s\n# seen: %s\n", kept_line.c_str(), seen_line.c_str());
    return;
  }
}

bool check(const std::string& file, bool rewrite) {
  const auto kept = read_kept(file);
  if (!kept) return false;
  const Outcome outcome = run(kept->script);
  const std::string transcript = transcript_of(kept->script);
  if (outcome.broken) std::printf("# %s\n", outcome.broken->c_str());
  if (rewrite) {
    std::ofstream(file) << kept->head << kLine << transcript;
    return !outcome.broken;
  }
  if (transcript != kept->transcript) show_difference(kept->transcript, transcript);
  return !outcome.broken && transcript == kept->transcript;
}

}  // namespace

Sums run_scenarios(bool rewrite) {
  std::vector<std::string> files;
  if (std::filesystem::is_directory(kFolder)) {
    for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
      if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  Sums sums;
  for (const std::string& file : files) {
    const bool holds = check(file, rewrite);
    const std::string name = std::filesystem::path(file).stem().string();
    std::printf("%s scenario %s\n", holds ? "ok" : "not ok", name.c_str());
    ++(holds ? sums.passed : sums.failed);
  }
  return sums;
}

bool tell_script(const std::string& file) {
  const auto kept = read_kept(file);
  if (!kept) return false;
  const Outcome outcome = run(kept->script);
  std::printf("%s%s%s# %s\n", kept->head.c_str(), std::string(kLine).c_str(),
              transcript_of(kept->script).c_str(),
              outcome.broken.value_or("no promise is broken").c_str());
  return !outcome.broken;
}

}  // namespace idleguard::simulation
