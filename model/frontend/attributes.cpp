// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/attributes.hpp"

#include "model/frontend/source_text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace walkcheck::frontend {
namespace {

constexpr std::array<std::string_view, 63> kMacros{"__always_unused",
                                                   "__maybe_unused",
                                                   "__used",
                                                   "__must_check",
                                                   "__pure",
                                                   "__packed",
                                                   "__aligned",
                                                   "__weak",
                                                   "__visible",
                                                   "__malloc",
                                                   "__alloc_size",
                                                   "__printf",
                                                   "__scanf",
                                                   "__section",
                                                   "__noreturn",
                                                   "__cold",
                                                   "__flatten",
                                                   "__no_kcsan",
                                                   "__no_sanitize_address",
                                                   "__nocfi",
                                                   "__latent_entropy",
                                                   "__randomize_layout",
                                                   "__counted_by",
                                                   "__init",
                                                   "__initdata",
                                                   "__initconst",
                                                   "__exit",
                                                   "__exitdata",
                                                   "__meminit",
                                                   "__meminitdata",
                                                   "__ref",
                                                   "__refdata",
                                                   "__init_memblock",
                                                   "__initdata_memblock",
                                                   "__sched",
                                                   "__lockfunc",
                                                   "__read_mostly",
                                                   "__ro_after_init",
                                                   "__cacheline_aligned",
                                                   "__cacheline_aligned_in_smp",
                                                   "____cacheline_aligned",
                                                   "____cacheline_aligned_in_smp",
                                                   "____cacheline_internodealigned_in_smp",
                                                   "__page_aligned_bss",
                                                   "__page_aligned_data",
                                                   "__user",
                                                   "__kernel",
                                                   "__iomem",
                                                   "__percpu",
                                                   "__rcu",
                                                   "__force",
                                                   "__private",
                                                   "__bitwise",
                                                   "__acquires",
                                                   "__releases",
                                                   "__must_hold",
                                                   "__always_inline",
                                                   "noinline",
                                                   "noinline_for_stack",
                                                   "notrace",
                                                   "noinstr",
                                                   "nokprobe_inline",
                                                   "asmlinkage"};

std::size_t after_spaces(const std::string& text, std::size_t i) {
  while (i < text.size() && std::string_view(" \t\n\r").find(text[i]) != std::string_view::npos)
    ++i;
  return i;
}

// The position behind the arguments whose parenthesis is at `i`; `i` itself if there is none.
std::size_t after_arguments(const std::string& text, std::size_t i) {
  int depth = 0;
  for (std::size_t at = i; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')') --depth;
    if (depth == 0) return at == i ? i : at + 1;
  }
  return i;
}

bool is_attribute(const std::string& word) {
  return word == "__attribute__" || word == "__attribute" ||
         std::ranges::find(kMacros, word) != kMacros.end();
}

// Only these take arguments. The others may stand before a parenthesis that is not theirs: `int
// __init (*setup)(void)`.
bool takes_arguments(const std::string& word) {
  static const std::set<std::string, std::less<>> kTaking = {
      "__attribute__", "__attribute", "__aligned",  "__section",  "__printf",    "__scanf",
      "__alloc_size",  "__malloc",    "__acquires", "__releases", "__must_hold", "__counted_by"};
  return kTaking.contains(word);
}

// The end of a directive and of the lines that continue it. A directive defines such a macro rather
// than uses it.
std::size_t after_directive(const std::string& text, std::size_t i) {
  while (i < text.size() && !(text[i] == '\n' && (i == 0 || text[i - 1] != '\\')))
    ++i;
  return i;
}

} // namespace

std::span<const std::string_view> attribute_macros() {
  return kMacros;
}

std::string without_attributes(const std::string& text) {
  std::string result = text;
  bool line_start = true;
  for (std::size_t i = 0; i < text.size();) {
    if (line_start && text[i] == '#') {
      i = after_directive(text, i);
      continue;
    }
    if (!is_identifier_character(text[i])) {
      line_start = text[i] == '\n' || (line_start && (text[i] == ' ' || text[i] == '\t'));
      ++i;
      continue;
    }
    line_start = false;
    std::size_t end = i;
    while (end < text.size() && is_identifier_character(text[end]))
      ++end;
    const std::string word = text.substr(i, end - i);
    if (is_attribute(word)) {
      if (takes_arguments(word)) end = after_arguments(text, after_spaces(text, end));
      blank(result, i, end);
    }
    i = end;
  }
  return result;
}

} // namespace walkcheck::frontend
