// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/words.hpp"

namespace walkcheck::kbuild {
namespace {

class Splitter {
public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<std::string> words() {
    while (at_ < text_.size() && !ends_command(text_[at_])) {
      const char next = text_[at_++];
      if (next == ' ' || next == '\t')
        end_word();
      else
        take(next);
    }
    end_word();
    return std::move(words_);
  }

private:
  static bool ends_command(char next) {
    return next == ';' || next == '&' || next == '|' || next == '\n';
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  void take(char next) {
    in_word_ = true;
    if (next == '\'' || next == '"')
      quoted(next);
    else if (next == '\\' && at_ < text_.size())
      word_ += text_[at_++];
    else
      word_ += next;
  }

  void quoted(char quote) {
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const bool escapes =
          quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
          std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos;
      if (escapes) ++at_;
      word_ += text_[at_];
    }
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  std::string word_;
  std::vector<std::string> words_;
};

} // namespace

std::vector<std::string> shell_words(std::string_view text) {
  return Splitter(text).words();
}

std::string without_make_escapes(std::string_view text) {
  constexpr std::string_view kPound = "$(pound)";
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(kPound)) {
      result += '#';
      at += kPound.size() - 1;
    } else if (rest.starts_with("$$")) {
      result += '$';
      ++at;
    } else {
      result += text[at];
    }
  }
  return result;
}

} // namespace walkcheck::kbuild
