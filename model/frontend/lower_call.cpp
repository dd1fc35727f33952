// SPDX-License-Identifier: GPL-2.0-only
// Calls that inlining left over: primitives, functions that nothing defines, recursion and function
// pointers.
#include "model/frontend/function_lowering.hpp"
#include "model/frontend/ir.hpp"
#include "model/frontend/memory_calls.hpp"

#include "model/program/not_defined.hpp"
#include <fmt/format.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

#include <algorithm>
#include <cstring>

namespace walkcheck::frontend {
namespace {

llvm::Function* callee_of(const llvm::CallBase& call) {
  // For LLVM, a call through a declaration without a prototype is not a direct call.
  return llvm::dyn_cast<llvm::Function>(call.getCalledOperand()->stripPointerCastsAndAliases());
}

bool is_primitive_name(llvm::StringRef name) {
  return name.starts_with("__wc_");
}

bool is_opaque(const llvm::Function* callee) {
  return callee != nullptr && callee->isDeclaration() && !callee->isIntrinsic() &&
         !is_primitive_name(callee->getName()) && !callee->getName().starts_with(kHiddenPrefix);
}

// A value that is only passed to functions that nothing defines does not influence anything.
bool is_used(const llvm::Value& value) {
  return std::ranges::any_of(value.users(), [](const llvm::User* user) {
    const auto* call = llvm::dyn_cast<llvm::CallBase>(user);
    return call == nullptr || !is_opaque(callee_of(*call));
  });
}

// Whether the declaration says that the parameter points to const.
bool is_read_only(const llvm::Function& callee, unsigned parameter) {
  const llvm::DISubprogram* subprogram = callee.getSubprogram();
  if (subprogram == nullptr) return false;
  const llvm::DITypeRefArray types = subprogram->getType()->getTypeArray();
  if (parameter + 1 >= types.size()) return false;
  const llvm::DIType* type = types[parameter + 1]; // 0 is the result
  auto strip_typedefs = [&] {
    while (type != nullptr && type->getTag() == llvm::dwarf::DW_TAG_typedef)
      type = llvm::cast<llvm::DIDerivedType>(type)->getBaseType();
  };
  strip_typedefs();
  if (type == nullptr || type->getTag() != llvm::dwarf::DW_TAG_pointer_type) return false;
  type = llvm::cast<llvm::DIDerivedType>(type)->getBaseType();
  strip_typedefs();
  return type != nullptr && type->getTag() == llvm::dwarf::DW_TAG_const_type;
}

bool points_to_local(const llvm::Value& value) {
  if (!value.getType()->isPointerTy()) return false;
  llvm::SmallVector<const llvm::Value*, 4> objects;
  llvm::getUnderlyingObjects(&value, objects, nullptr, 0);
  return std::ranges::any_of(objects,
                             [](const llvm::Value* v) { return llvm::isa<llvm::AllocaInst>(v); });
}

} // namespace

void FunctionLowering::lower_call(llvm::CallBase& call) {
  if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call))
    return lower_intrinsic(*intrinsic);
  if (const auto* assembly = llvm::dyn_cast<llvm::InlineAsm>(call.getCalledOperand()))
    return lower_assembly(call, *assembly);
  llvm::Function* callee = callee_of(call);
  if (callee == nullptr) return lower_known_call(call, *call.getCalledOperand());
  const std::string name = callee->getName().str();
  if (callee->getName().starts_with(kHiddenPrefix))
    return lower_hidden(call, callee->getName().drop_front(std::strlen(kHiddenPrefix)).str());
  if (const auto primitive = program::find_primitive(name); primitive && callee->isDeclaration())
    return lower_primitive(call, *primitive);
  if (is_primitive_name(name)) {
    reject(call, fmt::format("there is no primitive {}", name),
           "names that begin with __wc_ are the machine's: see specs/kernel/primitives.h");
    return define(call, Scalars(scalar_count(*call.getType())));
  }
  if (is_refused_library_function(name) && callee->isDeclaration()) {
    reject(call, fmt::format("{}() is a function of the C library, which has no text here", name),
           fmt::format("give {}() a body in the spec, or write out what it does", name));
    return define(call, Scalars(scalar_count(*call.getType())));
  }
  if (callee->isDeclaration()) return lower_opaque(call, name);
  check_direct_call(call, *callee);
  lower_known_call(call, *callee);
}

void FunctionLowering::lower_primitive(llvm::CallBase& call, program::Primitive primitive) {
  const program::PrimitiveInfo& info = program::info(primitive);
  const bool returns = !call.getType()->isVoidTy();
  const bool fits = program::has(primitive, program::Trait::Variadic)
                        ? call.arg_size() >= info.arguments
                        : call.arg_size() == info.arguments;
  if (!fits || returns != info.returns) {
    reject(call, fmt::format("{} is not called as it is declared", info.c_name),
           "include specs/kernel/primitives.h; declare no primitive yourself");
    return define(call, Scalars(scalar_count(*call.getType())));
  }
  program::Invoke invoke{primitive, std::nullopt, {}, ""};
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    llvm::Value& argument = *call.getArgOperand(i);
    llvm::StringRef text;
    if (static_cast<int>(i) != info.text) {
      invoke.arguments.push_back(scalar(argument));
    } else if (llvm::getConstantStringInfo(&argument, text)) {
      invoke.text = text.str();
    } else {
      reject(call, fmt::format("the text of {} is not a string constant", info.c_name),
             "write the text in the call");
    }
  }
  if (returns) {
    const Register result = result_of(call);
    if (!call.use_empty()) invoke.result = result;
  }
  emit(std::move(invoke));
}

void FunctionLowering::lower_opaque(llvm::CallBase& call, const std::string& name) {
  if (module_.is_whole()) {
    emit(program::NotModelled{program::not_defined(name)});
    return define(call, Scalars(scalar_count(*call.getType())));
  }
  const llvm::Function& callee = *callee_of(call);
  // The kernel tree defines the function, so it would be wrong to let it do nothing here.
  if (const Diagnostic* why = module_.why_withdrawn(name))
    reject(call,
           fmt::format("{}() is called, but its own text does not compile here: {}", name,
                       to_string(*why)),
           fmt::format("define {}(), or what it needs, in the spec, before a line `#pragma "
                       "walkcheck slices`",
                       name));
  for (unsigned i = 0; i < call.arg_size(); ++i)
    if (!call.isByValArgument(i) && !is_read_only(callee, i) &&
        points_to_local(*call.getArgOperand(i)))
      reject(call,
             fmt::format("{}() gets a pointer to a local variable, but nothing defines the "
                         "function: its writes there would be missed",
                         name),
             fmt::format("give {}() a body in the spec (before a line `#pragma walkcheck slices` "
                         "if a slice calls it)",
                         name));
  module_.note_opaque(name);
  std::optional<Register> result;
  if (!call.getType()->isVoidTy()) {
    Scalars value(scalar_count(*call.getType()));
    if (is_used(call) && !value.empty()) {
      result = fresh();
      for (Operand& scalar : value)
        scalar = {Operand::Kind::Register, *result};
    }
    define(call, std::move(value));
  }
  const bool returns = !call.doesNotReturn();
  if (!returns && !result) result = fresh();
  program::Opaque opaque{name, result};
  for (unsigned i = 0; i < call.arg_size(); ++i)
    for (const Operand& operand : scalars(*call.getArgOperand(i)))
      if (operand.kind == Operand::Kind::Register)
        (call.isByValArgument(i) || is_read_only(callee, i) ? opaque.read : opaque.written)
            .push_back(operand);
  emit(std::move(opaque));
  // The function is said not to return, but nobody knows: an unknown value decides.
  if (!returns) trap_if({Operand::Kind::Register, *result}, "");
}

void FunctionLowering::check_direct_call(llvm::CallBase& call, llvm::Function& callee) {
  if (callee.isVarArg())
    reject(call, fmt::format("{}() has a variable number of arguments", callee.getName().str()),
           "give it fixed parameters, or leave it undefined if it only prints");
  bool same = call.arg_size() == callee.arg_size() && call.getType() == callee.getReturnType();
  for (unsigned i = 0; same && i < call.arg_size(); ++i)
    same = call.getArgOperand(i)->getType() == callee.getArg(i)->getType();
  if (!same && !callee.isVarArg())
    reject(call,
           fmt::format("{}() is called with other types than it is defined with",
                       callee.getName().str()),
           "declare it with its prototype before the call");
}

void FunctionLowering::lower_known_call(llvm::CallBase& call, llvm::Value& callee) {
  program::Call lowered;
  lowered.callee = scalar(callee);
  for (llvm::Value* argument : call.args()) {
    const Scalars values = scalars(*argument);
    lowered.arguments.insert(lowered.arguments.end(), values.begin(), values.end());
    lowered.type.push_back(bits_of(*argument->getType()));
  }
  lowered.type.push_back(call.getType()->isVoidTy() ? 0 : bits_of(*call.getType()));
  if (!call.getType()->isVoidTy()) {
    const Register result = result_of(call);
    if (!call.use_empty()) lowered.result = result;
  }
  emit(std::move(lowered));
}

} // namespace walkcheck::frontend
