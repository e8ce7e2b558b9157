(source_file) @local.scope
(lambda) @local.scope
(for_expression) @local.scope
(function_declaration) @local.scope

(parameter_declaration name: (identifier) @local.definition)
(variable_declaration name: (identifier) @local.definition)
(type_declaration name: (identifier) @local.definition)
(function_declaration name: (identifier) @local.definition)
(resource_declaration name: (identifier) @local.definition)
(module_declaration name: (identifier) @local.definition)
(import_item name: (identifier) @local.definition)
(import_item alias: (identifier) @local.definition)
(wildcard_import alias: (identifier) @local.definition)
(extension_declaration source: (identifier) @local.definition)
(extension_declaration alias: (identifier) @local.definition)
(parameter_assignment name: (identifier) @local.definition)
(typed_parameter name: (identifier) @local.definition)
(lambda parameters: (identifier) @local.definition)
(lambda_parameters (identifier) @local.definition)
(for_expression item: (identifier) @local.definition)
(for_expression index: (identifier) @local.definition)

; Names of members and keys are no references: only what stands where an expression can.
(expression/identifier) @local.reference
(call function: (identifier) @local.reference)
(method_call object: (identifier) @local.reference)
(member_access object: (identifier) @local.reference)
(nested_access object: (identifier) @local.reference)
(index_access object: (identifier) @local.reference)
(non_null_assertion operand: (identifier) @local.reference)
(unary_expression operand: (identifier) @local.reference)
(type_identifier) @local.reference
