// SPDX-License-Identifier: GPL-2.0-only
// What a harness gives for each parameter of a kernel function. Entry point: argument_for().
#pragma once

#include "model/frontend/whole/file_functions.hpp"

#include <optional>
#include <string>

namespace walkcheck::audit {

struct Argument {
  std::string text;   // "&wc_mm"
  std::string local;  // a declaration that it needs: "struct page *pages[1]"
  std::string before; // statements, and those after the call
  std::string after;
  std::string include; // "tree/audit/vma.h"
  std::string assumed; // "flags = 0"
  std::string defined; // the file that defines what the statements call
};

// Nothing where nobody knows what to give.
std::optional<Argument> argument_for(const frontend::WrittenParameter& parameter);

// Whether it is a page-table entry or a pointer to one: its caller has tested what it is.
bool is_entry(const frontend::WrittenParameter& parameter);

// Whether it says which address is walked to.
bool is_address(const frontend::WrittenParameter& parameter);

} // namespace walkcheck::audit
