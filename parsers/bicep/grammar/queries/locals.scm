(source_file) @local.scope
(lambda) @local.scope
(for_expression) @local.scope
(function_declaration) @local.scope

(parameter_declaration name: (identifier) @local.definition.parameter)
(variable_declaration name: (identifier) @local.definition.var)
(type_declaration name: (identifier) @local.definition.type)
(function_declaration name: (identifier) @local.definition.function)
(resource_declaration name: (identifier) @local.definition.var)
(module_declaration name: (identifier) @local.definition.namespace)
(import_item name: (identifier) @local.definition.import)
(import_item alias: (identifier) @local.definition.import)
(wildcard_import alias: (identifier) @local.definition.namespace)
(extension_declaration alias: (identifier) @local.definition.namespace)
(typed_parameter name: (identifier) @local.definition.parameter)
(lambda parameters: (identifier) @local.definition.parameter)
(lambda_parameters (identifier) @local.definition.parameter)
(for_expression item: (identifier) @local.definition.var)
(for_expression index: (identifier) @local.definition.var)

(identifier) @local.reference
(type_identifier) @local.reference
