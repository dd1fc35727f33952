// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/whole/assembly_text.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace walkcheck::frontend {
namespace {

constexpr std::string_view kBlank = " \t\r\f\v";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

// A comment is as good as a blank. Nothing where one does not end.
std::optional<std::string> without_comments(std::string_view text) {
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || (text[i] != '#' && !text.substr(i).starts_with("/*"))) {
      result += text[i];
      continue;
    }
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
      continue;
    }
    const std::size_t end = text.find("*/", i + 2);
    if (end == std::string_view::npos) return std::nullopt;
    result += ' ';
    i = end + 1;
  }
  if (quoted) return std::nullopt;
  return result;
}

// At line ends and semicolons that are not within quotes.
std::vector<std::string> statements_of(const std::string& text) {
  std::vector<std::string> statements(1);
  bool quoted = false;
  for (const char each : text) {
    if (each == '"') quoted = !quoted;
    if (!quoted && (each == '\n' || each == ';'))
      statements.emplace_back();
    else
      statements.back() += each;
  }
  return statements;
}

std::string without_labels(const std::string& statement) {
  static const std::regex kLabel(R"(^\s*[0-9]+:)");
  std::string rest = statement;
  for (std::smatch match; std::regex_search(rest, match, kLabel);)
    rest = match.suffix();
  return trimmed(rest);
}

// The first word, which is taken off.
std::string take_word(std::string& statement) {
  const std::size_t end = std::min(statement.find_first_of(kBlank), statement.size());
  std::string word = statement.substr(0, end);
  statement = trimmed(std::string_view(statement).substr(end));
  return word;
}

// At commas that are not in parentheses. Nothing where those do not match.
std::optional<std::vector<std::string>> split_operands(const std::string& text) {
  std::vector<std::string> operands;
  if (text.empty()) return operands;
  operands.emplace_back();
  int depth = 0;
  for (const char each : text) {
    if (each == '(') ++depth;
    if (each == ')' && --depth < 0) return std::nullopt;
    if (each == ',' && depth == 0)
      operands.emplace_back();
    else
      operands.back() += each;
  }
  if (depth != 0) return std::nullopt;
  for (std::string& operand : operands)
    operand = trimmed(operand);
  return operands;
}

// Decimal, or hexadecimal behind 0x. What begins with another 0 would be octal.
std::optional<std::int64_t> number_in(const std::string& text) {
  static const std::regex kNumber(R"(^-?(0|[1-9][0-9]{0,17}|0x[0-9a-fA-F]{1,15})$)");
  if (!std::regex_match(text, kNumber)) return std::nullopt;
  return std::stoll(text, nullptr, 0);
}

AssemblyOperand parse_operand(const std::string& written) {
  static const std::regex kReference(R"(^\$(?:([0-9]{1,3})|\{([0-9]{1,3})(?::([A-Za-z]))?\})$)");
  static const std::regex kStackSlot(R"(^(-?[0-9]*)\(%rsp\)$)");
  AssemblyOperand operand;
  operand.text = written;
  std::string text = written;
  if (text.starts_with("%gs:")) {
    operand.gs = true;
    text = trimmed(std::string_view(text).substr(4));
  }
  std::smatch match;
  if (std::regex_match(text, match, kReference)) {
    operand.kind = AssemblyOperand::Kind::Reference;
    operand.index = static_cast<unsigned>(std::stoul(match[1].matched ? match[1] : match[2]));
    if (match[3].matched) operand.modifier = match[3].str()[0];
  } else if (operand.gs) {
    return operand;
  } else if (text.starts_with("$$")) {
    if (const auto number = number_in(text.substr(2))) {
      operand.kind = AssemblyOperand::Kind::Number;
      operand.number = *number;
    }
  } else if (std::regex_match(text, match, kStackSlot)) {
    const auto number = match[1].length() == 0 ? 0 : number_in(match[1]);
    if (!number) return operand;
    operand.kind = AssemblyOperand::Kind::StackSlot;
    operand.number = *number;
  }
  return operand;
}

// A prefix may be a statement of its own.
class InstructionReader {
public:
  bool add(std::string statement) {
    while (!statement.empty()) {
      std::string word = take_word(statement);
      if (word == "lock" || word == "rep") {
        bool& prefix = word == "lock" ? next_.lock : next_.rep;
        if (prefix) return false;
        prefix = pending_ = true;
        continue;
      }
      const auto operands = split_operands(statement);
      if (!operands) return false;
      next_.mnemonic = std::move(word);
      for (const std::string& operand : *operands)
        next_.operands.push_back(parse_operand(operand));
      done_.push_back(std::move(next_));
      next_ = {};
      pending_ = false;
      return true;
    }
    return true;
  }

  std::optional<std::vector<AssemblyInstruction>> done() {
    if (pending_) return std::nullopt;
    return std::move(done_);
  }

private:
  AssemblyInstruction next_;
  bool pending_ = false;
  std::vector<AssemblyInstruction> done_;
};

} // namespace

std::optional<std::vector<AssemblyInstruction>>
parse_instructions(const std::vector<std::string>& lines) {
  InstructionReader reader;
  for (const std::string& line : lines)
    if (!reader.add(line)) return std::nullopt;
  return reader.done();
}

std::optional<AssemblyText> parse_assembly(std::string_view text) {
  static const std::regex kSection(R"re(^\.pushsection\s+"?([A-Za-z0-9_.]+)"?(\s*,.*)?$)re");
  const auto plain = without_comments(text);
  if (!plain) return std::nullopt;
  AssemblyText result;
  std::vector<std::string> code;
  std::vector<std::size_t> open; // sections
  for (const std::string& each : statements_of(*plain)) {
    const std::string statement = without_labels(each);
    std::smatch match;
    if (statement.empty()) continue;
    if (statement.starts_with(".pushsection")) {
      if (!std::regex_match(statement, match, kSection)) return std::nullopt;
      open.push_back(result.sections.size());
      result.sections.push_back({match[1], {}});
    } else if (statement == ".popsection") {
      if (open.empty()) return std::nullopt;
      open.pop_back();
    } else {
      (open.empty() ? code : result.sections[open.back()].lines).push_back(statement);
    }
  }
  if (!open.empty()) return std::nullopt;
  auto instructions = parse_instructions(code);
  if (!instructions) return std::nullopt;
  result.instructions = std::move(*instructions);
  return result;
}

} // namespace walkcheck::frontend
