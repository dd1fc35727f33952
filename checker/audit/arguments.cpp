// SPDX-License-Identifier: GPL-2.0-only
#include "checker/audit/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace walkcheck::audit {
namespace {

using frontend::TypeKind;
using frontend::WrittenParameter;

constexpr std::array<std::string_view, 7> kAddresses = {"addr",  "address", "start", "hva",
                                                        "vaddr", "haddr",   "uaddr"};
constexpr std::array<std::string_view, 5> kEntries = {"pgd_t", "p4d_t", "pud_t", "pmd_t", "pte_t"};

bool is_frame_number(const WrittenParameter& parameter) {
  return parameter.type.text == "gfn_t";
}

std::optional<Argument> object(const std::string& pointee) {
  static const std::map<std::string, Argument> kObjects = {
      {"struct mm_struct", {"&wc_mm", "", "", "", "", "", ""}},
      {"struct task_struct", {"&wc_task", "", "", "", "", "", ""}},
      {"struct kvm", {"&wc_kvm", "", "", "", "tree/audit/kvm.h", "", ""}},
      {"struct kvm_memory_slot", {"&wc_slot", "", "", "", "tree/audit/kvm.h", "", ""}},
      {"struct vm_area_struct", {"&wc_vma", "", "", "", "tree/audit/vma.h", "", ""}},
      {"struct mmu_gather",
       {"&tlb", "struct mmu_gather tlb", "tlb_gather_mmu(&tlb, &wc_mm);", "tlb_finish_mmu(&tlb);",
        "", "", "mm/mmu_gather.c"}},
  };
  const auto found = kObjects.find(pointee);
  return found == kObjects.end() ? std::nullopt : std::optional(found->second);
}

// Where the function puts a result, a number or a pointer: one local.
Argument out(const WrittenParameter& parameter) {
  Argument argument;
  const std::string name = "out_" + parameter.name;
  argument.text = '&' + name;
  argument.local = fmt::format("{}{}{} = 0", parameter.type.pointee,
                               parameter.type.pointee.ends_with('*') ? "" : " ", name);
  argument.assumed = fmt::format("*{} = 0 before the call", parameter.name);
  return argument;
}

} // namespace

bool is_entry(const WrittenParameter& parameter) {
  const std::string& type =
      parameter.type.kind == TypeKind::Pointer ? parameter.type.pointee : parameter.type.text;
  return std::ranges::find(kEntries, type) != kEntries.end();
}

bool is_address(const WrittenParameter& parameter) {
  return is_frame_number(parameter) ||
         (parameter.type.kind == TypeKind::Integer &&
          std::ranges::find(kAddresses, parameter.name) != kAddresses.end());
}

std::optional<Argument> argument_for(const WrittenParameter& parameter) {
  Argument argument;
  if (is_entry(parameter)) return std::nullopt;
  switch (parameter.type.kind) {
  case TypeKind::Bool:
    argument.text = "false";
    argument.assumed = fmt::format("{} = false", parameter.name);
    return argument;
  case TypeKind::Integer:
    if (is_frame_number(parameter)) {
      argument.text = "address >> PAGE_SHIFT";
    } else if (is_address(parameter)) {
      argument.text = "address";
    } else if (parameter.name == "end") {
      argument.text = "address + PAGE_SIZE";
    } else {
      argument.text = "0";
      argument.assumed = fmt::format("{} = 0", parameter.name);
    }
    return argument;
  case TypeKind::Pointer:
    if (auto known = object(parameter.type.pointee)) return known;
    if (parameter.type.pointee.empty()) return std::nullopt;
    if (parameter.type.pointee_kind == TypeKind::Integer ||
        parameter.type.pointee_kind == TypeKind::Bool ||
        parameter.type.pointee_kind == TypeKind::Pointer)
      return out(parameter);
    return std::nullopt;
  default: return std::nullopt;
  }
}

} // namespace walkcheck::audit
