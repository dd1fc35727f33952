// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/classes.hpp"

#include "checker/replay/counterexample.hpp"
#include "checker/replay/executions.hpp"
#include "checker/search/explore.hpp"
#include "checker/symbolic/words.hpp"
#include "checker/verdict/incomplete.hpp"
#include "checker/verdict/settle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace walkcheck::verify {
namespace {

using search::is_interrupted;
using verdict::ClassResult;
using verdict::PropertyResult;
using verdict::Result;
using verdict::SolverUse;
using verdict::Verdict;

symbolic::InputSpace space_of(const scenario::Scenario& scenario) {
  symbolic::InputSpace space;
  space.terms = scenario.terms.get();
  space.paging = scenario.paging;
  for (const scenario::Input& input : scenario.inputs)
    space.inputs.push_back({input.name, input.kind != scenario::Input::Kind::Fixed, input.value,
                            scenario::possible_bits(scenario, input.kind)});
  space.conditions = scenario.conditions;
  return space;
}

// Each scenario, and each of its alternatives, has its own folder for Z3's questions. (No "=" in
// its name: z3 would take the path for a setting.)
symbolic::CoverOptions cover_options(const scenario::Scenario& scenario, const Options& options,
                                     const std::string& within = "") {
  symbolic::CoverOptions cover = options.cover;
  cover.interrupted = options.interrupted;
  if (cover.smt_folder.empty()) return cover;
  cover.smt_folder /= scenario.path.filename();
  for (const scenario::AxisValue& input : scenario.chosen)
    cover.smt_folder /= input.axis + '_' + input.value;
  cover.smt_folder /= within;
  std::error_code error;
  std::filesystem::create_directories(cover.smt_folder, error);
  if (error)
    throw InputError(Diagnostic{scenario.file, 0, 0,
                                "cannot make the folder for the solver's questions",
                                "name another with --smt-dir"});
  return cover;
}

// One scenario without alternatives, with the classes that cover its inputs so far.
struct Member {
  const scenario::Scenario& scenario;
  symbolic::InputSpace space;
  symbolic::InputCover cover;
  bool has_built = false;

  Member(const scenario::Scenario& of, const Options& options)
      : scenario(of), space(space_of(of)), cover(space, cover_options(of, options)) {}

  // "initial = 4K": the alternatives chosen.
  std::vector<std::string> chosen() const {
    std::vector<std::string> words;
    for (const scenario::AxisValue& input : scenario.chosen)
      words.push_back(fmt::format("{} = {}", input.axis, input.value));
    return words;
  }
};

class Classes {
public:
  Classes(const scenario::Scenario& scenario, const Options& options)
      : scenario_(scenario), options_(options) {}

  Result run() {
    if (scenario_.members.empty()) explore_all(scenario_);
    for (const scenario::Scenario& member : scenario_.members)
      explore_all(member);
    return result();
  }

private:
  void explore_all(const scenario::Scenario& scenario) {
    if (!going_on()) return;
    Member member(scenario, options_);
    const std::size_t first = classes_.size();
    while (going_on()) {
      const auto values = member.cover.next();
      if (!values) break;
      try {
        explore_one(member, *values);
      } catch (const std::exception&) {
        // Stopped while the specs were compiled: the results of earlier classes are still there.
        if (going_on()) throw;
        classes_.pop_back();
      }
    }
    settle_cover(member.cover);
    if (options_.check_classes && member.cover.state() == symbolic::InputCover::State::Covered) {
      --covered_; // not before it is proved again
      check(member, first);
    }
  }

  void settle_cover(const symbolic::InputCover& cover) {
    if (cover.state() == symbolic::InputCover::State::Covered) ++covered_;
    if (cover.state() == symbolic::InputCover::State::Unknown && going_on()) solver_gave_up_ = true;
    solver_.queries += cover.queries();
    solver_.seconds += cover.seconds();
  }

  // Checks the reported classes with new questions to the solver: that each says what its run went
  // by, that no two have an input in common, and that every input is in one.
  void check(const Member& member, std::size_t first) {
    symbolic::InputCover again(member.space, cover_options(member.scenario, options_, "check"));
    for (std::size_t i = first; i < classes_.size(); ++i) {
      const ClassResult& one = classes_[i];
      // If the solver gave up, more predicates may have been kept; that does no harm.
      const auto is_kept = [&](const term::Predicate& each) {
        return std::ranges::find(one.essential, each) != one.essential.end();
      };
      const bool is_same = std::ranges::all_of(again.essential(one.predicates), is_kept);
      if (!going_on()) return settle_cover(again);
      if (!is_same && again.has_given_up()) {
        solver_gave_up_ = true;
        return settle_cover(again);
      }
      if (!is_same)
        throw std::logic_error(
            fmt::format("class {} does not match the predicates of its run", i + 1));
      if (!again.is_apart(one.predicates)) {
        if (again.state() == symbolic::InputCover::State::Unknown) return settle_cover(again);
        throw std::logic_error(fmt::format("class {} shares inputs with an earlier one", i + 1));
      }
      again.add(one.essential, one.predicates);
    }
    if (again.next()) throw std::logic_error("an input is in no class");
    settle_cover(again);
  }

  bool going_on() {
    if (is_interrupted(options_)) {
      total_.summary.outcome = explore::Outcome::Stopped;
      total_.found.was_interrupted = true;
    }
    return total_.summary.outcome == explore::Outcome::Complete;
  }

  void explore_one(Member& of, const std::vector<std::uint64_t>& values) {
    const scenario::Scenario member = scenario::with_inputs(of.scenario, values);
    ClassResult& found = classes_.emplace_back();
    found.words = found.representative = of.chosen();
    for (std::size_t i = 0; i < values.size(); ++i)
      // The answers to questions that matter are in the class's words.
      if (of.space.inputs[i].open && member.inputs[i].kind != scenario::Input::Kind::Truth)
        found.representative.push_back(
            fmt::format("{} = {:#x}", of.space.inputs[i].name, values[i]));
    try {
      scenario::BuildOptions build = options_.build;
      build.looks_for_unused_macros = !std::exchange(of.has_built, true);
      auto machine = std::make_shared<machine::Machine>(scenario::build(member, build));
      Options options = options_;
      options.max_executions -= total_.summary.executions;
      search::Explored explored = search::explore(*machine, options);
      const verdict::Deeds deeds = verdict::deeds_of(*machine);
      const auto predicates = machine->predicates();
      cover(of, found, values, {predicates.begin(), predicates.end()});
      found.cut = explored.found.cut;
      found.executions = explored.summary.executions - found.cut;
      note_violated(member, *machine, explored, deeds, found);
      keep_shorter(explored.found, {member, machine, found.words});
      list(*machine, std::move(explored.found.schedules));
      search::add(total_, explored);
      deeds_.add(deeds);
      machine_ = std::move(machine);
    } catch (const scenario::NoSuchMemory& none) {
      found.no_memory = none.what();
      cover(of, found, values, none.assumed);
    }
  }

  // If an input is not in its own class, its run was computed with the wrong terms.
  static void cover(Member& of, ClassResult& found, const std::vector<std::uint64_t>& values,
                    const std::vector<term::Predicate>& predicates) {
    for (const term::Predicate& predicate : predicates)
      if ((of.space.terms->evaluate(predicate.term, values) != 0) != predicate.holds)
        throw std::logic_error(fmt::format(
            "the run with {} depended on \"{}\", which does not hold",
            fmt::join(found.representative, ", "), symbolic::in_words(of.space, predicate)));
    found.predicates = predicates;
    found.essential = of.cover.essential(predicates);
    for (const term::Predicate& predicate : found.essential)
      found.words.push_back(symbolic::in_words(of.space, predicate));
    of.cover.add(found.essential); // the same class, and an easier question
  }

  // Where a counterexample was found.
  struct Origin {
    scenario::Scenario member;
    std::shared_ptr<machine::Machine> machine;
    std::vector<std::string> words;
  };

  void note_violated(const scenario::Scenario& member, machine::Machine& machine,
                     const search::Explored& explored, const verdict::Deeds& deeds,
                     ClassResult& found) {
    const Result result = verdict::settle(member, machine, explored, deeds, options_);
    if (const search::Counterexample* example =
            verdict::shown_counterexample(result, explored.found))
      found.violated = example->failure.property;
  }

  void list(machine::Machine& machine, std::vector<replay::Schedule> schedules) {
    for (trace::ListedExecution& execution :
         replay::list_executions(machine, std::move(schedules))) {
      execution.input_class = classes_.size();
      listed_.push_back(std::move(execution));
    }
  }

  // Among equally short ones, keeps that of the first class, which has the smallest input.
  void keep_shorter(const search::Found& found, const Origin& origin) {
    for (const auto& [property, example] : found.counterexamples) {
      const auto [known, is_new] = total_.found.counterexamples.try_emplace(property, example);
      const bool least = example.least && known->second.least;
      if (is_new || search::length_of(example) < search::length_of(known->second)) {
        known->second = example;
        origins_.insert_or_assign(property, origin);
      }
      known->second.least = least;
    }
  }

  trace::Trace record(const search::Counterexample& example) const {
    const Origin& origin = origins_.at(example.failure.property);
    const replay::Sources sources(origin.member, origin.machine->setup(), options_.build);
    trace::Trace trace =
        replay::record_counterexample(origin.member, *origin.machine, example, sources);
    trace.holds_for = origin.words;
    for (const scenario::AxisValue& input : origin.member.chosen)
      trace.chosen.push_back({input.axis, input.value});
    for (const scenario::Input& input : origin.member.inputs)
      if (input.kind != scenario::Input::Kind::Fixed)
        trace.values.push_back({input.name, input.value});
    return trace;
  }

  bool is_complete() const {
    return covered_ == std::max<std::size_t>(1, scenario_.members.size());
  }

  Result result() {
    Result result;
    if (machine_ != nullptr) {
      result = verdict::settle(scenario_, *machine_, total_, deeds_, options_);
    } else {
      result.scenario = scenario_.path.filename().string();
      result.title = scenario_.title;
      result.verdict = Verdict::Vacuous;
      if (total_.found.was_interrupted)
        result.reasons.push_back(verdict::interruption(options_) + " before it was explored");
      else if (is_complete())
        result.reasons.emplace_back(classes_.empty()
                                        ? "no input fulfils the conditions of [inputs]"
                                        : "the mappings contradict each other for every input");
    }
    if (const search::Counterexample* example = verdict::shown_counterexample(result, total_.found))
      result.counterexample = record(*example);
    result.classes = std::move(classes_);
    result.listed = std::move(listed_);
    result.classes_complete = is_complete();
    result.solver = solver_;
    if (!result.classes_complete) incomplete(result);
    verdict::note_length(result);
    return result;
  }

  // Without a proof of it from the solver, the inputs are not covered.
  void incomplete(Result& result) const {
    result.reasons.push_back(
        solver_gave_up_ ? "the solver gave up on whether an input is left: raise --solver-limit"
                        : "inputs are left that no class covers");
    if (result.verdict == Verdict::Holds || result.verdict == Verdict::Vacuous)
      result.verdict = Verdict::Inconclusive;
    for (PropertyResult& property : result.properties)
      if (property.status == PropertyResult::Status::Holds) {
        property.status = PropertyResult::Status::Unchecked;
        property.reason = "not every input is covered";
      }
  }

  const scenario::Scenario& scenario_;
  const Options& options_;
  std::vector<ClassResult> classes_;
  std::vector<trace::ListedExecution> listed_;
  search::Explored total_;
  verdict::Deeds deeds_;
  std::size_t covered_ = 0; // members
  bool solver_gave_up_ = false;
  SolverUse solver_;
  std::shared_ptr<machine::Machine> machine_; // of the last class
  std::map<std::string, Origin> origins_;     // by property
};

} // namespace

verdict::Result verify_classes(const scenario::Scenario& scenario, const Options& options) {
  return Classes(scenario, options).run();
}

} // namespace walkcheck::verify
