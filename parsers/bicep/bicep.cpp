#include "parsers/bicep/bicep.h"

#include <algorithm>
#include <string>

#include "parsers/bicep/chunks.h"
#include "parsers/bicep/errors.h"
#include "parsers/bicep/lowering.h"
#include "parsers/syntax/grammars.h"

namespace ringfence {

namespace {

// Parser steps, some millions a second: a valid file takes less than one per byte. What a file may cost
// altogether is bounded, and a declaration with an error gets little: the parser's recovery is quadratic.
constexpr uint64_t kWork = 1'500'000;
constexpr uint64_t kWorkPerDeclaration = 100;  // what it takes however short it is
constexpr uint64_t kRecovery = 2'000;          // steps after the first error in a declaration
constexpr uint64_t kRecoveryFactor = 10;       // such a step takes longer than others
constexpr size_t kMaxErrors = 200;
constexpr size_t kMaxErrorsPerChunk = 20;
// A tree takes some forty times its text, and what a mistake in each line costs grows with the square of the length
// (seconds from 300 KB on): a large file is read declaration by declaration from the start.
constexpr size_t kLargeFile = 128 * 1024;
// Above this size brackets are counted first. Lowering would refuse what is nested so deep.
constexpr size_t kMediumFile = 64 * 1024;
constexpr uint32_t kDeep = 1'000;

class Reader {
 public:
  Reader(const SourceFile& source, ParsedFile& out) : source_(source), out_(out) {}

  bicep::Declarations read() {
    size_t size = source_.bytes.size();
    std::vector<bicep::Chunk> chunks;
    bool whole = size <= kLargeFile;
    if (size > kMediumFile) {
      chunks = bicep::split_declarations(source_.bytes);
      whole =
          whole && std::none_of(chunks.begin(), chunks.end(), [](const bicep::Chunk& c) { return c.depth > kDeep; });
    }
    if (!whole || !read_whole()) {
      if (chunks.empty()) chunks = bicep::split_declarations(source_.bytes);
      read_chunks(chunks);
      if (whole && !declarations_.lost) {  // each declaration is well formed, the file is not
        declarations_.lost = true;
        out_.diagnostics.error("syntax-error", "declarations cannot stand together like this", {source_.id, 0, 0});
      }
    }
    tell_no_more_than_many();
    bicep::resolve_local_types(declarations_, *out_.arena);
    bicep::resolve_extensions(declarations_, *out_.arena);
    return std::move(declarations_);
  }

 private:
  /// False, and nothing read, if there is a syntax error.
  bool read_whole() {
    syntax::SyntaxTree tree = syntax::parse_tree(syntax::bicep_grammar(), source_, {work_, 0, 0});
    spend(tree.steps);
    if (tree.gave_up || tree[0].has_error) return false;
    bicep::Lowering(tree, source_, 0, out_.kind, *out_.arena, out_.diagnostics).lower_file(declarations_);
    return true;
  }

  /// Each declaration by itself.
  void read_chunks(const std::vector<bicep::Chunk>& chunks) {
    for (const bicep::Chunk& chunk : chunks) {
      if (chunk.depth > kDeep) {
        refuse(chunk, "nested more than 400 levels deep; the declaration was not read");
        continue;
      }
      if (chunk.unclosed_comment) {
        declarations_.lost = true;
        out_.diagnostics.error("syntax-error", "the comment is not closed", {source_.id, chunk.begin, chunk.begin});
        continue;
      }
      if (work_ == 0 || !read_chunk(chunk)) {
        refuse(chunk, "the file is too long to be read in time; what follows was not read");
        return;
      }
    }
  }

  /// False if there was not enough work left for it.
  bool read_chunk(const bicep::Chunk& chunk) {
    SourceFile part{source_.id, source_.path, source_.bytes.substr(chunk.begin, chunk.end - chunk.begin)};
    syntax::ParseLimits limits{work_, 0, errors_ < kMaxErrors ? kRecovery : 0};
    syntax::SyntaxTree tree = syntax::parse_tree(syntax::bicep_grammar(), part, limits);
    bicep::Lowering(tree, source_, chunk.begin, out_.kind, *out_.arena, out_.diagnostics).lower_file(declarations_);
    bool broken = tree.gave_up || tree[0].has_error;
    spend(kWorkPerDeclaration + tree.steps * (broken ? kRecoveryFactor : 1));
    if (tree.gave_up && work_ == 0) return false;
    if (broken) report(tree, chunk);
    return true;
  }

  void tell_no_more_than_many() {
    std::vector<Diagnostic>& told = out_.diagnostics.items();
    if (told.size() > kMaxErrors) {
      untold_ += told.size() - kMaxErrors;
      first_untold_ = told[kMaxErrors].span;
      told.resize(kMaxErrors);
    }
    if (untold_ > 0)
      out_.diagnostics.error("syntax-error", std::to_string(untold_) + " more mistakes from here on", first_untold_);
  }

  void spend(uint64_t steps) { work_ -= std::min(work_, steps); }

  void refuse(const bicep::Chunk& chunk, std::string message) {
    declarations_.lost = true;
    out_.diagnostics.error("limit", std::move(message), {source_.id, chunk.begin, chunk.begin});
  }

  void report(const syntax::SyntaxTree& tree, const bicep::Chunk& chunk) {
    declarations_.lost = true;
    if (errors_ >= kMaxErrors) {
      if (untold_++ == 0) first_untold_ = {source_.id, chunk.begin, chunk.begin};
      return;
    }
    Diagnostics found;
    if (tree.gave_up) {
      uint32_t at = chunk.begin + std::min(tree.gave_up_at, chunk.end - chunk.begin);
      found.error("syntax-error", "unexpected text; the declaration was not read", {source_.id, at, at});
    } else {
      bicep::report_errors(tree, chunk.begin, kMaxErrorsPerChunk, found);
    }
    errors_ += found.items().size();
    out_.diagnostics.append(std::move(found));
  }

  const SourceFile& source_;
  ParsedFile& out_;
  bicep::Declarations declarations_;
  uint64_t work_ = kWork;  // what is left of it
  size_t errors_ = 0;
  size_t untold_ = 0;  // mistakes beyond kMaxErrors
  Span first_untold_;
};

/// What the file has to say, and the struct that it goes into.
template <class T>
bicep::Declarations read_into(T*& result, FileKind kind, const SourceFile& source, ParsedFile& out) {
  out.kind = kind;
  result = out.arena->make<T>();
  result->dialect = Dialect::Bicep;
  result->file = source.id;
  return Reader(source, out).read();
}

}  // namespace

void parse_bicep(const SourceFile& source, ParsedFile& out) {
  Template* result = nullptr;
  bicep::Declarations found = read_into(result, FileKind::Bicep, source, out);
  Arena& arena = *out.arena;
  result->target_scope = found.target_scope;
  result->open = found.lost;
  result->span = {source.id, 0, static_cast<uint32_t>(source.bytes.size())};
  result->parameters = arena.copy(found.parameters);
  result->variables = arena.copy(found.variables);
  result->functions = arena.copy(found.functions);
  result->types = arena.copy(found.types);
  std::vector<const Resource*> resources(found.resources.begin(), found.resources.end());
  result->resources = arena.copy(resources);
  result->modules = arena.copy(found.modules);
  result->outputs = arena.copy(found.outputs);
  result->imports = arena.copy(found.imports);
  result->extensions = arena.copy(found.extensions);
  result->remarks = arena.copy(found.remarks);
  result->comments = arena.copy(found.comments);
  result->exported = arena.copy(found.exported);
  out.declarations = result;
}

void parse_bicep_parameters(const SourceFile& source, ParsedFile& out) {
  ParameterFile* result = nullptr;
  bicep::Declarations found = read_into(result, FileKind::BicepParameters, source, out);
  Arena& arena = *out.arena;
  result->using_path = found.using_path;
  result->extends_path = found.extends_path;
  result->using_span = found.using_span;
  result->values = arena.copy(found.values);
  result->variables = arena.copy(found.variables);
  result->imports = arena.copy(found.imports);
  result->extensions = arena.copy(found.extensions);
  result->deployment = found.deployment;
  out.parameters = result;
}

const Expr* parse_bicep_expression(const SourceFile& source, Arena& arena, Diagnostics& diagnostics) {
  constexpr std::string_view kWrap = "var x = ";
  SourceFile wrapped{source.id, source.path, std::string(kWrap) + source.bytes};
  syntax::SyntaxTree tree = syntax::parse_tree(syntax::bicep_grammar(), wrapped);
  Diagnostics found;
  auto shift = static_cast<int64_t>(kWrap.size());
  bicep::report_errors(tree, -shift, 1, found);
  const Expr* out = bicep::Lowering(tree, source, -shift, FileKind::Bicep, arena, found).lower_only_value();
  if (!out && found.empty()) found.error("syntax-error", "expected one expression", {source.id, 0, 0});
  diagnostics.append(std::move(found));
  return out;
}

}  // namespace ringfence
