// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/logical_lines.hpp"

#include <cctype>
#include <string_view>

namespace walkcheck::frontend {
namespace {

// The text's characters in order, without joins of lines.
class Characters {
public:
  explicit Characters(const std::string& text) : text_(text) { skip_joins(); }

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\n' : text_[at_]; }
  std::uint32_t line() const { return line_; }

  char next() {
    const char c = peek();
    line_ += c == '\n';
    ++at_;
    skip_joins();
    return c;
  }

private:
  // A backslash and the end of the line, with blanks between them or not.
  void skip_joins() {
    while (at_ < text_.size() && text_[at_] == '\\') {
      std::size_t end = at_ + 1;
      while (end < text_.size() && text_[end] != '\n' &&
             std::isspace(static_cast<unsigned char>(text_[end])) != 0)
        ++end;
      if (end >= text_.size() || text_[end] != '\n') return;
      at_ = end + 1;
      ++line_;
    }
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

class Reader {
public:
  explicit Reader(const std::string& text) : in_(text) {}

  std::vector<LogicalLine> read() {
    begin();
    while (!in_.at_end())
      step();
    end();
    return std::move(lines_);
  }

private:
  void begin() {
    line_ = LogicalLine{};
    line_.first = line_.last = in_.line();
    line_.at_margin = true;
    blank_ = false;
  }

  void end() {
    if (line_.text.empty()) return;
    line_.is_directive = line_.text.starts_with('#');
    lines_.push_back(std::move(line_));
  }

  void add(char c) {
    if (line_.text.empty())
      line_.at_margin = !blank_;
    else if (blank_)
      line_.text += ' ';
    blank_ = false;
    line_.text += c;
    line_.last = in_.line();
  }

  void step() {
    const char c = in_.next();
    if (c == '\n') {
      end();
      begin();
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      blank_ = true;
    } else if (c == '/' && in_.peek() == '*') {
      in_.next();
      skip_comment();
    } else if (c == '/' && in_.peek() == '/') {
      while (!in_.at_end() && in_.peek() != '\n')
        in_.next();
    } else {
      add(c);
      if (c == '"' || c == '\'') literal(c);
    }
  }

  void skip_comment() {
    blank_ = true;
    while (!in_.at_end())
      if (in_.next() == '*' && in_.peek() == '/') {
        in_.next();
        return;
      }
  }

  void literal(char quote) {
    while (!in_.at_end() && in_.peek() != '\n') {
      const char c = in_.next();
      line_.text += c;
      if (c == quote) break;
      if (c == '\\' && in_.peek() != '\n') line_.text += in_.next();
    }
    line_.last = in_.line();
  }

  Characters in_;
  LogicalLine line_;
  std::vector<LogicalLine> lines_;
  bool blank_ = false; // one comes before the next character
};

} // namespace

std::vector<LogicalLine> logical_lines(const std::string& text) {
  return Reader(text).read();
}

} // namespace walkcheck::frontend
