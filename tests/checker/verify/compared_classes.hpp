// SPDX-License-Identifier: GPL-2.0-only
// Input classes against the inputs that they stand for. Each input, as a fixed value, has to be in
// exactly one class and has to have the same result as its class. Entry point:
// compare_with_each_input().
#pragma once

#include "checker/property/built_in.hpp"
#include "checker/verify/verify.hpp"
#include "scratch_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::test {

class Verifying {
public:
  scenario::Scenario read(const std::string& text) const {
    return scenario::read_scenario(folder_.write("scenario.toml", text),
                                   {specs(), property::names()});
  }
  verdict::Result run(const scenario::Scenario& scenario) {
    verify::Options options;
    options.build.specs = specs();
    options.build.programs = &programs_;
    return verify::verify(scenario, options);
  }

private:
  static std::filesystem::path specs() { return WALKCHECK_SOURCE_DIR "/specs"; }

  ScratchFolder folder_;
  scenario::SharedPrograms programs_;
};

// An input with few values: the bits that are free, and the value of the others.
struct Reduced {
  std::string name;
  std::string kind;
  std::uint64_t free = 0;
  std::uint64_t rest = 0;
};

// The result for one input by itself.
struct Alone {
  std::vector<std::uint64_t> values;
  std::uint64_t executions;
  std::optional<std::string> violated;
};

struct Compared {
  scenario::Scenario open;
  verdict::Result result;
  std::vector<Alone> members;

  bool is_in(const verdict::ClassResult& of, const std::vector<std::uint64_t>& values,
             const std::function<bool(const std::string& words)>& forgotten) const;

  // Whether it would be noticed if such predicates were forgotten: some input would then be in a
  // class with another result.
  bool notices(const std::function<bool(const std::string& words)>& forgotten) const;
};

// The "[inputs]" in which they are open.
std::string open_inputs(const std::vector<Reduced>& inputs);

std::optional<std::string> first_violated(const verdict::Result& result);

// The inputs by name, in the order of the file's reader. `rest` is the scenario without them.
Compared compare_with_each_input(const std::vector<Reduced>& inputs, const std::string& rest);

} // namespace walkcheck::test
