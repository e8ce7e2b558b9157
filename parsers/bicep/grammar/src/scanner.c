// What one token of lookahead cannot see in Bicep; see the head of grammar.js.
//
// The only state is the stack of open raw strings ($'''...''' and the like): how many `$` each began
// with. Raw strings nest through their holes.

#include <stdint.h>
#include <string.h>

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

// In the order of `externals` in grammar.js.
enum Token {
  NEWLINE_BEFORE_QUESTION,
  NEWLINE_BEFORE_COLON,
  NEWLINE_BEFORE_PIPE,
  LAMBDA_OPEN,
  RAW_START,
  RAW_CONTENT,
  RAW_HOLE,
  RAW_END,
  ERROR_SENTINEL
};

// Nobody nests raw strings deeper; the state is copied and compared at each token of the scanner.
#define MAX_DEPTH 32

// Nobody writes a longer list of a lambda's variables; each `(` looks that far ahead.
#define MAX_LAMBDA_VARIABLES 1000

// What the parser passes over in recovery it may look at again with each error that follows: after so many tokens the
// rest of the text is one.
#define MAX_TOKENS_IN_RECOVERY 2000

typedef struct {
  uint32_t tokens_in_recovery;  // of the whole parse, never restored
  uint32_t depth;
  uint16_t dollars[MAX_DEPTH];
} Scanner;

static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }
static inline void skip(TSLexer *lexer) { lexer->advance(lexer, true); }

static inline bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }
static inline bool is_line_end(int32_t c) { return c == '\r' || c == '\n'; }
static inline bool is_identifier_start(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static inline bool is_identifier_part(int32_t c) { return is_identifier_start(c) || (c >= '0' && c <= '9'); }

static void pass_line(TSLexer *lexer) {
  while (!lexer->eof(lexer) && !is_line_end(lexer->lookahead)) advance(lexer);
}

/// Looks past blanks, comments and, if asked, line ends and directives. False: a `/` that begins no comment.
static bool pass_trivia(TSLexer *lexer, bool lines) {
  for (;;) {
    int32_t c = lexer->lookahead;
    if (is_blank(c) || (lines && is_line_end(c))) {
      advance(lexer);
    } else if (lines && c == '#') {
      pass_line(lexer);
    } else if (c == '/') {
      advance(lexer);
      if (lexer->lookahead == '/') {
        pass_line(lexer);
      } else if (lexer->lookahead == '*') {
        advance(lexer);
        for (int32_t previous = 0; !lexer->eof(lexer); advance(lexer)) {
          if (previous == '*' && lexer->lookahead == '/') break;
          previous = lexer->lookahead;
        }
        if (lexer->eof(lexer)) return false;
        advance(lexer);
      } else {
        return false;
      }
    } else {
      return true;
    }
  }
}

/// A newline that does not end the expression or type: the next token is `?`, `:` or `|`.
static bool scan_continuation(TSLexer *lexer, const bool *valid) {
  while (is_line_end(lexer->lookahead) || is_blank(lexer->lookahead)) advance(lexer);
  lexer->mark_end(lexer);
  if (!pass_trivia(lexer, true)) return false;
  int32_t next = lexer->lookahead;
  if (next != '?' && next != ':' && next != '|') return false;
  advance(lexer);
  if (lexer->lookahead == next) return false;  // ?? :: ||
  lexer->result_symbol = next == '?'   ? NEWLINE_BEFORE_QUESTION
                         : next == ':' ? NEWLINE_BEFORE_COLON
                                       : NEWLINE_BEFORE_PIPE;
  return valid[lexer->result_symbol];
}

/// The `(` of `(a, b) =>`.
static bool scan_lambda_open(TSLexer *lexer) {
  advance(lexer);
  lexer->mark_end(lexer);
  if (!pass_trivia(lexer, true)) return false;
  for (int variables = 0; is_identifier_start(lexer->lookahead); ++variables) {
    if (variables == MAX_LAMBDA_VARIABLES) return false;
    while (is_identifier_part(lexer->lookahead)) advance(lexer);
    if (!pass_trivia(lexer, true)) return false;
    if (lexer->lookahead != ',') break;
    advance(lexer);
    if (!pass_trivia(lexer, true)) return false;
  }
  if (lexer->lookahead != ')') return false;
  advance(lexer);
  if (!pass_trivia(lexer, false) || lexer->lookahead != '=') return false;
  advance(lexer);
  if (lexer->lookahead != '>') return false;
  lexer->result_symbol = LAMBDA_OPEN;
  return true;
}

/// One or more `$`, then `'''`.
static bool scan_raw_start(Scanner *scanner, TSLexer *lexer) {
  uint32_t dollars = 0;
  for (; lexer->lookahead == '$'; advance(lexer)) ++dollars;
  for (int quotes = 0; quotes < 3; ++quotes, advance(lexer)) {
    if (lexer->lookahead != '\'') return false;
  }
  if (dollars > UINT16_MAX || scanner->depth == MAX_DEPTH) return false;
  scanner->dollars[scanner->depth++] = (uint16_t)dollars;
  lexer->mark_end(lexer);
  lexer->result_symbol = RAW_START;
  return true;
}

/// Content up to a hole or the end; or the hole's `$...${`, or the closing quotes. As in the
/// compiler the last dollars or quotes of a longer run count, but the token is the whole run.
static bool scan_raw(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  uint32_t dollars = scanner->dollars[scanner->depth - 1];
  bool content = false;
  for (;;) {
    lexer->mark_end(lexer);
    if (lexer->eof(lexer)) return false;
    int32_t c = lexer->lookahead;
    if (c != '$' && c != '\'') {
      advance(lexer);
      content = true;
      continue;
    }
    uint32_t run = 0;
    for (; lexer->lookahead == c; advance(lexer)) ++run;
    bool hole = c == '$' && run >= dollars && lexer->lookahead == '{';
    bool end = c == '\'' && run >= 3;
    if (!hole && !end) {
      content = true;
      continue;
    }
    if (content) {
      lexer->result_symbol = RAW_CONTENT;
      return valid[RAW_CONTENT];
    }
    if (hole) advance(lexer);
    if (end) --scanner->depth;
    lexer->mark_end(lexer);
    lexer->result_symbol = hole ? RAW_HOLE : RAW_END;
    return valid[lexer->result_symbol];
  }
}

static bool scan_in_recovery(Scanner *scanner, TSLexer *lexer) {
  if (lexer->eof(lexer) || ++scanner->tokens_in_recovery <= MAX_TOKENS_IN_RECOVERY) return false;
  while (!lexer->eof(lexer)) advance(lexer);
  lexer->mark_end(lexer);
  lexer->result_symbol = ERROR_SENTINEL;
  return true;
}

void *tree_sitter_bicep_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_bicep_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_bicep_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
  size_t size = scanner->depth * sizeof(uint16_t);
  if (size > 0) memcpy(buffer, scanner->dollars, size);
  return (unsigned)size;
}

void tree_sitter_bicep_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
  scanner->depth = (uint32_t)(length / sizeof(uint16_t));
  if (length > 0) memcpy(scanner->dollars, buffer, length);
}

bool tree_sitter_bicep_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  // While the parser recovers from an error every token is valid: leave the text to the ordinary lexer.
  if (valid[ERROR_SENTINEL]) return scan_in_recovery(scanner, lexer);

  if (valid[RAW_END]) return scanner->depth > 0 && scan_raw(scanner, lexer, valid);

  while (is_blank(lexer->lookahead)) skip(lexer);
  switch (lexer->lookahead) {
    case '\r':
    case '\n':
      return (valid[NEWLINE_BEFORE_QUESTION] || valid[NEWLINE_BEFORE_COLON] || valid[NEWLINE_BEFORE_PIPE]) &&
             scan_continuation(lexer, valid);
    case '(':
      return valid[LAMBDA_OPEN] && scan_lambda_open(lexer);
    case '$':
      return valid[RAW_START] && scan_raw_start(scanner, lexer);
    default:
      return false;
  }
}
