// SPDX-License-Identifier: GPL-2.0-only
#include "compared_classes.hpp"

#include "catch.hpp"

#include "checker/symbolic/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace walkcheck::test {

using verdict::ClassResult;
using verdict::Result;

namespace {

std::vector<std::uint64_t> members(const Reduced& input) {
  std::vector<std::uint64_t> all;
  std::uint64_t bits = 0;
  do {
    all.push_back(input.rest | bits);
    bits = (bits - input.free) & input.free; // the next subset
  } while (bits != 0);
  return all;
}

std::string fixed_inputs(const std::vector<Reduced>& inputs,
                         const std::vector<std::uint64_t>& values) {
  std::string text = "[inputs]\n";
  for (std::size_t i = 0; i < inputs.size(); ++i)
    text += fmt::format("{} = '{:#x}'\n", inputs[i].name, values[i]);
  return text;
}

void for_each_member(const std::vector<Reduced>& inputs, std::vector<std::uint64_t> chosen,
                     const std::function<void(const std::vector<std::uint64_t>&)>& each) {
  if (chosen.size() == inputs.size()) return each(chosen);
  for (const std::uint64_t value : members(inputs[chosen.size()])) {
    chosen.push_back(value);
    for_each_member(inputs, chosen, each);
    chosen.pop_back();
  }
}

bool forgets_nothing(const std::string&) {
  return false;
}

// By context switches, then steps, then the inputs.
using Short = std::tuple<std::uint64_t, std::uint64_t, std::vector<std::uint64_t>>;

Short shortness(const trace::Trace& trace, const std::vector<std::uint64_t>& values) {
  return {trace.length.switches, trace.length.steps, values};
}

} // namespace

std::string open_inputs(const std::vector<Reduced>& inputs) {
  std::string text = "[inputs]\n";
  for (const Reduced& input : inputs)
    text += fmt::format("{} = {{ kind = '{}', where = '({} & {:#x}) == {:#x}' }}\n", input.name,
                        input.kind, input.name, ~input.free, input.rest);
  return text;
}

std::optional<std::string> first_violated(const Result& result) {
  for (const verdict::PropertyResult& property : result.properties)
    if (property.status == verdict::PropertyResult::Status::Violated) return property.name;
  return std::nullopt;
}

bool Compared::is_in(const ClassResult& of, const std::vector<std::uint64_t>& values,
                     const std::function<bool(const std::string& words)>& forgotten) const {
  symbolic::InputSpace space;
  space.terms = open.terms.get();
  for (const scenario::Input& input : open.inputs)
    space.inputs.push_back({input.name, true, 0, UINT64_MAX});
  return std::ranges::all_of(of.predicates, [&](const term::Predicate& one) {
    return forgotten(symbolic::in_words(space, one)) ||
           (open.terms->evaluate(one.term, values) != 0) == one.holds;
  });
}

bool Compared::notices(const std::function<bool(const std::string& words)>& forgotten) const {
  return std::ranges::any_of(*result.classes, [&](const ClassResult& of) {
    return std::ranges::any_of(members, [&](const Alone& alone) {
      return is_in(of, alone.values, forgotten) &&
             (alone.executions != of.executions || alone.violated != of.violated);
    });
  });
}

Compared compare_with_each_input(const std::vector<Reduced>& inputs, const std::string& rest) {
  Verifying verifying;
  Compared compared{verifying.read(open_inputs(inputs) + rest), {}, {}};
  compared.result = verifying.run(compared.open);
  const Result& result = compared.result;
  REQUIRE(result.classes_complete);
  std::map<const ClassResult*, std::size_t> sizes;
  std::optional<Short> shortest; // of the results of each input by itself
  for_each_member(inputs, {}, [&](const std::vector<std::uint64_t>& values) {
    const ClassResult* found = nullptr;
    for (const ClassResult& each : *result.classes) {
      if (!compared.is_in(each, values, forgets_nothing)) continue;
      CAPTURE(values, fmt::format("{}", fmt::join(each.words, ", ")));
      REQUIRE(found == nullptr);
      found = &each;
    }
    CAPTURE(values);
    REQUIRE(found != nullptr);
    ++sizes[found];
    const Result alone = verifying.run(verifying.read(fixed_inputs(inputs, values) + rest));
    CAPTURE(fmt::format("{}", fmt::join(found->words, ", ")));
    REQUIRE((alone.verdict == verdict::Verdict::BadInput) == !found->no_memory.empty());
    CHECK(alone.executions == found->executions);
    CHECK(first_violated(alone) == found->violated);
    if (alone.counterexample && result.counterexample &&
        alone.counterexample->violation.property == result.counterexample->violation.property) {
      const Short here = shortness(*alone.counterexample, values);
      shortest = std::min(shortest.value_or(here), here);
    }
    compared.members.push_back({values, alone.executions, first_violated(alone)});
  });
  CHECK(sizes.size() == result.classes->size());
  CHECK_FALSE(compared.notices(forgets_nothing));
  REQUIRE(shortest.has_value() == result.counterexample.has_value());
  if (shortest) {
    std::vector<std::uint64_t> values;
    for (const trace::InputValue& input : result.counterexample->values)
      values.push_back(input.value);
    CHECK(shortness(*result.counterexample, values) == *shortest);
  }
  return compared;
}

} // namespace walkcheck::test
