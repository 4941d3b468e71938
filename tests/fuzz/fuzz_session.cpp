// A whole session whose record, messages and clocks are of anybody's making (R106). Bytes are read
// as a tale of what happens to one page. Whatever it is, an end stays, the page that shows it is
// covered, the same inputs give the same outputs, and who walks away is signed out.
#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <map>

#include "bindings/embind/to_js.hpp"
#include "core/record.hpp"
#include "core/session.hpp"
#include "tests/fuzz/support/fuzz.hpp"
#include "tests/fuzz/support/settings.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

namespace {

constexpr std::size_t kSettingsBytes = 32;
constexpr std::size_t kMostSteps = 60;
// Whoever is there last has moved the end by a whole limit, and others have by one more.
constexpr Millis kLongestWait = kLongestLimit * 2 + minutes(1);
// The year 9999: later than that no calendar clock can be set. The other one can only run ahead.
constexpr std::int64_t kFurthestDate = 250'000'000'000'000;
constexpr std::int64_t kFurthestMono = 10'000'000'000'000;
constexpr std::int64_t kEpoch = 1'700'000'000'000;

template <std::size_t... Index>
Event event_at(std::size_t index, std::index_sequence<Index...>) {
  Event event;
  ((index == Index ? static_cast<void>(event.emplace<Index>()) : void()), ...);
  return event;
}

// The page, twice: what one says of an input, the other must say too.
class Page {
 public:
  Page(FuzzedDataProvider& settings, FuzzedDataProvider& tale)
      : bytes_(tale), config_(config_from(settings, now_.wall)), session_(config_), twin_(config_) {
    step(Started{});
  }

  void live() {
    for (std::size_t i = 0; i < kMostSteps && bytes_.remaining_bytes() > 0; ++i) {
      pass_time();
      step(any_event());
    }
  }

  // Storage is sound, the tab is looked at, its timer comes when it asks for it, and nobody is
  // there.
  void walk_away();

 private:
  void step(const Event& event);
  void carry_out(const Effect& effect);
  void check() const;
  void expect_same(const Output& other) const;
  void tell(const Input& input) const;
  void pass_time();
  // After an end little happens: most of them are left out.
  bool is_spared() { return bytes_.ConsumeIntegralInRange<int>(0, 7) > 0; }
  Event any_event();
  std::int64_t any_stamp();
  void add_any_fact(Reading& reading);
  Reading record();

  FuzzedDataProvider& bytes_;
  ClockReading now_{{kEpoch}, {10'000}};
  SessionConfig config_;
  Session session_;
  Session twin_;
  Output output_;
  std::map<FactKey, FactValue> stored_;
  const bool tells_ = std::getenv("IDLEGUARD_TELL") != nullptr;
  bool alone_ = false;  // nothing of anybody else's making comes any more
  bool covered_ = false;
  bool prompted_ = false;
  int ends_ = 0;
  int hooks_ = 0;
};

void Page::pass_time() {
  const Millis passed{bytes_.ConsumeIntegralInRange<std::int64_t>(0, 100'000)};
  const Millis jump = minutes(bytes_.ConsumeIntegralInRange<std::int64_t>(0, 70));
  switch (bytes_.ConsumeIntegralInRange<int>(0, 31)) {
    case 0:  // asleep, or set forward
      now_.wall = now_.wall + jump;
      break;
    case 1:  // set back
      now_.wall = now_.wall - jump;
      break;
    case 2:  // wrong altogether
      now_.wall = {bytes_.ConsumeIntegralInRange<std::int64_t>(0, kFurthestDate)};
      break;
    case 3:
      now_.mono = {bytes_.ConsumeIntegralInRange<std::int64_t>(0, kFurthestMono)};
      break;
    default:
      now_ = {now_.wall + passed, now_.mono + passed};
  }
}

std::int64_t Page::any_stamp() {
  if (bytes_.ConsumeBool()) return bytes_.ConsumeIntegralInRange<std::int64_t>(0, 2 * kEpoch);
  return now_.wall.ms + bytes_.ConsumeIntegralInRange<std::int64_t>(-4'000'000, 4'000'000);
}

// As it comes: in text, where it may turn out to be no fact at all.
void Page::add_any_fact(Reading& reading) {
  auto kind = static_cast<FactKind>(bytes_.ConsumeIntegralInRange<int>(0, kFactKindCount - 1));
  if (kind == FactKind::ended && is_spared()) kind = FactKind::activity;
  Fact fact{{kind, bytes_.PickValueInArray(kNames), bytes_.PickValueInArray(kGroups)},
            {.stamp = any_stamp(),
             .reason = static_cast<Reason>(bytes_.ConsumeIntegralInRange<int>(0, 4)),
             .id = bytes_.PickValueInArray(kNames),
             .session = bytes_.PickValueInArray(kNames)}};
  if (kind == FactKind::policy) fact = any_section_fact(bytes_, fact.key.id, fact.value.stamp);
  std::string key;
  std::string value;
  append_record_key(key, fact.key);
  append_record_value(value, fact);
  if (const auto read = read_fact(key, value)) {
    reading.facts.merge(*read);
  } else {
    ++reading.dropped;
  }
}

Reading Page::record() {
  if (!alone_ && bytes_.ConsumeIntegralInRange<int>(0, 9) == 0) stored_.clear();
  Reading reading;
  for (const auto& [key, value] : stored_) reading.facts.merge({key, value});
  if (alone_) return reading;
  for (int more = bytes_.ConsumeIntegralInRange<int>(-4, 3); more > 0; --more) {
    add_any_fact(reading);
  }
  for (const Fact& fact : reading.facts) stored_[fact.key] = fact.value;
  return reading;
}

Event Page::any_event() {
  auto index = bytes_.ConsumeIntegralInRange<std::size_t>(1, std::variant_size_v<Event> - 1);
  if (index == Event(EndChosen{}).index() && is_spared()) index = Event(Woke{}).index();
  Event event = event_at(index, std::make_index_sequence<std::variant_size_v<Event>>());
  if (auto* chosen = std::get_if<EndChosen>(&event)) {
    chosen->reason = static_cast<Reason>(bytes_.ConsumeIntegralInRange<int>(1, 4));
  } else if (auto* spoke = std::get_if<PeerSpoke>(&event)) {
    spoke->at = {any_stamp()};
  } else if (auto* left = std::get_if<PageLeft>(&event)) {
    left->cached = bytes_.ConsumeBool();
  } else if (auto* network = std::get_if<NetworkChanged>(&event)) {
    network->online = bytes_.ConsumeBool();
  } else if (auto* answer = std::get_if<ClaimAnswered>(&event)) {
    *answer = {bytes_.ConsumeBool(), bytes_.ConsumeBool()};
  } else if (auto* returned = std::get_if<SignOutReturned>(&event)) {
    returned->done = bytes_.ConsumeBool();
  }
  return event;
}

void Page::step(const Event& event) {
  Input input{.now = now_, .event = event};
  if (alone_ || bytes_.ConsumeIntegralInRange<int>(0, 9) > 0) input.record = record();
  if (!alone_ && bytes_.ConsumeBool()) {
    const Millis ago{bytes_.ConsumeIntegralInRange<std::int64_t>(-1'000, 60'000)};
    input.activity = ClockReading{now_.wall - ago, now_.mono - ago};
  }
  if (std::holds_alternative<PeerSpoke>(event)) {
    for (auto more = bytes_.ConsumeIntegralInRange<int>(0, 5); more > 0; --more) {
      add_any_fact(input.message);
    }
  }
  if (std::holds_alternative<TermsChanged>(event)) {
    input.terms = terms_from(bytes_, {std::max<std::int64_t>(any_stamp(), 1)});
  }
  output_ = session_.handle(input);
  if (!alone_) expect_same(twin_.handle(input));
  if (tells_) tell(input);
  for (const Effect& effect : output_.effects) carry_out(effect);
  check();
}

std::string text_of(const Output& output, const Session& session) {
  const std::optional<Millis> no_refresh;
  const Problems no_warnings;
  return output_to_js({output, session, no_refresh, no_warnings});
}

void Page::expect_same(const Output& other) const {
  expect(text_of(output_, session_) == text_of(other, twin_),
         "the same inputs give the same outputs");
}

// For people, who cannot read the bytes.
void Page::tell(const Input& input) const {
  const auto print_facts = [](const char* title, const Facts& facts) {
    for (const Fact& fact : facts) {
      std::string text;
      append_record_key(text, fact.key);
      append_record_value(text += ' ', fact);
      std::fprintf(stderr, "  %s %s\n", title, text.c_str());
    }
  };
  std::fprintf(stderr, "event %zu at wall %lld, mono %lld%s%s\n", input.event.index(),
               static_cast<long long>(input.now.wall.ms), static_cast<long long>(input.now.mono.ms),
               input.activity ? ", with activity" : "", input.record ? "" : ", no record");
  if (input.record) print_facts("record", input.record->facts);
  print_facts("message", input.message.facts);
  std::fprintf(stderr, "  -> %s\n", text_of(output_, session_).c_str());
}

void Page::carry_out(const Effect& effect) {
  if (const auto* write = std::get_if<WriteRecord>(&effect)) {
    stored_[write->fact.key] = write->fact.value;
  } else if (const auto* remove = std::get_if<RemoveRecord>(&effect)) {
    stored_.erase(remove->key);
  } else if (std::holds_alternative<Cover>(effect) || std::holds_alternative<Uncover>(effect)) {
    const bool covers = std::holds_alternative<Cover>(effect);
    expect(covers != covered_, "a cover comes once, and goes once");
    covered_ = covers;
  } else if (std::holds_alternative<ShowPrompt>(effect)) {
    prompted_ = true;
  } else if (std::holds_alternative<HidePrompt>(effect)) {
    expect(prompted_, "only a prompt that is shown is hidden");
    prompted_ = false;
  } else if (std::holds_alternative<AnnounceEnd>(effect)) {
    expect(++ends_ == 1, "an end is announced once");
  } else if (std::holds_alternative<RunHook>(effect)) {
    expect(++hooks_ == 1, "the hook runs once");
    expect(covered_, "the hook runs under the cover");
  } else if (std::holds_alternative<SignOut>(effect) || std::holds_alternative<Leave>(effect)) {
    expect(ends_ == 1 && covered_, "only what has ended is signed out and left");
  }
}

void Page::check() const {
  const bool ends = output_.status.reason.has_value();
  expect(ends || ends_ == 0, "an end never goes away");
  expect(!ends || covered_ || config_.report_only, "an ended page is covered");
  expect(!(prompted_ && covered_), "a covered page shows no prompt");
  expect(!config_.report_only || !(prompted_ || covered_ || hooks_ > 0),
         "in report mode nothing is shown and nothing ends");
}

void Page::walk_away() {
  alone_ = true;
  step(PageReturned{});
  step(PageShown{});
  Millis passed;
  int wakes = 0;
  while (passed <= kLongestWait && output_.wake_at && !output_.status.reason) {
    const Millis wait = std::max(*output_.wake_at - now_.mono, Millis{1});
    passed = passed + wait;
    now_ = {now_.wall + wait, now_.mono + wait};
    step(Woke{});
    expect(++wakes < 80, "waiting costs few wake-ups");
  }
  const bool watched = session_.decision().limits.has_value();
  expect(!watched || output_.status.reason, "who walks away is signed out");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Apart, so that a new setting does not give all the kept tales another meaning.
  const std::size_t for_settings = std::min(kSettingsBytes, size);
  FuzzedDataProvider settings(data, for_settings);
  FuzzedDataProvider tale(data + for_settings, size - for_settings);
  Page page(settings, tale);
  page.live();
  page.walk_away();
  return 0;
}
