#pragma once
// expand: a tree of Templates becomes resource instances.
//
// Comes after parsing, before graph/normalize. Enters modules, unrolls loops, weighs conditions,
// evaluates names and bodies. Beyond this point there are no expressions, only Values. One call per
// root (deployment); each has its arena and symbol table, nothing is shared between threads.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/eval/project.h"
#include "analyzer/eval/symbol.h"
#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"
#include "parsers/arena.h"
#include "parsers/diagnostic.h"
#include "parsers/template.h"

namespace ringfence {

struct ResourceInstance;

/// One use of a module (the root itself is one).
struct ModuleInstance {
  const Template* declarations = nullptr;
  const ModuleCall* call = nullptr;  // null for the root
  const ModuleInstance* parent = nullptr;
  std::string_view path;        // "" at the root, "network/endpoint" below; no loop indexes
  std::string_view address;     // Terraform "module.a[\"k\"].module.b"; Bicep "a[0].b"
  Value subscription;           // subscription id of its scope: subscription().subscriptionid unless moved
  Value resource_group;         // resource group name of its scope; null above that level
  std::string_view scope_kind;  // resourceGroup, subscription, managementGroup, tenant; empty in Terraform
  Tri exists = Tri::True;       // a condition or loop above it may be unknown
};

/// One resource that will (or may) exist, in the words of its language: Terraform types are still Terraform's.
struct ResourceInstance {
  const Resource* declaration = nullptr;
  const ModuleInstance* module = nullptr;
  const ResourceInstance* parent =
      nullptr;            // `parent:`, or the enclosing resource; null if it is not in this deployment
  std::string_view type;  // full; Terraform: "azurerm_storage_account"
  std::string_view api_version;
  Value name;       // full "parent/child" name, string or symbol; Terraform: the `name` argument or null
  Value id;         // ARM id (concat of the absolute id); Terraform: symbol attr('address', 'id')
  Value body;       // Object: what would be sent, as written (null properties dropped for ARM/Bicep)
  Value scope;      // absolute id of an extension resource's target, or of another scope; null: the module's own
  Value condition;  // true, or the symbol that decides
  Value loop_key;   // int index or string key, symbol for an unknown loop; null without loop
  std::span<const Value> depends_on;  // ids
  std::string_view address;           // Terraform address, Bicep symbol path "module.symbol[0]", ARM "type/name"
  bool existing = false;
  bool conditional = false;  // condition, loop or module is unknown: may not exist
};

/// A module that could not be entered. The graph is open around what flows into it.
struct UnresolvedModule {
  const ModuleCall* call = nullptr;
  const ModuleInstance* caller = nullptr;
  std::string_view path;  // like ModuleInstance::path
  Value arguments;        // Object of what was given; null: it is not deployed (a false condition)
  bool registry = false;
  bool deployed = true;  // false: only its source is told
};

struct NamedValue {
  std::string_view name;
  Value value;
};

/// What the caller knows about a root.
struct RootInput {
  const Template* declarations = nullptr;
  std::string name;  // shown as "root": path relative to the project, plus the parameter file's
  std::vector<const ParameterFile*> parameter_files;           // later ones win
  std::vector<std::pair<std::string, std::string>> variables;  // --var k=v
  std::vector<std::string> opaque;                             // --opaque module paths
};

struct Limits {
  uint64_t steps = 50'000'000;            // evaluation steps of one root
  uint32_t depth = 200;                   // nested expressions and values (modules: a fifth of it)
  uint32_t loop = 10'000;                 // iterations of one loop
  uint32_t instances = 20'000;            // resources of one root; iterations of all loops around them: five times that
  uint32_t modules = 10'000;              // uses of modules in one root
  uint32_t text = 4 * 1024 * 1024;        // bytes of one string
  uint64_t arena = 256ull * 1024 * 1024;  // bytes of one root
};

/// The result. Owns everything its pointers reach, except declarations.
struct Deployment {
  std::unique_ptr<Arena> arena;
  std::unique_ptr<SymbolTable> symbols;
  std::string name;
  const Template* declarations = nullptr;
  std::vector<const ModuleInstance*> modules;  // the root first
  std::vector<ResourceInstance*> resources;    // in declaration order, modules after the declarations of their caller
  std::vector<UnresolvedModule> unresolved;
  std::vector<NamedValue> outputs;       // of the root
  std::vector<NamedValue> variables;     // of the root
  std::vector<std::string> unsupported;  // functions that are not known here, as written: terms of these names
  Diagnostics diagnostics;
};

Deployment expand(const RootInput& root, Project& project, const Limits& limits = {});

}  // namespace ringfence
