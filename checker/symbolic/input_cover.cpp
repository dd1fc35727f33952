// SPDX-License-Identifier: GPL-2.0-only
#include "checker/symbolic/input_cover.hpp"

#include "checker/symbolic/answered.hpp"
#include "checker/symbolic/translation.hpp"

#include <fmt/format.h>
#include <z3++.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <thread>

namespace walkcheck::symbolic {
using term::Predicate;
using term::TermId;

constexpr std::chrono::milliseconds kWatchEvery(20);

struct InputCover::Solving {
  InputSpace space;
  CoverOptions options;
  z3::context context;
  Translation translate{context, space};
  Answered answered{*space.terms};
  struct Class {
    std::vector<Predicate> predicates;
    z3::expr is_in;
  };
  std::vector<Class> covered;
  State state = State::Open;
  std::uint64_t queries = 0;
  std::chrono::steady_clock::duration spent{};
  bool has_given_up = false; // Z3 gave up on some question
  std::atomic<bool> is_asking = false;
  std::jthread watch; // the last member: its thread ends before what it looks at

  Solving(InputSpace of, const CoverOptions& with) : space(std::move(of)), options(with) {
    for (const TermId condition : space.conditions)
      narrow((*space.terms)[condition]);
    if (options.interrupted != nullptr)
      watch = std::jthread([this](const std::stop_token& done) { pass_interrupts_on(done); });
  }

  // An input that is below a limit cannot have the bits above the limit: they are taken away. The
  // fewer bits there are, the faster Z3 is.
  void narrow(const term::Term& condition) {
    if (condition.op != term::Op::ULt || !space.terms->is_constant(condition.right)) return;
    const term::Term& left = (*space.terms)[condition.left];
    const std::uint64_t limit = (*space.terms)[condition.right].value;
    if (left.op != term::Op::Input || limit == 0) return;
    const auto bits = static_cast<unsigned>(std::bit_width(limit - 1));
    space.inputs[left.value].possible &= bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
  }

  // A new solver that knows the space. Each question gets a new one, unless it is like the question
  // before: what Z3 keeps between different questions makes it up to a thousand times slower.
  z3::solver solver_of_space() {
    z3::solver solver(context, "QF_BV");
    z3::params params(context);
    params.set("rlimit", options.limit);
    params.set("random_seed", 0U);
    solver.set(params);
    for (std::size_t i = 0; i < space.inputs.size(); ++i)
      if (space.inputs[i].open && space.inputs[i].possible != UINT64_MAX)
        solver.add((translate.input(i) & context.bv_val(~space.inputs[i].possible, 64)) == 0);
    for (const TermId condition : space.conditions)
      solver.add(translate.truth(condition));
    return solver;
  }

  z3::check_result ask(z3::solver& solver, const std::string& question) {
    return ask(solver, question, z3::expr_vector(context));
  }

  z3::check_result ask(z3::solver& solver, const std::string& question,
                       const z3::expr_vector& assumed) {
    if (options.interrupted != nullptr && options.interrupted->load()) return z3::unknown;
    const auto begin = std::chrono::steady_clock::now();
    is_asking = true;
    const z3::check_result answer = solver.check(assumed);
    is_asking = false;
    spent += std::chrono::steady_clock::now() - begin;
    ++queries;
    has_given_up |= answer == z3::unknown;
    if (!options.smt_folder.empty()) write(solver, question, assumed, answer);
    return answer;
  }

  // A question can take minutes, so an interrupt has to reach Z3, too. Z3 forgets an interrupt that
  // comes before it has started, so it is told again and again.
  void pass_interrupts_on(const std::stop_token& done) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!never.wait_for(lock, done, kWatchEvery, [&] { return done.stop_requested(); }))
      if (is_asking && options.interrupted->load()) context.interrupt();
  }

  // In the file, assumptions are written as assertions.
  void write(const z3::solver& solver, const std::string& question, const z3::expr_vector& assumed,
             z3::check_result answer) {
    static constexpr const char* kAnswers[] = {"unsat", "sat", "unknown"};
    const char* const status = kAnswers[answer == z3::unsat ? 0 : answer == z3::sat ? 1 : 2];
    z3::solver whole(context, "QF_BV");
    for (const z3::expr& assertion : solver.assertions())
      whole.add(assertion);
    for (const z3::expr& assumption : assumed)
      whole.add(assumption);
    std::ofstream file(options.smt_folder / fmt::format("{:05}_{}.smt2", queries, question));
    file << whole.to_smt2(status);
  }

  z3::solver uncovered() {
    z3::solver solver = solver_of_space();
    for (const Class& each : covered)
      solver.add(!each.is_in);
    return solver;
  }

  // A solver that is asked which predicates contradict each other. It has a literal for each
  // predicate that it was asked about, and knows that the two are equivalent. Only literals are
  // assumed, so predicates that contradict each other do not make the solver itself inconsistent.
  struct Literals {
    z3::solver solver;
    std::map<Predicate, z3::expr> of;
    std::map<unsigned, Predicate> said_by; // by Z3's name for the literal
  };

  const z3::expr& literal(Literals& literals, const Predicate& predicate) {
    if (const auto known = literals.of.find(predicate); known != literals.of.end())
      return known->second;
    const z3::expr is = context.bool_const(fmt::format("predicate {}", predicate.term).c_str());
    literals.solver.add(is == translate.truth(predicate.term));
    for (const bool holds : {true, false}) {
      const auto made = literals.of.emplace(Predicate{predicate.term, holds}, holds ? is : !is);
      literals.said_by.emplace(made.first->second.id(), made.first->first);
    }
    return literals.of.at(predicate);
  }

  // Returns `unsat` if no input fulfils all of them. The solver is made for the first question that
  // needs it.
  z3::check_result fulfil(std::optional<Literals>& literals, const std::set<Predicate>& those,
                          const std::string& question) {
    if (const auto known = answered.contradict(those)) return *known ? z3::unsat : z3::sat;
    if (!literals) literals = Literals{solver_of_space(), {}, {}};
    z3::expr_vector assumed(context);
    for (const Predicate& each : those)
      assumed.push_back(literal(*literals, each));
    const z3::check_result answer = ask(literals->solver, question, assumed);
    if (answer == z3::sat) answered.add_input(input_of(literals->solver));
    if (answer == z3::unsat) {
      std::set<Predicate> needed;
      for (const z3::expr& each : literals->solver.unsat_core())
        needed.insert(literals->said_by.at(each.id()));
      answered.add_contradiction(std::move(needed));
    }
    return answer;
  }

  // The predicates that do not follow from earlier ones together with the later ones that were
  // kept.
  std::vector<Predicate> essential(std::span<const Predicate> predicates) {
    std::optional<Literals> literals;
    std::set<Predicate> kept(predicates.begin(), predicates.end());
    for (const Predicate& each : std::ranges::reverse_view(predicates)) {
      kept.erase(each);
      std::set<Predicate> refuting = kept;
      refuting.insert({each.term, !each.holds});
      if (fulfil(literals, refuting, "implied") != z3::unsat) kept.insert(each);
    }
    std::vector<Predicate> in_order;
    std::ranges::copy_if(predicates, std::back_inserter(in_order),
                         [&](const Predicate& each) { return kept.contains(each); });
    return in_order;
  }

  bool is_apart(std::span<const Predicate> predicates) {
    std::optional<Literals> literals;
    for (const Class& each : covered) {
      std::set<Predicate> both(predicates.begin(), predicates.end());
      both.insert(each.predicates.begin(), each.predicates.end());
      switch (fulfil(literals, both, "apart")) {
      case z3::unsat: continue;
      case z3::unknown: state = State::Unknown; return false;
      case z3::sat: return false;
      }
    }
    return true;
  }

  // The input that Z3 found in its last answer, which was `sat`.
  std::vector<std::uint64_t> input_of(const z3::solver& solver) {
    const z3::model model = solver.get_model();
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < space.inputs.size(); ++i)
      values.push_back(space.inputs[i].open
                           ? model.eval(translate.input(i), true).get_numeral_uint64()
                           : space.inputs[i].value);
    return values;
  }

  // `values` fulfil what the solver knows. In one run of an input's bits, makes them the smallest
  // values that still do, and tells the solver. Bits are fixed from the top: if a run is not yet
  // all zero, Z3 is asked whether it can be, before its two halves are. Returns false if Z3 gave
  // up.
  bool make_smallest(z3::solver& solver, std::vector<std::uint64_t>& values, std::size_t input,
                     unsigned begin, unsigned count) {
    const std::uint64_t run = ~0ULL >> (64 - count) << begin;
    const z3::expr is_zero =
        translate.input(input).extract(begin + count - 1, begin) == context.bv_val(0, count);
    if ((values[input] & run) != 0) {
      solver.push();
      solver.add(is_zero);
      const z3::check_result answer = ask(solver, "smallest");
      if (answer == z3::sat) values = input_of(solver);
      solver.pop();
      if (answer == z3::unknown) return false;
    }
    const bool zero = (values[input] & run) == 0;
    if (zero || count == 1) {
      solver.add(zero ? is_zero : !is_zero);
      return true;
    }
    return make_smallest(solver, values, input, begin + count / 2, count - count / 2) &&
           make_smallest(solver, values, input, begin, count / 2);
  }
};

InputCover::InputCover(InputSpace space, const CoverOptions& options)
    : solving_(std::make_unique<Solving>(std::move(space), options)) {}
InputCover::~InputCover() = default;

std::optional<std::vector<std::uint64_t>> InputCover::next() {
  Solving& solving = *solving_;
  z3::solver uncovered = solving.uncovered();
  const z3::check_result answer = solving.ask(uncovered, "uncovered");
  if (answer != z3::sat) {
    solving.state = answer == z3::unsat ? State::Covered : State::Unknown;
    return std::nullopt;
  }
  std::vector<std::uint64_t> values = solving.input_of(uncovered);
  for (std::size_t i = 0; i < solving.space.inputs.size(); ++i)
    if (solving.space.inputs[i].open && !solving.make_smallest(uncovered, values, i, 0, 64)) {
      solving.state = State::Unknown;
      return std::nullopt;
    }
  return values;
}

InputCover::State InputCover::state() const {
  return solving_->state;
}

void InputCover::add(std::span<const Predicate> essential, std::span<const Predicate> all) {
  const std::span<const Predicate> most = all.empty() ? essential : all;
  solving_->covered.push_back({{most.begin(), most.end()}, solving_->translate.all(essential)});
}

bool InputCover::is_apart(std::span<const Predicate> predicates) {
  return solving_->is_apart(predicates);
}

std::vector<Predicate> InputCover::essential(std::span<const Predicate> predicates) {
  return solving_->essential(predicates);
}

bool InputCover::has_given_up() const {
  return solving_->has_given_up;
}

std::uint64_t InputCover::queries() const {
  return solving_->queries;
}

double InputCover::seconds() const {
  return std::chrono::duration<double>(solving_->spent).count();
}

} // namespace walkcheck::symbolic
