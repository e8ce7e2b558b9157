#include <fmt/format.h>

#include "analyzer/eval/evaluate.h"

namespace ringfence {
namespace {

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

const Local* find_local(const Local* from, RefKind kind, std::string_view name, bool ignore_case) {
  for (; from; from = from->outer) {
    if (from->kind == kind && (ignore_case ? equal_ignore_case(from->name, name) : from->name == name)) return from;
  }
  return nullptr;
}

}  // namespace

const Local* find_copy_loop(const Local* from, std::string_view name) {
  if (!name.empty()) return find_local(from, RefKind::CopyIndex, name, true);
  const Local* innermost = nullptr;
  for (; from; from = from->outer) {
    if (from->kind != RefKind::CopyIndex) continue;
    if (from->of_declaration || from->name.empty()) return from;
    if (!innermost) innermost = from;
  }
  return innermost;
}

size_t TemplateIndex::Hash::operator()(const Key& key) const {
  uint64_t hash = 0xcbf29ce484222325ull + static_cast<uint64_t>(key.kind);
  for (const std::string_view part : {key.type, key.name}) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(fold ? ringfence::fold(c) : c)) * 0x100000001b3ull;
    hash = hash * 31 + 7;
  }
  return hash;
}

bool TemplateIndex::Equal::operator()(const Key& a, const Key& b) const {
  if (a.kind != b.kind) return false;
  return fold ? equal_ignore_case(a.name, b.name) && equal_ignore_case(a.type, b.type) : a.name == b.name && a.type == b.type;
}

TemplateIndex::TemplateIndex(const Template& declarations)
    : names_(16, Hash{declarations.dialect == Dialect::Arm}, Equal{declarations.dialect == Dialect::Arm}) {
  const bool terraform = declarations.dialect == Dialect::Terraform;
  const auto add = [this](DeclarationKind kind, std::string_view name, size_t place, std::string_view type = {}) {
    if (!name.empty()) names_.emplace(Key{kind, name, type}, static_cast<int>(place));
  };
  for (size_t i = 0; i < declarations.parameters.size(); ++i) add(DeclarationKind::Parameter, declarations.parameters[i].name, i);
  for (size_t i = 0; i < declarations.variables.size(); ++i) add(DeclarationKind::Variable, declarations.variables[i].name, i);
  for (size_t i = 0; i < declarations.types.size(); ++i) add(DeclarationKind::Type, declarations.types[i].name, i);
  for (size_t i = 0; i < declarations.outputs.size(); ++i) add(DeclarationKind::Output, declarations.outputs[i].name, i);
  for (size_t i = 0; i < declarations.modules.size(); ++i) add(DeclarationKind::Module, declarations.modules[i]->symbol, i);
  for (size_t i = 0; i < declarations.functions.size(); ++i) {
    add(DeclarationKind::Function, declarations.functions[i].name, i, declarations.functions[i].ns);
  }
  for (size_t i = 0; i < declarations.resources.size(); ++i) {
    const Resource& resource = *declarations.resources[i];
    if (resource.enclosing) {
      has_nested = true;
    } else {
      const bool data = terraform && resource.mode == ResourceMode::Existing;
      const auto* address = terraform ? as<StringLiteral>(resource.name) : nullptr;
      const std::string_view name = address ? address->text : resource.symbol;
      add(data ? DeclarationKind::Data : DeclarationKind::Resource, name, i, terraform ? resource.type : std::string_view{});
    }
  }
  for (size_t i = 0; i < declarations.imports.size(); ++i) {
    const Import& import = declarations.imports[i];
    add(DeclarationKind::Wildcard, import.wildcard, i);
    for (size_t j = 0; j < import.items.size() && j < 0xffff; ++j) {
      const ImportItem& item = import.items[j];
      add(DeclarationKind::Import, item.alias.empty() ? item.name : item.alias, i << 16 | j);
    }
  }
}

int TemplateIndex::find(DeclarationKind kind, std::string_view name, std::string_view type) const {
  const auto found = names_.find(Key{kind, name, type});
  return found == names_.end() ? -1 : found->second;
}

// ---- declarations of a module -----------------------------------------------------------------------------

Value Evaluator::variable(ModuleScope& module, std::string_view name, Span use) {
  ModuleScope& lexical = module.lexical();
  const int index = lexical.index->find(DeclarationKind::Variable, name);
  if (index < 0) return error(fmt::format("there is no variable '{}'", name), use);
  const Variable& declaration = lexical.declarations->variables[static_cast<size_t>(index)];
  const Value value = fill(lexical.variables[static_cast<size_t>(index)], "variable", name, use, [&] {
    Scope scope;
    scope.module = &lexical;
    return evaluate(declaration.value, scope);
  });
  return via(value, OriginKind::Variable, use);
}

Value Evaluator::output(ModuleScope& module, int index) {
  const Output& declaration = module.declarations->outputs[static_cast<size_t>(index)];
  return fill(module.outputs[static_cast<size_t>(index)], "output", declaration.name, declaration.span, [&]() -> Value {
    Scope scope;
    scope.module = &module;
    scope.locals = module.base_locals;
    if (declaration.condition) {
      const Value condition = evaluate(declaration.condition, scope);
      if (condition.is_bool() && !condition.boolean) return Value::null();
    }
    return evaluate(declaration.value, scope);
  });
}

ModuleScope* Evaluator::import_scope(ModuleScope& module, size_t import) {
  if (module.imports.empty()) module.imports.resize(module.declarations->imports.size());
  ModuleScope*& slot = module.imports[import];
  if (slot) return slot;
  const Import& declaration = module.declarations->imports[import];
  const FileId file = declaration.span.valid() ? declaration.span.file : module.declarations->file;
  const ModuleLookup found = project.find_module(Dialect::Bicep, file, declaration.source, {}, {});
  if (!found.declarations) {
    diagnostics.note("module-not-found", found.message, declaration.source_span);
    return nullptr;
  }
  ModuleScope*& shared = imports_[{found.declarations, {}}];
  if (!shared) shared = make_scope(*found.declarations, nullptr);
  slot = shared;
  return slot;
}

// ---- references ---------------------------------------------------------------------------------------------

namespace {

Value handle_of_set(Evaluator& evaluator, ResourceSet& set) {
  evaluator.plan(set);
  return set.declaration->loop ? set.handle : evaluator.instance_at(set, Value::null())->handle;
}

Value handle_of_set(Evaluator& evaluator, ModuleSet& set) {
  evaluator.plan(set);
  return set.call->loop ? set.handle : evaluator.instance_at(set, Value::null())->handle;
}

/// A nested resource that can be named by its symbol here: declared in one of the enclosing resources.
ResourceSet* nested_resource(Evaluator& evaluator, std::string_view name, const Scope& scope) {
  for (ResourceEnv* env = scope.resource; env; env = env->enclosing) {
    const auto& all = scope.module->declarations->resources;
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i]->enclosing == env->set->declaration && all[i]->symbol == name) {
        return evaluator.resource_set(*scope.module, i, env);
      }
    }
  }
  return nullptr;
}

}  // namespace

Value Evaluator::name(const Reference& reference, Span span, const Scope& scope) {
  ModuleScope& module = *scope.module;
  const bool arm = module.dialect == Dialect::Arm;
  const auto local = [&](RefKind kind, std::string_view wanted) -> std::optional<Value> {
    const Local* found = find_local(scope.locals, kind, wanted, arm);
    if (!found) return {};
    return found->value.span.valid() && !found->value.is_symbol() ? found->value : found->value.at(span, found->value.because);
  };
  switch (reference.kind) {
    case RefKind::Name: break;
    case RefKind::Parameter:
      if (arm) {
        if (const auto bound = local(RefKind::Parameter, reference.name)) return *bound;
      }
      return parameter(module, reference.name, span);
    case RefKind::Variable: return variable(module, reference.name, span);
    case RefKind::Local:
      if (const auto bound = local(RefKind::Local, reference.name)) return *bound;
      return error(fmt::format("there is no '{}' here", reference.name), span);
    case RefKind::EachKey:
    case RefKind::EachValue:
    case RefKind::CountIndex:
      if (const auto bound = local(reference.kind, {})) return *bound;
      return error("each and count stand only in a resource or module that has them", span);
    case RefKind::CopyIndex:
      if (const Local* found = find_copy_loop(scope.locals, reference.name)) {
        return found->value.span.valid() && !found->value.is_symbol() ? found->value : found->value.at(span, found->value.because);
      }
      return error("copyIndex stands only in a copy loop", span);
    case RefKind::Self:
      return scope.resource ? scope.resource->handle : error("self stands only in a resource", span);
    case RefKind::Path: {
      const bool at_root = reference.name == "root" || reference.name == "cwd";
      const FileId file = at_root ? root_module->declarations->file : module.declarations->file;
      return text(project.folder_of(file)).at(span);
    }
    case RefKind::TerraformMeta:
      return term("terraform", {Value::text(reference.name)}, {SymbolType::String, SymbolReason::Variable, false, true, {}}).at(span);
    case RefKind::Module: {
      const int found = module.index->find(DeclarationKind::Module, reference.name);
      if (found < 0) return error(fmt::format("there is no module '{}'", reference.name), span);
      return handle_of_set(*this, *module.modules[static_cast<size_t>(found)]);
    }
    case RefKind::Resource:
    case RefKind::Data: {
      const auto kind = reference.kind == RefKind::Data ? DeclarationKind::Data : DeclarationKind::Resource;
      const int found = module.index->find(kind, reference.name, reference.type);
      if (found >= 0) return handle_of_set(*this, *resource_set(module, static_cast<size_t>(found), nullptr));
      if (reference.type.empty()) return error(fmt::format("there is no resource '{}'", reference.name), span);
      return error(fmt::format("there is no resource '{}.{}'", reference.type, reference.name), span);
    }
  }

  // A Bicep identifier.
  if (const auto bound = local(RefKind::Local, reference.name)) return *bound;
  if (module.index->has_nested) {
    if (ResourceSet* nested = nested_resource(*this, reference.name, scope)) return handle_of_set(*this, *nested);
  }
  const TemplateIndex& index = *module.index;
  if (index.find(DeclarationKind::Parameter, reference.name) >= 0) return parameter(module, reference.name, span);
  if (index.find(DeclarationKind::Variable, reference.name) >= 0) return variable(module, reference.name, span);
  if (const int found = index.find(DeclarationKind::Resource, reference.name); found >= 0) {
    return handle_of_set(*this, *resource_set(module, static_cast<size_t>(found), nullptr));
  }
  if (const int found = index.find(DeclarationKind::Module, reference.name); found >= 0) {
    return handle_of_set(*this, *module.modules[static_cast<size_t>(found)]);
  }
  if (const int found = index.find(DeclarationKind::Import, reference.name); found >= 0) {
    const size_t import = static_cast<size_t>(found) >> 16, item = static_cast<size_t>(found) & 0xffff;
    ModuleScope* imported = import_scope(module, import);
    const std::string_view original = module.declarations->imports[import].items[item].name;
    if (imported) return variable(*imported, original, span);
    return term("import", {Value::text(original)}, {SymbolType::Any, SymbolReason::Module, false, false, {}}).at(span);
  }
  if (const int found = index.find(DeclarationKind::Wildcard, reference.name); found >= 0) {
    ModuleScope* imported = import_scope(module, static_cast<size_t>(found));
    if (imported) return make_handle(HandleKind::Import, imported);
    return term("import", {Value::text(reference.name)}, {SymbolType::Any, SymbolReason::Module, false, false, {}}).at(span);
  }
  return error(fmt::format("the name '{}' is not declared", reference.name), span);
}

}  // namespace ringfence
