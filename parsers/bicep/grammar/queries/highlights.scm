; Later patterns win.

(identifier) @variable

; Declarations

[
  "targetScope" "metadata" "param" "var" "type" "resource" "module" "output" "import" "extension" "provider"
  "extensionConfig" "using" "extends" "assert" "test" "from" "as" "with" "existing"
] @keyword
"func" @keyword.function
"if" @keyword.conditional
["for" "in"] @keyword.repeat
(none) @constant.builtin

(parameter_declaration name: (identifier) @variable.parameter)
(parameter_assignment name: (identifier) @variable.parameter)
(typed_parameter name: (identifier) @variable.parameter)
(lambda parameters: (identifier) @variable.parameter)
(lambda_parameters (identifier) @variable.parameter)
(for_expression item: (identifier) @variable.parameter)
(for_expression index: (identifier) @variable.parameter)
(function_declaration name: (identifier) @function)
(type_declaration name: (identifier) @type.definition)

; Expressions

(call function: (identifier) @function.call)
(method_call name: (identifier) @function.method.call)
(member_access name: (identifier) @property)
(nested_access name: (identifier) @property)
(property key: (identifier) @property)
(property_type key: (identifier) @property)

(decorator "@" @attribute)
(decorator expression: (identifier) @attribute)
(decorator expression: (call function: (identifier) @attribute))
(decorator expression: (method_call name: (identifier) @attribute))

; Types

(type_identifier) @type
((type_identifier) @type.builtin
  (#any-of? @type.builtin "any" "array" "bool" "int" "object" "string" "resourceInput" "resourceOutput" "resource"))
(member_type name: (identifier) @type)

; Literals

(string) @string
(raw_string) @string
(resource_declaration type: (string) @string.special)
(module_declaration source: (string) @string.special.path)
(import_declaration source: (string) @string.special.path)
(using_declaration source: (string) @string.special.path)
(extends_declaration source: (string) @string.special.path)
(escape_sequence) @string.escape
(interpolation ["${" "}"] @punctuation.special)
(number) @number
(boolean) @boolean
(null) @constant.builtin

; Punctuation and trivia

["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["." "," ":" "::"] @punctuation.delimiter
[
  "=" "=>" "?" "!" "^" "..." "|" "*" "/" "%" "+" "-" "==" "!=" "=~" "!~" "<" "<=" ">" ">=" "&&" "||" "??"
] @operator
(comment) @comment
(diagnostics_pragma) @keyword.directive
