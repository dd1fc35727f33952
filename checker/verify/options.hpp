// SPDX-License-Identifier: GPL-2.0-only
// How one scenario is to be verified: how it is built, how it is searched, and how its open inputs
// are covered.
#pragma once

#include "checker/search/options.hpp"
#include "checker/symbolic/input_cover.hpp"
#include "model/scenario/build.hpp"

namespace walkcheck::verify {

struct Options : search::Options {
  scenario::BuildOptions build;
  symbolic::CoverOptions cover;
  bool check_classes = false; // ask the solver once more, of whole classes
};

} // namespace walkcheck::verify
