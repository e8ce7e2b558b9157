// Any bytes, as ARM JSON: read, lowered, and held against what must be true of every tree. The reader of well-formed
// text and the recovery must agree.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "parsers/arm/arm.h"
#include "parsers/syntax/json_reader.h"

namespace {

using namespace ringfence;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Spans lie in the text and inside their container, children follow their parent.
void require_sound(const syntax::JsonTree& tree) {
  for (syntax::JsonIndex i = 0; i < tree.nodes.size(); ++i) {
    const syntax::JsonNode& node = tree[i];
    require(node.begin < node.end && node.end <= tree.source->bytes.size());
    require(node.next > i && node.next <= tree.nodes.size());
    bool container = tree.is(i, syntax::JsonKind::Object) || tree.is(i, syntax::JsonKind::Array);
    require(container || node.next == i + 1);
    size_t children = 0;
    if (!container) continue;
    for (syntax::JsonIndex at = tree.first_child(i); at != tree.children_end(i); at = tree[at].next, ++children) {
      require(at < tree.children_end(i) && tree[at].begin > node.begin && tree[at].end <= node.end);
      if (tree.is(i, syntax::JsonKind::Object) && children % 2 == 0) require(tree.is(at, syntax::JsonKind::String));
    }
    if (tree.is(i, syntax::JsonKind::Object)) require(children % 2 == 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  SourceMap sources;
  SourceFile& source = sources.add("/fuzz/main.json", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics direct_says, recovered_says;
  syntax::JsonTree direct = syntax::read_json(source, direct_says);
  syntax::JsonTree recovered = syntax::recover_json(source, recovered_says);
  require_sound(direct);
  require(direct.well_formed == recovered_says.empty());
  require(direct.nodes.size() == recovered.nodes.size() && direct.comments == recovered.comments);
  for (size_t i = 0; i < direct.nodes.size(); ++i) {
    const syntax::JsonNode &a = direct.nodes[i], &b = recovered.nodes[i];
    require(a.begin == b.begin && a.end == b.end && a.next == b.next && a.kind == b.kind && a.escaped == b.escaped);
  }
  require(direct_says.items().size() <= 21 + 20);

  ParsedFile out;
  out.file = source.id;
  out.arena = std::make_unique<Arena>();
  parse_arm(source, out);
  return 0;
}
