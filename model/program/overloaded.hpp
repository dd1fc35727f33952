// SPDX-License-Identifier: GPL-2.0-only
// std::visit's function as one lambda for each alternative.
#pragma once

namespace walkcheck::program {

template <class... Cases> struct Overloaded : Cases... { using Cases::operator()...; };

} // namespace walkcheck::program
