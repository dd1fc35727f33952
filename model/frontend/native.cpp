// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/native.hpp"

#include "model/frontend/compile.hpp"

namespace walkcheck::frontend {

NativeText native_text(const Source& source, const Options& options) {
  const Unit unit = compile(source, options).unit;
  ClangInput input = clang_input(source, options);
  input.defines.insert_or_assign("WALKCHECK_NATIVE", std::string(1, '1'));
  NativeText native{preprocess(unit.text(), input), unit.spec_defines, unit.opaque};
  for (const SlicedFile& slice : unit.slices)
    for (const std::string& name : slice.wanted())
      if (slice.has_function(name)) native.functions.insert(name);
  return native;
}

} // namespace walkcheck::frontend
