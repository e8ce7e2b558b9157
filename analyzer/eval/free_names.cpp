#include "analyzer/eval/free_names.h"

#include <vector>

namespace ringfence {
namespace {

constexpr int kDeepest = 500;

std::vector<const Expr*> parts_of(const Expr* expr) {
  std::vector<const Expr*> out;
  if (const auto* object = as<ObjectExpr>(expr)) {
    for (const ObjectItem& item : object->items) out.insert(out.end(), {item.key, item.value});
  }
  if (const auto* array = as<ArrayExpr>(expr)) {
    for (const ArrayItem& item : array->items) out.push_back(item.value);
  }
  if (const auto* text = as<Interpolation>(expr)) out.assign(text->parts.begin(), text->parts.end());
  if (const auto* call = as<CallExpr>(expr)) out.assign(call->args.begin(), call->args.end());
  if (const auto* member = as<MemberExpr>(expr)) out = {member->object};
  if (const auto* index = as<IndexExpr>(expr)) out = {index->object, index->index};
  if (const auto* unary = as<UnaryExpr>(expr)) out = {unary->operand};
  if (const auto* binary = as<BinaryExpr>(expr)) out = {binary->left, binary->right};
  if (const auto* choice = as<ConditionalExpr>(expr)) out = {choice->condition, choice->then, choice->otherwise};
  if (const auto* loop = as<ForExpr>(expr)) out = {loop->collection, loop->key, loop->value, loop->condition};
  return out;
}

}  // namespace

const Reference* free_reference(const Expr* expr, int depth) {
  if (!expr || depth > kDeepest) return nullptr;
  if (const auto* reference = as<Reference>(expr)) {
    const bool bound = reference->kind == RefKind::Local || reference->kind == RefKind::Path ||
                       reference->kind == RefKind::TerraformMeta;
    return bound ? nullptr : reference;
  }
  for (const Expr* part : parts_of(expr)) {
    if (const Reference* found = free_reference(part, depth + 1)) return found;
  }
  return nullptr;
}

}  // namespace ringfence
