/**
 * Bicep and .bicepparam for tree-sitter.
 *
 * Follows the compiler's own lexer and parser (Azure/bicep, src/Bicep.Core/Parsing), not its
 * simplified docs/grammar.md. What they have in common with this file:
 *
 * - Newlines are tokens, not whitespace: they separate statements and items, and stand nowhere else
 *   but where a rule below says so. One `_newline` is a run of line ends and indentation.
 * - Keywords are contextual: `param`, `type`, `for` ... are identifiers wherever an identifier can
 *   stand and that keyword cannot. Only `true`, `false` and `null` are reserved.
 * - A newline may stand before the `?` and `:` of a ternary and the `|` of a union. One token of
 *   lookahead cannot see that, so the scanner says it: `_newline_before_question` and the like.
 * - `(a, b) => x` and `(a)` begin alike. The scanner looks ahead to `=>`: `_lambda_open`.
 * - `$'''` and `$$'''` begin a multi-line string with holes; the scanner remembers how many `$`.
 *
 * The rules are written so that no token needs GLR: there is no `conflicts` list.
 */

const PREC = {
  lambda: 1,
  ternary: 2,
  coalesce: 3,
  or: 4,
  and: 5,
  equality: 6,
  relational: 7,
  additive: 8,
  multiplicative: 9,
};

/** `open`, items separated by newlines or single commas, `close`: arrays, objects, their types, import lists. */
const items = ($, open, item, close) => seq(open, optional($._newlines), itemsAfter($, item), close);
const itemsAfter = ($, item) =>
  optional(seq(item, repeat(seq($._separator, item)), optional($._separator)));

/** Elements of a call and of type arguments: commas, newlines only after them and at the ends. */
const commaList = ($, item) =>
  seq(item, repeat(seq(',', optional($._newlines), item)));

/** Parameters in parentheses: newlines everywhere, and a comma may stand after the last. */
const parameterList = ($, item) => seq(
  optional($._newlines),
  optional(seq(
    item, optional($._newlines),
    repeat(seq(',', optional($._newlines), item, optional($._newlines))),
    optional(seq(',', optional($._newlines))),
  )),
);

/** Newlines that do not end an expression. Only the first needs the scanner's look ahead; comments may part the others. */
const continuation = ($, newline) => optional(seq(newline, optional($._newlines)));

/** The value of a resource or module: an object, a conditional object, a loop over either. */
const deployment = ($, object, condition, loop) =>
  choice(object, loop, seq(optional($._newlines), condition));

const conditional = ($, object) =>
  seq('if', field('condition', $.parenthesized_expression), field('body', object));

const loop = ($, body) =>
  seq(
    '[', optional($._newlines), 'for',
    choice(
      field('item', $.identifier),
      seq('(', field('item', $.identifier), ',', field('index', $.identifier), optional(','), ')'),
    ),
    'in', field('collection', $.expression), ':', field('body', body), optional($._newlines), ']',
  );

module.exports = grammar({
  name: 'bicep',

  word: $ => $.identifier,

  reserved: {
    global: _ => ['true', 'false', 'null'],
  },

  externals: $ => [
    $._newline_before_question,
    $._newline_before_colon,
    $._newline_before_pipe,
    $._lambda_open,
    $._raw_start,
    $._raw_content,
    $._raw_hole,
    $._raw_end,
    $._error_sentinel,
  ],

  extras: $ => [/[ \t]+/, $.comment, $.diagnostics_pragma],

  supertypes: $ => [$.statement, $.expression, $.type],

  inline: $ => [$._separator, $._property_name, $._text],

  rules: {
    source_file: $ => seq(
      repeat(choice($._newline, seq($.statement, $._newline))),
      optional($.statement),
    ),

    statement: $ => choice(
      $.target_scope,
      $.metadata_declaration,
      $.parameter_declaration,
      $.parameter_assignment,
      $.variable_declaration,
      $.type_declaration,
      $.function_declaration,
      $.resource_declaration,
      $.module_declaration,
      $.output_declaration,
      $.import_declaration,
      $.extension_declaration,
      $.extension_config_assignment,
      $.assert_declaration,
      $.test_declaration,
      $.using_declaration,
      $.extends_declaration,
    ),

    // ---- statements --------------------------------------------------------------------------------

    decorator: $ => seq(
      '@',
      field('expression', choice(
        $.identifier,
        $.call,
        alias($._decorator_member, $.member_access),
        alias($._decorator_method, $.method_call),
      )),
    ),
    _decorator_head: $ => choice(
      $.identifier,
      $.call,
      alias($._decorator_member, $.member_access),
      alias($._decorator_method, $.method_call),
    ),
    _decorator_member: $ => seq(field('object', $._decorator_head), '.', field('name', $.identifier)),
    _decorator_method: $ => seq(
      field('object', $._decorator_head), '.', field('name', $.identifier), field('arguments', $.arguments),
    ),
    _decorators: $ => repeat1(seq($.decorator, $._newlines)),

    target_scope: $ => seq(optional($._decorators), 'targetScope', '=', field('value', $.expression)),

    metadata_declaration: $ => seq(
      optional($._decorators), 'metadata', field('name', $.identifier), '=', field('value', $.expression),
    ),

    parameter_declaration: $ => seq(
      optional($._decorators), 'param', field('name', $.identifier), field('type', $._annotation),
      optional(seq('=', field('default', $.expression))),
    ),

    // .bicepparam
    parameter_assignment: $ => seq(
      optional($._decorators), 'param', field('name', $.identifier), '=', field('value', $.expression),
    ),

    variable_declaration: $ => seq(
      optional($._decorators), 'var', field('name', $.identifier), field('type', optional($._annotation)),
      '=', field('value', $.expression),
    ),

    type_declaration: $ => seq(
      optional($._decorators), 'type', field('name', $.identifier), '=', field('value', $._annotation),
    ),

    function_declaration: $ => seq(
      optional($._decorators), 'func', field('name', $.identifier),
      field('parameters', $.typed_parameters), field('returns', $._annotation),
      '=>', optional($._newlines), field('body', $.expression),
    ),
    typed_parameters: $ => seq('(', parameterList($, $.typed_parameter), ')'),
    typed_parameter: $ => seq(field('name', $.identifier), field('type', $._annotation)),

    resource_declaration: $ => seq(
      optional($._decorators), 'resource', field('name', $.identifier), field('type', $._text),
      optional('existing'), '=',
      field('value', deployment($,
        alias($._resource_object, $.object),
        alias($._resource_conditional, $.conditional_body),
        alias($._resource_loop, $.for_expression))),
    ),
    _resource_conditional: $ => conditional($, alias($._resource_object, $.object)),
    _resource_loop: $ => loop($, choice(
      alias($._resource_object, $.object),
      alias($._resource_conditional, $.conditional_body),
    )),
    // Only here can a `resource` (or a decorator before one) stand among the properties.
    _resource_object: $ => items($, '{', choice($.property, $.spread, $.resource_declaration), '}'),

    module_declaration: $ => seq(
      optional($._decorators), 'module', field('name', $.identifier), field('source', $._text), '=',
      field('value', deployment($,
        $.object,
        alias($._module_conditional, $.conditional_body),
        alias($._module_loop, $.for_expression))),
    ),
    _module_conditional: $ => conditional($, $.object),
    _module_loop: $ => loop($, choice($.object, alias($._module_conditional, $.conditional_body))),

    output_declaration: $ => seq(
      optional($._decorators), 'output', field('name', $.identifier), field('type', $._annotation),
      '=', field('value', $.expression),
    ),

    import_declaration: $ => seq(
      optional($._decorators), 'import',
      field('symbols', choice($.import_list, $.wildcard_import)),
      'from', field('source', $._text),
    ),
    import_list: $ => items($, '{', $.import_item, '}'),
    import_item: $ => choice(
      seq(field('name', $.identifier), optional($._as_clause)),
      seq(field('name', $._text), $._as_clause),
    ),
    wildcard_import: $ => seq('*', $._as_clause),
    _as_clause: $ => seq('as', field('alias', $.identifier)),

    // `import 'name@version'` and `provider` are how extensions were declared before `extension`.
    extension_declaration: $ => seq(
      optional($._decorators),
      choice(
        seq(choice('extension', 'provider'), field('source', choice($.identifier, $._text))),
        seq('import', field('source', $._text)),
      ),
      optional($._with_clause), optional($._as_clause),
    ),
    _with_clause: $ => seq('with', field('configuration', $.object)),

    assert_declaration: $ => seq(
      optional($._decorators), 'assert', field('name', $.identifier), '=', field('value', $.expression),
    ),

    test_declaration: $ => seq(
      optional($._decorators), 'test', field('name', $.identifier), field('source', $._text), '=',
      field('value', $.object),
    ),

    using_declaration: $ => seq(
      optional($._decorators), 'using', field('source', choice($._text, $.none)), optional($._with_clause),
    ),
    none: _ => 'none',
    extends_declaration: $ => seq(optional($._decorators), 'extends', field('source', $._text)),
    extension_config_assignment: $ => seq(
      optional($._decorators), 'extensionConfig', field('name', $.identifier), $._with_clause,
    ),

    // ---- expressions -------------------------------------------------------------------------------

    expression: $ => choice(
      $.ternary_expression,
      $.binary_expression,
      $.unary_expression,
      $.lambda,
      $._primary,
    ),

    ternary_expression: $ => prec.right(PREC.ternary, seq(
      field('condition', $.expression), continuation($, $._newline_before_question), '?',
      field('consequence', $.expression), continuation($, $._newline_before_colon), ':',
      field('alternative', $.expression),
    )),

    binary_expression: $ => choice(
      ...[
        [PREC.coalesce, ['??']],
        [PREC.or, ['||']],
        [PREC.and, ['&&']],
        [PREC.equality, ['==', '!=', '=~', '!~']],
        [PREC.relational, ['<', '<=', '>', '>=']],
        [PREC.additive, ['+', '-']],
        [PREC.multiplicative, ['*', '/', '%']],
      ].map(([precedence, operators]) => prec.left(precedence, seq(
        field('left', $.expression),
        field('operator', operators.length > 1 ? choice(...operators) : operators[0]),
        field('right', $.expression),
      ))),
    ),

    // One operator only: the compiler takes neither `!!a` nor `- -1`.
    unary_expression: $ => seq(field('operator', choice('!', '-')), field('operand', $._primary)),

    lambda: $ => prec.right(PREC.lambda, seq(
      field('parameters', choice($.identifier, $.lambda_parameters)),
      '=>', optional($._newlines), field('body', $.expression),
    )),
    lambda_parameters: $ => seq(alias($._lambda_open, '('), parameterList($, $.identifier), ')'),

    _primary: $ => choice(
      $.identifier,
      $.string,
      $.raw_string,
      $.number,
      $.boolean,
      $.null,
      $.array,
      $.object,
      $.for_expression,
      $.parenthesized_expression,
      $.call,
      $.method_call,
      $.member_access,
      $.nested_access,
      $.index_access,
      $.non_null_assertion,
    ),

    call: $ => seq(field('function', $.identifier), field('arguments', $.arguments)),
    arguments: $ => seq(
      '(', optional($._newlines),
      optional(seq(commaList($, $.expression), optional($._newlines))),
      ')',
    ),
    method_call: $ => seq(
      field('object', $._primary), '.', field('name', $.identifier), field('arguments', $.arguments),
    ),
    member_access: $ => seq(
      field('object', $._primary), '.', field('safe', optional('?')), field('name', $.identifier),
    ),
    nested_access: $ => seq(field('object', $._primary), '::', field('name', $.identifier)),
    index_access: $ => seq(
      field('object', $._primary), '[', field('safe', optional('?')), field('from_end', optional('^')),
      field('index', $.expression), ']',
    ),
    non_null_assertion: $ => seq(field('operand', $._primary), '!'),

    parenthesized_expression: $ => seq(
      '(', optional($._newlines), field('expression', $.expression), optional($._newlines), ')',
    ),

    array: $ => items($, '[', choice($.expression, $.spread), ']'),
    object: $ => items($, '{', choice($.property, $.spread), '}'),
    property: $ => seq(field('key', $._property_name), ':', field('value', $.expression)),
    _property_name: $ => choice($.identifier, alias('resource', $.identifier), $._text),
    _text: $ => choice($.string, $.raw_string),
    spread: $ => seq('...', field('value', $.expression)),
    for_expression: $ => loop($, $.expression),

    _separator: $ => choice($._newlines, ','),

    // ---- types -------------------------------------------------------------------------------------

    // What can stand after the name of a parameter, variable or output.
    _annotation: $ => choice($.type, $.resource_type),
    resource_type: $ => seq('resource', optional($._text)),

    type: $ => choice($.union_type, $._type_operand),

    union_type: $ => choice(
      seq($._union_separator, $._type_operand, repeat(seq($._union_separator, $._type_operand))),
      seq($._type_operand, repeat1(seq($._union_separator, $._type_operand))),
    ),
    _union_separator: $ => seq(continuation($, $._newline_before_pipe), '|'),

    _type_operand: $ => choice($.nullable_type, $.non_nullable_type, $.unary_type, $._type_primary),
    nullable_type: $ => seq(field('type', $._type_operand), '?'),
    non_nullable_type: $ => seq(field('type', $._type_operand), '!'),
    unary_type: $ => seq(field('operator', choice('-', '!')), field('operand', $._type_primary)),

    _type_primary: $ => choice(
      alias($.identifier, $.type_identifier),
      $.generic_type,
      $.string,
      $.raw_string,
      $.number,
      $.boolean,
      $.null,
      $.object_type,
      $.tuple_type,
      $.parenthesized_type,
      $.array_type,
      $.item_type,
      $.indexed_type,
      $.member_type,
      $.additional_properties_type,
    ),

    generic_type: $ => seq(
      field('name', choice(
        alias($.identifier, $.type_identifier),
        alias('resource', $.type_identifier),
        alias($._qualified_type, $.member_type),
      )),
      field('arguments', $.type_arguments),
    ),
    _qualified_type: $ => seq(field('object', $._type_primary), '.', field('name', $.identifier)),
    type_arguments: $ => seq(
      '<', optional($._newlines), optional(seq(commaList($, $.type), optional($._newlines))), '>',
    ),
    array_type: $ => seq(field('element', $._type_primary), '[', ']'),
    item_type: $ => seq(field('object', $._type_primary), '[', '*', ']'),
    indexed_type: $ => seq(field('object', $._type_primary), '[', field('index', $.expression), ']'),
    member_type: $ => seq(field('object', $._type_primary), '.', field('name', $.identifier)),
    additional_properties_type: $ => seq(field('object', $._type_primary), '.', '*'),
    parenthesized_type: $ => seq('(', field('type', $.type), ')'),

    object_type: $ => items($, '{', choice($.property_type, $.additional_properties), '}'),
    property_type: $ => seq(
      optional($._decorators), field('key', $._property_name), ':', field('type', $.type),
    ),
    additional_properties: $ => seq(optional($._decorators), '*', ':', field('type', $.type)),
    tuple_type: $ => items($, '[', $.tuple_item, ']'),
    tuple_item: $ => seq(optional($._decorators), field('type', $.type)),

    // ---- literals ----------------------------------------------------------------------------------

    string: $ => seq(
      '\'',
      repeat(choice($.string_content, $.escape_sequence, $.interpolation)),
      token.immediate('\''),
    ),
    string_content: _ => choice(
      token.immediate(prec(1, /([^'\\$\r\n]|\$+[^'\\${\r\n])+/)),
      token.immediate(/\$+/),
    ),
    escape_sequence: _ => token.immediate(/\\([nrt\\']|\$\{?|u\{[0-9a-fA-F]+\})/),
    // The opening token is the whole run of `$`, so that a long one is not read again and again; all but the last are text.
    interpolation: $ => seq(
      alias(token.immediate(/\$+\{/), '${'), field('expression', $.expression), '}',
    ),

    raw_string: $ => choice(
      token(/'''([^']|'[^']|''[^'])*''''*/),
      seq(
        alias($._raw_start, '$\'\'\''),
        repeat(choice(alias($._raw_content, $.string_content), alias($._raw_interpolation, $.interpolation))),
        alias($._raw_end, '\'\'\''),
      ),
    ),
    _raw_interpolation: $ => seq(alias($._raw_hole, '${'), field('expression', $.expression), '}'),

    number: _ => /[0-9]+/,
    boolean: _ => choice('true', 'false'),
    null: _ => 'null',
    identifier: _ => /[A-Za-z_][A-Za-z0-9_]*/,

    // ---- trivia ------------------------------------------------------------------------------------

    _newlines: $ => repeat1($._newline),
    _newline: _ => /[\r\n][\r\n \t]*/,

    comment: _ => token(choice(
      /\/\/[^\r\n]*/,
      /\/\*([^*]|\*+[^*/])*\*+\//,
    )),
    diagnostics_pragma: _ => token(
      /#(disable-next-line|disable-diagnostics|restore-diagnostics)[ \t]*[A-Za-z0-9_-]+([ \t]+[A-Za-z0-9_-]+)*/,
    ),
  },
});
