// SPDX-License-Identifier: GPL-2.0-only
#include "checker/report/colour.hpp"

#include <fmt/color.h>

namespace walkcheck::report {
namespace {

fmt::text_style style_of(Style style) {
  switch (style) {
  case Style::Plain: break;
  case Style::Heading: return fmt::emphasis::bold;
  case Style::Aside: return fmt::emphasis::faint;
  case Style::Change: return fmt::fg(fmt::terminal_color::yellow);
  case Style::Good: return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::green);
  case Style::Bad: return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
  }
  return {};
}

} // namespace

std::string styled(const std::string& text, Style style, Colour colour) {
  if (colour == Colour::No || style == Style::Plain || text.empty()) return text;
  return fmt::format(style_of(style), "{}", text);
}

} // namespace walkcheck::report
