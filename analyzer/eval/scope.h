#pragma once
// What a name means: lexical frames (loop items, lambda parameters), module scopes and the
// instances of resources and modules while they are being expanded.
//
// Private to eval. Everything here is lazy: a slot is filled when something asks for it. Owned by
// the Evaluator of the root; frames live on the stack of an evaluation or in the root's arena.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/eval/expand.h"
#include "analyzer/eval/value.h"
#include "parsers/template.h"

namespace ringfence {

struct ModuleScope;
struct ResourceSet;
struct ModuleSet;
struct ResourceEnv;

/// One bound name. EachKey, EachValue, CountIndex: no name; CopyIndex: the copy's.
struct Local {
  RefKind kind = RefKind::Local;
  std::string_view name;
  Value value;
  const Local* outer = nullptr;
  bool of_declaration = false;  // the loop of a resource or module, not one inside a value
};

/// The loop that copyIndex('name') means. Without a name it is that of the resource, also inside a property copy
/// (learn.microsoft.com, "Numeric functions for ARM templates"); null when there is none.
const Local* find_copy_loop(const Local* from, std::string_view name);

/// Where an expression is evaluated.
struct Scope {
  ModuleScope* module = nullptr;
  const Local* locals = nullptr;
  ResourceEnv* resource = nullptr;  // whose declaration it stands in: `self`, symbols of nested resources
  OriginKind because = OriginKind::Written;  // of the literals in it
};

/// A lazily computed value. Asking for it while it is Busy is a cycle.
struct Slot {
  enum class State : uint8_t { Empty, Busy, Done };
  State state = State::Empty;
  Value value;
};

/// A deployment scope: what resource ids are relative to.
struct DeploymentScope {
  std::string_view kind;       // resourceGroup, subscription, managementGroup, tenant; empty in Terraform
  Value subscription;          // null above that level
  Value resource_group;
  Value management_group;
};

/// What a loop runs over.
struct LoopPlan {
  enum class Kind : uint8_t { None, Known, Unknown };
  Kind kind = Kind::None;
  Value collection;            // known: array, object or count; unknown: the symbol
  uint32_t count = 0;          // iterations of a known loop
  Value failed;                // the error that the collection is: so is each of its items
  Value condition;             // the symbol that decides whether that one exists
};

/// One instance of a resource declaration.
struct ResourceEnv {
  ResourceSet* set = nullptr;
  ResourceEnv* enclosing = nullptr;
  const Local* locals = nullptr;
  Value key;                   // loop index or key; null without loop
  bool representative = false; // of an unknown loop
  Value handle;                // the symbol that stands for it in expressions
  Slot name, id, scope, condition, body, address;
  std::vector<Slot> attributes;             // Terraform: by item of the body
  std::vector<ResourceSet*> children;       // nested resources
  ResourceInstance* instance = nullptr;     // when expand has made it
};

/// All instances of a resource declaration in one module (and one enclosing instance).
struct ResourceSet {
  const Resource* declaration = nullptr;
  ModuleScope* module = nullptr;
  ResourceEnv* enclosing = nullptr;
  Slot::State state = Slot::State::Empty;
  LoopPlan plan;
  std::vector<ResourceEnv*> items;
  std::map<std::string, ResourceEnv*> by_symbol;  // asked for with an index that is not known
  Value handle;
};

/// One use of a module; `scope` is null when it cannot be entered.
struct ModuleEnv {
  ModuleSet* set = nullptr;
  const Local* locals = nullptr;
  Value key;
  bool representative = false;
  Value handle, outputs_handle;
  Slot name, id, condition;
  const Template* found = nullptr;
  bool looked_up = false;      // `found` is what was found, if anything
  ModuleScope* scope = nullptr;
  bool entered = false;        // `scope` has been looked for
};

struct ModuleSet {
  const ModuleCall* call = nullptr;
  ModuleScope* module = nullptr;                  // the caller
  Slot::State state = Slot::State::Empty;
  LoopPlan plan;
  std::vector<ModuleEnv*> items;
  std::map<std::string, ModuleEnv*> by_symbol;
  bool registry = false;
  bool told = false;                              // that a template was not found: once for all instances
  std::string_view path;                          // ModuleInstance::path
  Value handle;
};

enum class DeclarationKind : uint8_t { Parameter, Variable, Function, Resource, Data, Module, Output, Type, Import, Wildcard };

/// Names of one template, for all its uses in a root.
class TemplateIndex {
 public:
  explicit TemplateIndex(const Template& declarations);
  /// Place in the template's list of that kind, or -1. Import: index of import << 16 | item.
  int find(DeclarationKind kind, std::string_view name, std::string_view type = {}) const;
  bool has_nested = false;

 private:
  struct Key {
    DeclarationKind kind;
    std::string_view name, type;
  };
  struct Hash {
    bool fold;
    size_t operator()(const Key& key) const;
  };
  struct Equal {
    bool fold;
    bool operator()(const Key& a, const Key& b) const;
  };
  std::unordered_map<Key, int, Hash, Equal> names_;
};

/// The environment of one module instance. Also made for an imported Bicep file and for the
/// variables of a parameter file; those have no `instance`.
struct ModuleScope {
  const Template* declarations = nullptr;
  const TemplateIndex* index = nullptr;
  Dialect dialect = Dialect::Arm;
  ModuleInstance* instance = nullptr;
  ModuleScope* parent = nullptr;
  ModuleScope* outer = nullptr;             // ARM nested deployment of outer scope: what its expressions mean
  const Local* base_locals = nullptr;       // ... with the loop of the deployment around it
  Scope arguments_scope;
  const Expr* arguments = nullptr;
  DeploymentScope where;
  Value deployment_name;
  uint32_t depth = 0;
  std::vector<Slot> parameters, variables, outputs;
  std::vector<ResourceSet*> resources;      // by place in the template; nested ones are in their enclosing instance
  std::vector<ModuleSet*> modules;
  std::vector<ModuleScope*> imports;
  Slot spread_arguments;                    // `params: {...x}`: the whole object

  /// Where parameters and variables are looked up.
  ModuleScope& lexical() { return outer ? outer->lexical() : *this; }
};

}  // namespace ringfence
