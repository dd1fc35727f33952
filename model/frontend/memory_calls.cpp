// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/memory_calls.hpp"

#include "model/frontend/spliced_loop.hpp"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace walkcheck::frontend {
namespace {

enum class Kind : std::uint8_t { Copy, Move, Fill, Clear, FillUnits, Compare };

struct MemoryFunction {
  std::string_view name;
  Kind kind;
  std::string_view prototype; // from the result on, without the name; if empty, as in <string.h>
  unsigned unit = 1;          // bytes that FillUnits writes at a time
};

constexpr std::string_view kCopies = "void *(void *, const void *, unsigned long)";
constexpr std::string_view kFills = "void *(void *, int, unsigned long)";
constexpr std::string_view kCompares = "int (const void *, const void *, unsigned long)";
constexpr std::string_view kClears = "void (void *, unsigned long)";

constexpr std::array kFunctions{
    MemoryFunction{"memcpy", Kind::Copy, kCopies},
    MemoryFunction{"__memcpy", Kind::Copy, kCopies},
    MemoryFunction{"__memcpy_chk", Kind::Copy,
                   "void *(void *, const void *, unsigned long, unsigned long)"},
    MemoryFunction{"memmove", Kind::Move, kCopies},
    MemoryFunction{"__memmove", Kind::Move, kCopies},
    MemoryFunction{"__memmove_chk", Kind::Move,
                   "void *(void *, const void *, unsigned long, unsigned long)"},
    MemoryFunction{"memset", Kind::Fill, kFills},
    MemoryFunction{"__memset", Kind::Fill, kFills},
    MemoryFunction{"__memset_chk", Kind::Fill, "void *(void *, int, unsigned long, unsigned long)"},
    MemoryFunction{"memzero_explicit", Kind::Clear, kClears},
    MemoryFunction{"bzero", Kind::Clear, kClears},
    MemoryFunction{"memset16", Kind::FillUnits,
                   "void *(unsigned short *, unsigned short, unsigned long)", 2},
    MemoryFunction{"memset32", Kind::FillUnits,
                   "void *(unsigned int *, unsigned int, unsigned long)", 4},
    MemoryFunction{"memset64", Kind::FillUnits,
                   "void *(unsigned long long *, unsigned long long, unsigned long)", 8},
    MemoryFunction{"memset_l", Kind::FillUnits,
                   "void *(unsigned long *, unsigned long, unsigned long)", 8},
    MemoryFunction{"memset_p", Kind::FillUnits, "void *(void **, void *, unsigned long)", 8},
    MemoryFunction{"memcmp", Kind::Compare, kCompares},
    MemoryFunction{"bcmp", Kind::Compare, kCompares},
};

// They write memory, so it would be wrong to treat them as functions that do nothing.
constexpr auto kRefused =
    std::to_array<std::string_view>({"strcpy",     "strncpy",        "strlcpy",
                                     "strscpy",    "strscpy_pad",    "strcat",
                                     "strncat",    "strlcat",        "stpcpy",
                                     "stpncpy",    "mempcpy",        "memccpy",
                                     "bcopy",      "sprintf",        "snprintf",
                                     "vsprintf",   "vsnprintf",      "scnprintf",
                                     "vscnprintf", "memcpy_and_pad", "memcpy_flushcache",
                                     "strtomem",   "memtostr"});

const MemoryFunction* find(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &MemoryFunction::name);
  return found == kFunctions.end() ? nullptr : found;
}

// The result is the difference of the first bytes that differ, and 0 if none do.
llvm::Function& comparison(llvm::Module& module) {
  constexpr const char* kName = "walkcheck.compare";
  if (llvm::Function* known = module.getFunction(kName)) return *known;
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* pointer = llvm::PointerType::getUnqual(context);
  llvm::Type* number = llvm::Type::getInt64Ty(context);
  llvm::Type* result = llvm::Type::getInt32Ty(context);
  auto* function =
      llvm::Function::Create(llvm::FunctionType::get(result, {pointer, pointer, number}, false),
                             llvm::GlobalValue::InternalLinkage, kName, module);
  function->addFnAttr(llvm::Attribute::AlwaysInline);
  auto* entry = llvm::BasicBlock::Create(context, "", function);
  auto* head = llvm::BasicBlock::Create(context, "", function);
  auto* body = llvm::BasicBlock::Create(context, "", function);
  auto* differ = llvm::BasicBlock::Create(context, "", function);
  auto* equal = llvm::BasicBlock::Create(context, "", function);
  llvm::IRBuilder<> builder(entry);
  builder.CreateBr(head);
  builder.SetInsertPoint(head);
  llvm::PHINode* index = builder.CreatePHI(number, 2);
  index->addIncoming(builder.getInt64(0), entry);
  builder.CreateCondBr(builder.CreateICmpEQ(index, function->getArg(2)), equal, body);
  builder.SetInsertPoint(body);
  const auto byte = [&](unsigned argument) {
    llvm::Value* at = builder.CreateGEP(builder.getInt8Ty(), function->getArg(argument), index);
    return builder.CreateZExt(builder.CreateLoad(builder.getInt8Ty(), at), result);
  };
  llvm::Value* one = byte(0);
  llvm::Value* other = byte(1);
  llvm::Value* difference = builder.CreateSub(one, other);
  index->addIncoming(builder.CreateAdd(index, builder.getInt64(1)), body);
  mark_uncounted(*builder.CreateCondBr(builder.CreateICmpEQ(one, other), head, differ));
  builder.SetInsertPoint(differ);
  builder.CreateRet(difference);
  builder.SetInsertPoint(equal);
  builder.CreateRet(builder.getInt32(0));
  return *function;
}

class CallReplacer {
public:
  CallReplacer(llvm::CallInst& call, const MemoryFunction& function)
      : call_(call), function_(function), builder_(&call) {}

  void run() {
    llvm::Value* result = effect();
    if (!call_.getType()->isVoidTy()) call_.replaceAllUsesWith(converted(result, call_.getType()));
    call_.eraseFromParent();
  }

private:
  llvm::Value* effect() {
    llvm::Value* to = pointer(0);
    switch (function_.kind) {
    case Kind::Copy:
      builder_.CreateMemCpy(to, std::nullopt, pointer(1), std::nullopt, length(2));
      return to;
    case Kind::Move:
      builder_.CreateMemMove(to, std::nullopt, pointer(1), std::nullopt, length(2));
      return to;
    case Kind::Fill:
      builder_.CreateMemSet(to, converted(call_.getArgOperand(1), builder_.getInt8Ty()), length(2),
                            std::nullopt);
      return to;
    case Kind::Clear:
      builder_.CreateMemSet(to, builder_.getInt8(0), length(1), std::nullopt);
      return to;
    case Kind::FillUnits: return fill_units(to);
    case Kind::Compare:
      return builder_.CreateCall(&comparison(*call_.getModule()), {to, pointer(1), length(2)});
    }
    return to;
  }

  llvm::Value* fill_units(llvm::Value* to) {
    llvm::Type* type = builder_.getIntNTy(function_.unit * 8);
    llvm::Value* value = converted(call_.getArgOperand(1), type);
    splice_loop(call_, *length(2), [&](llvm::IRBuilderBase& builder, llvm::Value& index) {
      builder.CreateAlignedStore(value, builder.CreateGEP(type, to, &index),
                                 llvm::Align(function_.unit));
    });
    builder_.SetInsertPoint(&call_);
    return to;
  }

  llvm::Value* pointer(unsigned argument) {
    return converted(call_.getArgOperand(argument), builder_.getPtrTy());
  }
  llvm::Value* length(unsigned argument) {
    return converted(call_.getArgOperand(argument), builder_.getInt64Ty());
  }

  // A call without a prototype passes its arguments as they are. An int is sign-extended, as it
  // would be with a prototype.
  llvm::Value* converted(llvm::Value* value, llvm::Type* type) {
    llvm::Type* from = value->getType();
    if (from == type) return value;
    if (from->isPointerTy()) return builder_.CreatePtrToInt(value, type);
    if (type->isPointerTy()) return builder_.CreateIntToPtr(value, type);
    return builder_.CreateSExtOrTrunc(value, type);
  }

  llvm::CallInst& call_;
  const MemoryFunction& function_;
  llvm::IRBuilder<> builder_;
};

bool fits(const llvm::CallInst& call, const MemoryFunction& function) {
  const unsigned least = function.kind == Kind::Clear ? 2 : 3;
  return call.arg_size() >= least && call.arg_size() <= 4 &&
         llvm::all_of(call.args(), [](const llvm::Use& argument) {
           return argument->getType()->isPointerTy() || argument->getType()->isIntegerTy();
         });
}

} // namespace

void replace_memory_calls(llvm::Module& module) {
  for (const MemoryFunction& known : kFunctions) {
    llvm::Function* function = module.getFunction(known.name);
    if (function == nullptr || !function->isDeclaration()) continue;
    llvm::SmallVector<llvm::CallInst*, 8> calls;
    for (llvm::User* user : function->users())
      if (auto* call = llvm::dyn_cast<llvm::CallInst>(user);
          call != nullptr && call->getCalledOperand() == function && fits(*call, known))
        calls.push_back(call);
    for (llvm::CallInst* call : calls)
      CallReplacer(*call, known).run();
  }
}

std::optional<std::string> memory_prototype(std::string_view function) {
  const MemoryFunction* known = find(function);
  if (known == nullptr) return std::nullopt;
  std::string text(known->prototype);
  return text.insert(text.find('('), known->name);
}

bool is_refused_library_function(std::string_view function) {
  return function.starts_with("__atomic_") || function.starts_with("__sync_") ||
         std::ranges::count(kRefused, function) != 0 || find(function) != nullptr;
}

} // namespace walkcheck::frontend
