// SPDX-License-Identifier: GPL-2.0-only
#include "checker/symbolic/input_cover.hpp"

#include "checker/symbolic/translation.hpp"

#include <fmt/format.h>
#include <z3++.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
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
  z3::expr_vector covered{context}; // each class
  State state = State::Open;
  std::uint64_t queries = 0;
  std::chrono::steady_clock::duration spent{};
  std::atomic<bool> is_asking = false;
  std::jthread watch; // the last member: it ends before what it looks at

  Solving(InputSpace of, const CoverOptions& with) : space(std::move(of)), options(with) {
    for (const TermId condition : space.conditions)
      narrow((*space.terms)[condition]);
    if (options.interrupted != nullptr)
      watch = std::jthread([this](const std::stop_token& done) { pass_interrupts_on(done); });
  }

  // Bits that an input cannot have where it is below a limit: the fewer bits, the faster Z3 is.
  void narrow(const term::Term& condition) {
    if (condition.op != term::Op::ULt || !space.terms->is_constant(condition.right)) return;
    const term::Term& left = (*space.terms)[condition.left];
    const std::uint64_t limit = (*space.terms)[condition.right].value;
    if (left.op != term::Op::Input || limit == 0) return;
    const auto bits = static_cast<unsigned>(std::bit_width(limit - 1));
    space.inputs[left.value].possible &= bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
  }

  // A solver that knows the space. A new one for each question that is not like the one before:
  // what Z3 keeps between such questions makes it up to a thousand times slower.
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
    if (!options.smt_folder.empty()) write(solver, question, assumed, answer);
    return answer;
  }

  // A question can take minutes: an interrupt reaches Z3 too. Z3 forgets one that comes before it
  // has begun, so it is told again.
  void pass_interrupts_on(const std::stop_token& done) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!never.wait_for(lock, done, kWatchEvery, [&] { return done.stop_requested(); }))
      if (is_asking && options.interrupted->load()) context.interrupt();
  }

  // What is assumed becomes what is asserted.
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
    for (const z3::expr& each : covered)
      solver.add(!each);
    return solver;
  }

  // A literal for each predicate, which the solver knows to say the same. It is the term's, so that
  // predicates that contradict each other do not make the solver one that everything follows in.
  std::vector<z3::expr> literals(z3::solver& solver, std::span<const Predicate> predicates) {
    std::vector<z3::expr> made;
    for (const Predicate& each : predicates) {
      const z3::expr is = context.bool_const(fmt::format("predicate {}", each.term).c_str());
      solver.add(is == translate.truth(each.term));
      made.push_back(each.holds ? is : !is);
    }
    return made;
  }

  // Those that do not follow from the ones before them and from later ones that were kept.
  std::vector<Predicate> essential(std::span<const Predicate> predicates) {
    z3::solver solver = solver_of_space();
    const std::vector<z3::expr> holds = literals(solver, predicates);
    std::vector<Predicate> kept;
    for (std::size_t i = predicates.size(); i-- > 0;) {
      z3::expr_vector assumed(context);
      for (std::size_t before = 0; before < i; ++before)
        assumed.push_back(holds[before]);
      assumed.push_back(!holds[i]);
      if (ask(solver, "implied", assumed) == z3::unsat) continue;
      solver.add(holds[i]);
      kept.push_back(predicates[i]);
    }
    std::ranges::reverse(kept);
    return kept;
  }

  // The input of the last answer, `sat`.
  std::vector<std::uint64_t> input_of(const z3::solver& solver) {
    const z3::model model = solver.get_model();
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < space.inputs.size(); ++i)
      values.push_back(space.inputs[i].open
                           ? model.eval(translate.input(i), true).get_numeral_uint64()
                           : space.inputs[i].value);
    return values;
  }

  // Makes `values`, which fulfil what the solver knows, the smallest that do in a run of an input's
  // bits, and tells the solver. Bits are fixed from the top: whether all of a run can be zero is
  // asked before its halves, unless they are. False: Z3 gave up.
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

void InputCover::add(std::span<const Predicate> predicates) {
  solving_->covered.push_back(solving_->translate.all(predicates));
}

bool InputCover::is_apart(std::span<const Predicate> predicates) {
  z3::solver both = solving_->solver_of_space();
  both.add(solving_->translate.all(predicates));
  both.add(z3::mk_or(solving_->covered));
  const z3::check_result answer = solving_->ask(both, "apart");
  if (answer == z3::unknown) solving_->state = State::Unknown;
  return answer == z3::unsat;
}

std::vector<Predicate> InputCover::essential(std::span<const Predicate> predicates) {
  return solving_->essential(predicates);
}

std::uint64_t InputCover::queries() const {
  return solving_->queries;
}

double InputCover::seconds() const {
  return std::chrono::duration<double>(solving_->spent).count();
}

} // namespace walkcheck::symbolic
