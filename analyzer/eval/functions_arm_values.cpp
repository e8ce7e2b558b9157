// Arguments, terms and objects: what the families of ARM functions have in common.

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
std::string_view kind_name(const Value& value) {
  switch (value.kind) {
    case ValueKind::Null: return "null";
    case ValueKind::Bool: return "a boolean";
    case ValueKind::Int: return "an integer";
    case ValueKind::Double: return "a number";
    case ValueKind::String: return "a string";
    case ValueKind::Array: return "an array";
    case ValueKind::Object: return "an object";
    case ValueKind::Symbol: break;
  }
  switch (value.symbol->type) {
    case SymbolType::String: return "a string";
    case SymbolType::Int: return "an integer";
    case SymbolType::Bool: return "a boolean";
    case SymbolType::Array: return "an array";
    case SymbolType::Object: return "an object";
    case SymbolType::Any: break;
  }
  return "an unknown value";
}

Value wrong_type(CallContext& context, size_t argument, std::string_view expected) {
  std::string message(context.name);
  message += "() expects ";
  message += expected;
  message += " as argument " + std::to_string(argument + 1) + ", got ";
  message += kind_name(context.args[argument]);
  return context.error(std::move(message));
}

bool is_error(const Value& value) { return value.is_symbol() && value.symbol->name == "@error"; }

Value make_term(CallContext& context, std::string_view name, std::span<const Value> args, SymbolType type) {
  SymbolFacts facts;
  facts.type = type;
  return context.symbols().make(name, args, facts);
}

Value unknown(CallContext& context, SymbolType type) { return make_term(context, context.name, context.args, type); }

Value too_much(CallContext& context) { return context.limit("too much work"); }

Value join_text(CallContext& context, std::span<const Value> parts) {
  size_t length = 0;
  for (const Value& part : parts) {
    for (const Value& piece : string_parts(part, context.arena()))
      if (piece.is_string()) length += piece.str().size();
  }
  return length > kLongestText ? context.limit("a string is too long") : context.symbols().concat(parts);
}

SymbolType type_of(const Value& value) {
  switch (value.kind) {
    case ValueKind::Bool: return SymbolType::Bool;
    case ValueKind::Int: return SymbolType::Int;
    case ValueKind::String: return SymbolType::String;
    case ValueKind::Array: return SymbolType::Array;
    case ValueKind::Object: return SymbolType::Object;
    case ValueKind::Symbol: return value.symbol->type;
    case ValueKind::Null:
    case ValueKind::Double: break;
  }
  return SymbolType::Any;
}

std::string_view literal_prefix(const Value& value, Arena& arena) {
  const auto parts = string_parts(value, arena);
  return !parts.empty() && parts.front().is_string() ? parts.front().str() : std::string_view{};
}

std::string_view literal_suffix(const Value& value, Arena& arena) {
  const auto parts = string_parts(value, arena);
  return !parts.empty() && parts.back().is_string() ? parts.back().str() : std::string_view{};
}

std::string ObjectBuilder::index_key(std::string_view key) const {
  std::string out(key);
  if (key_case_ == KeyCase::Sensitive) return out;
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

void ObjectBuilder::set(const Member& member) {
  if (member.symbolic_key) {
    for (Member& each : members_) {
      if (each.symbolic_key != member.symbolic_key) continue;
      each.value = member.value;
      return;
    }
    members_.push_back(member);
    return;
  }
  const auto [place, is_new] = places_.try_emplace(index_key(member.key), members_.size());
  if (is_new) {
    members_.push_back(member);
    return;
  }
  members_[place->second].value = member.value;
  members_[place->second].span = member.span;
}

const Value* ObjectBuilder::find(std::string_view key) const {
  const auto place = places_.find(index_key(key));
  return place == places_.end() ? nullptr : &members_[place->second].value;
}

}  // namespace ringfence::arm
