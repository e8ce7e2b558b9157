// What only Azure knows when it deploys: reference, list*, secrets, providers, zones, inputs.
//
// reference(x) is attr(id, 'properties'); a reference to a nested deployment is that deployment's
// outputs. listX(x, ...) is listx(id), secure (DESIGN section 8, rule 5).
// Source: learn.microsoft.com, "Resource functions for ARM templates".

#include <algorithm>

#include "analyzer/eval/functions_arm.h"

namespace ringfence::arm {
namespace {

/// The id of the resource that a name, symbolic name or id means.
Value id_of(CallContext& context, const Value& resource) {
  const Value id = context.resource_id_of(resource);
  return id.is_null() ? resource : id;
}

Value reference(CallContext& context) {
  const Value& resource = context.args[0];
  if (!resource.is_string() && !resource.is_symbol()) return wrong_type(context, 0, "a resource id or a name");
  bool full = false;
  if (context.args.size() > 2) {
    if (!context.args[2].is_string()) return wrong_type(context, 2, "'Full' or 'Properties'");
    full = equal_ignore_case(context.args[2].str(), "full");
  }
  const Value deployment = context.deployment_of(resource);
  if (!deployment.is_null()) {
    if (!full || is_error(deployment)) return deployment;
    ObjectBuilder out(context.arena());
    out.set("properties", deployment);
    return out.build();
  }
  const Value path[] = {id_of(context, resource), Value::text("properties")};
  SymbolFacts facts;
  facts.type = SymbolType::Object;
  return context.symbols().make("attr", {path, full ? 1u : 2u}, facts);
}

/// references('copyLoop'): one for each resource of the loop.
Value references(CallContext& context) { return make_term(context, "references", {context.args.data(), 1}, SymbolType::Array); }

/// listKeys(x, version, [values]): the version is no part of the term, the values are.
Value list(CallContext& context) {
  std::vector<Value> args{id_of(context, context.args[0])};
  if (context.args.size() > 2 && context.args[2].is_object() && context.args[2].size > 0) args.push_back(context.args[2]);
  SymbolFacts facts;
  facts.type = SymbolType::Any;
  facts.secure = true;
  return context.symbols().make(context.name, args, facts);
}

/// The outputs without { value: ... } around them, as Bicep's `module.outputs` gives them.
Value list_outputs(CallContext& context) {
  const Value outputs = context.outputs_of(context.deployment_of(context.args[0]));
  return outputs.is_null() ? list(context) : outputs;
}

Value secret_of(CallContext& context, const Value& vault, const Value& name) {
  const Value args[] = {vault, name};
  SymbolFacts facts;
  facts.type = SymbolType::String;
  facts.secure = true;
  return context.symbols().make("secret", args, facts);
}

/// Bicep's az.getSecret(subscription, resource group, vault, secret, [version]).
Value get_secret(CallContext& context) {
  for (size_t i = 0; i < context.args.size(); ++i)
    if (!context.args[i].is_string() && !context.args[i].is_symbol()) return wrong_type(context, i, "a string");
  const Value id[] = {Value::text("/subscriptions/"), context.args[0], Value::text("/resourceGroups/"), context.args[1],
                      Value::text("/providers/Microsoft.KeyVault/vaults/"), context.args[2]};
  return secret_of(context, context.symbols().concat(id), context.args[3]);
}

/// A Key Vault reference of a parameter: @secret(vault id, secret name).
Value secret(CallContext& context) { return secret_of(context, context.args[0], context.args[1]); }

/// resourceInfo('symbolicName'): what is known without asking Azure.
Value resource_info(CallContext& context) {
  const Value id = context.resource_id_of(context.args[0]);
  if (id.is_null()) return unknown(context, SymbolType::Object);
  ObjectBuilder out(context.arena());
  out.set("id", id);
  return out.build();
}

template <SymbolType type>
Value runtime(CallContext& context) { return unknown(context, type); }

/// target(): the resource that the call stands in as it is before the deployment, null when there is none yet.
Value target(CallContext& context) {
  std::vector<Value> args{context.own_resource_id()};
  if (args[0].is_null()) args.clear();
  args.insert(args.end(), context.args.begin(), context.args.end());
  return make_term(context, "target", args, SymbolType::Any);
}

/// readEnvVar(x) and readCliArg(x) are inputs of the tool, as the compiler writes them.
Value tool_input(CallContext& context, std::string_view kind) {
  const Value args[] = {Value::text(kind), context.args[0]};
  return make_term(context, "externalinput", args, SymbolType::String);
}
Value read_env_var(CallContext& context) { return tool_input(context, "sys.envVar"); }
Value read_cli_arg(CallContext& context) { return tool_input(context, "sys.cliArg"); }

constexpr uint8_t kSecretList = kSeesSymbols | kSecret;

constexpr FunctionRow kRows[] = {
    {"@secret", 2, 2, kSecretList, SymbolType::String, secret},
    {"externalinput", 1, 2, kSeesSymbols, SymbolType::Any, runtime<SymbolType::Any>},
    {"externalinputs", 1, 1, kSeesSymbols, SymbolType::Any, runtime<SymbolType::Any>},
    {"getsecret", 4, 5, kSecretList, SymbolType::String, get_secret},
    {"list*", 1, 3, kSecretList, SymbolType::Any, list},
    {"listoutputswithsecurevalues", 1, 2, kSecretList, SymbolType::Object, list_outputs},
    {"pickzones", 3, 5, kSeesSymbols, SymbolType::Array, runtime<SymbolType::Array>},
    {"providers", 1, 2, kSeesSymbols, SymbolType::Object, runtime<SymbolType::Object>},
    {"readcliarg", 1, 1, kSeesSymbols, SymbolType::String, read_cli_arg},
    {"readenvironmentvariable", 1, 2, kSeesSymbols, SymbolType::String, runtime<SymbolType::String>},
    {"readenvvar", 1, 1, kSeesSymbols, SymbolType::String, read_env_var},
    {"reference", 1, 3, kSeesSymbols, SymbolType::Object, reference},
    {"references", 1, 2, kSeesSymbols, SymbolType::Array, references},
    {"resourceinfo", 1, 1, kSeesSymbols, SymbolType::Object, resource_info},
    {"roledefinitions", 1, 1, kSeesSymbols, SymbolType::Object, runtime<SymbolType::Object>},
    {"target", 0, 1, kSeesSymbols, SymbolType::Any, target},
    {"tologicalzone", 3, 3, kSeesSymbols, SymbolType::String, runtime<SymbolType::String>},
    {"tologicalzones", 3, 3, kSeesSymbols, SymbolType::Array, runtime<SymbolType::Array>},
    {"tophysicalzone", 3, 3, kSeesSymbols, SymbolType::String, runtime<SymbolType::String>},
    {"tophysicalzones", 3, 3, kSeesSymbols, SymbolType::Array, runtime<SymbolType::Array>},
};

}  // namespace

std::span<const FunctionRow> runtime_rows() { return kRows; }

}  // namespace ringfence::arm
