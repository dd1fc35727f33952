// SPDX-License-Identifier: GPL-2.0-only
#include "checker/verify/classes.hpp"

#include "checker/symbolic/words.hpp"
#include "checker/verify/counterexample.hpp"
#include "checker/verify/explore.hpp"
#include "checker/verify/settle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <stdexcept>
#include <utility>

namespace walkcheck::verify {
namespace {

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

// The questions of each scenario have a folder of their own.
symbolic::CoverOptions cover_options(const scenario::Scenario& scenario, const Options& options) {
  symbolic::CoverOptions cover = options.cover;
  if (cover.smt_folder.empty()) return cover;
  cover.smt_folder /= scenario.path.filename();
  std::error_code error;
  std::filesystem::create_directories(cover.smt_folder, error);
  if (error)
    throw InputError(Diagnostic{scenario.file, 0, 0,
                                "no folder can be made for the solver's questions",
                                "name another with --smt-dir"});
  return cover;
}

// What all classes came to, as if it had been one exploration.
void add(Explored& total, Explored part) {
  total.summary.executions += part.summary.executions;
  total.summary.blocked += part.summary.blocked;
  total.summary.steps += part.summary.steps;
  if (total.summary.outcome == explore::Outcome::Complete)
    total.summary.outcome = part.summary.outcome;
  Found& all = total.collected;
  Found& found = part.collected;
  all.covered.merge(found.covered);
  all.bounds.merge(found.bounds);
  all.opaque_values.merge(found.opaque_values);
  all.claimed.merge(found.claimed);
  all.touched |= found.touched;
  all.unpruned |= found.unpruned;
  all.was_interrupted |= found.was_interrupted;
  // Of the first class that has one.
  all.counterexamples.merge(found.counterexamples);
}

class Classes {
public:
  Classes(const scenario::Scenario& scenario, const Options& options)
      : scenario_(scenario), options_(options), space_(space_of(scenario)),
        cover_(space_, cover_options(scenario, options)) {}

  Result run() {
    while (total_.summary.outcome == explore::Outcome::Complete) {
      if (options_.interrupted != nullptr && options_.interrupted->load()) {
        total_.summary.outcome = explore::Outcome::Stopped;
        total_.collected.was_interrupted = true;
        break;
      }
      const auto values = cover_.next();
      if (!values) break;
      explore_one(*values);
    }
    return result();
  }

private:
  void explore_one(const std::vector<std::uint64_t>& values) {
    const scenario::Scenario member = scenario::with_inputs(scenario_, values);
    ClassResult& found = classes_.emplace_back();
    for (std::size_t i = 0; i < values.size(); ++i)
      if (space_.inputs[i].open)
        found.representative.push_back(fmt::format("{} = {:#x}", space_.inputs[i].name, values[i]));
    try {
      auto machine = std::make_unique<machine::Machine>(scenario::build(member, options_.build));
      Options options = options_;
      options.max_executions -= total_.summary.executions;
      Explored explored = explore(*machine, options);
      const auto predicates = machine->predicates();
      cover(found, values, {predicates.begin(), predicates.end()});
      found.executions = explored.summary.executions;
      note_violation(member, *machine, explored, found);
      add(total_, std::move(explored));
      machine_ = std::move(machine);
    } catch (const scenario::NoSuchMemory& none) {
      found.no_memory = none.what();
      cover(found, values, none.assumed);
    }
  }

  // A member that is not in its own class would have been computed with terms that it is not.
  void cover(ClassResult& found, const std::vector<std::uint64_t>& member,
             const std::vector<term::Predicate>& predicates) {
    for (const term::Predicate& predicate : predicates)
      if ((space_.terms->evaluate(predicate.term, member) != 0) != predicate.holds)
        throw std::logic_error(fmt::format("the run with {} went by \"{}\", which is not so",
                                           fmt::join(found.representative, ", "),
                                           symbolic::in_words(space_, predicate)));
    const std::vector<term::Predicate> essential = cover_.essential(predicates);
    for (const term::Predicate& predicate : essential)
      found.words.push_back(symbolic::in_words(space_, predicate));
    cover_.add(essential); // the same class, and an easier question
    found.predicates = predicates;
  }

  // The trace that is kept is of the first class with a violation.
  void note_violation(const scenario::Scenario& member, machine::Machine& machine,
                      const Explored& explored, ClassResult& found) {
    const Result result = settle(member, machine, explored, options_);
    const Counterexample* example = shown_counterexample(result, explored.collected);
    if (example == nullptr) return;
    found.violated = example->failure.property;
    if (trace_) return;
    const Sources sources(member, machine.setup(), options_.build);
    trace_ = record_counterexample(member, machine, *example, sources);
    trace_->holds_for = found.words;
    for (const scenario::Input& input : member.inputs)
      if (input.kind != scenario::Input::Kind::Fixed)
        trace_->values.push_back({input.name, input.value});
  }

  Result result() {
    Result result;
    if (machine_ != nullptr) {
      result = settle(scenario_, *machine_, total_, options_);
    } else {
      result.scenario = scenario_.path.filename().string();
      result.title = scenario_.title;
      result.verdict = Verdict::Vacuous;
      if (total_.collected.was_interrupted)
        result.reasons.emplace_back("interrupted before it was explored");
      else if (cover_.state() == symbolic::InputCover::State::Covered)
        result.reasons.emplace_back(classes_.empty()
                                        ? "no input fulfils what [inputs] demands"
                                        : "the mappings contradict each other for every input");
    }
    result.counterexample = std::move(trace_);
    result.classes = std::move(classes_);
    result.classes_complete = cover_.state() == symbolic::InputCover::State::Covered;
    result.solver = {cover_.queries(), cover_.seconds()};
    if (!result.classes_complete) incomplete(result);
    return result;
  }

  // A proof that did not come is none.
  void incomplete(Result& result) const {
    const bool unknown = cover_.state() == symbolic::InputCover::State::Unknown;
    result.reasons.push_back(
        unknown ? "the solver gave up on whether an input is left: raise --solver-limit"
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
  symbolic::InputSpace space_;
  symbolic::InputCover cover_;
  std::vector<ClassResult> classes_;
  Explored total_;
  std::unique_ptr<machine::Machine> machine_; // of the last class
  std::optional<trace::Trace> trace_;
};

} // namespace

Result verify_classes(const scenario::Scenario& scenario, const Options& options) {
  return Classes(scenario, options).run();
}

} // namespace walkcheck::verify
