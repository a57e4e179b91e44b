// The end of a clause: a newline, a `;`, the brace that closes the block, or the end of the file. A
// newline ends nothing when the next line begins with a word that continues the clause.
#include "tree_sitter/parser.h"

#include <stddef.h>
#include <string.h>

// In the order of `externals` in grammar.js.
enum Token {
  END,
  END_OF_MEASURE,
  END_OF_WINDOW,
  END_OF_RUNG,
  END_OF_HEAD,
  END_OF_ROUTE,
  END_OF_INCIDENT,
  END_OF_SUPPRESS,
  RECOVERING,
};

// What may continue a clause, by its end; `and` and `or` continue every expression.
static const char *const CONTINUATIONS[RECOVERING][7] = {
    [END] = {"and", "or"},
    [END_OF_MEASURE] = {"and", "or", "as", "where", "against", "over"},
    [END_OF_WINDOW] = {"every", "matured", "on"},
    [END_OF_RUNG] = {"with", "for", "until"},
    [END_OF_HEAD] = {"was", "from"},
    [END_OF_ROUTE] = {"repeat", "wait", "quietly", "escalate", "group", "digest"},
    [END_OF_INCIDENT] = {"by", "join"},
    [END_OF_SUPPRESS] = {"same"},
};

// A clause may go on behind so many lines that are empty or comments. Every newline looks ahead over
// them, so without a limit a long run of comments would be read once a line.
enum { MAX_LINES_BETWEEN = 50, MAX_WORD = 12 };

void *tree_sitter_tocsin_external_scanner_create(void) { return NULL; }
void tree_sitter_tocsin_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_tocsin_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_tocsin_external_scanner_deserialize(void *payload, const char *buffer,
                                                     unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r'; }
static bool is_id_char(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// What is looked at behind the token is no part of it, so it is not skipped in the lexer's sense.
static void look_on(TSLexer *lexer) { lexer->advance(lexer, false); }

// Goes to the first character of the next line that says something; a doc comment does.
static void pass_silent_lines(TSLexer *lexer) {
  for (int lines = 0; lines < MAX_LINES_BETWEEN; ++lines) {
    while (is_blank(lexer->lookahead)) look_on(lexer);
    if (lexer->lookahead == '#') {
      look_on(lexer);
      if (lexer->lookahead == '#') return;
      while (lexer->lookahead != '\n' && !lexer->eof(lexer)) look_on(lexer);
    }
    if (lexer->lookahead != '\n') return;
    look_on(lexer);
  }
}

static bool continues(TSLexer *lexer, enum Token end) {
  char word[MAX_WORD + 1] = {0};
  for (size_t i = 0; is_id_char(lexer->lookahead); ++i) {
    if (i == MAX_WORD) return false;
    word[i] = (char)lexer->lookahead;
    look_on(lexer);
  }
  for (const char *const *known = CONTINUATIONS[end]; *known; ++known)
    if (strcmp(word, *known) == 0) return true;
  return false;
}

// The grammar asks for one kind of end at a time. While it recovers from an error it would take
// anything; the words at the beginning of the next clause are the better place to go on.
static bool find_end(const bool *valid, enum Token *end) {
  if (valid[RECOVERING]) return false;
  for (int kind = END; kind < RECOVERING; ++kind) {
    if (!valid[kind]) continue;
    *end = (enum Token)kind;
    return true;
  }
  return false;
}

bool tree_sitter_tocsin_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  enum Token end;
  if (!find_end(valid, &end)) return false;
  lexer->result_symbol = end;
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  lexer->mark_end(lexer);
  if (lexer->lookahead == '}' || lexer->eof(lexer)) return true;
  if (lexer->lookahead != ';' && lexer->lookahead != '\n') return false;
  const bool is_newline = lexer->lookahead == '\n';
  lexer->advance(lexer, false);
  lexer->mark_end(lexer);
  if (!is_newline) return true;
  pass_silent_lines(lexer);
  return !continues(lexer, end);
}
