#pragma once
// Body: attributes and blocks of one file, of either syntax, before they mean anything.
//
// blocks.cpp makes it from native HCL, json.cpp from JSON syntax; declarations.cpp makes a Template of it.

#include <span>
#include <string_view>

#include "parsers/expr.h"
#include "parsers/source.h"
#include "parsers/span.h"
#include "parsers/terraform/expression.h"

namespace ringfence::terraform {

struct Body;

struct Attribute {
  std::string_view name;
  Span name_span;
  const Expr* value = nullptr;
  Span span;  // name and value
};

struct Label {
  std::string_view text;
  Span span;
};

struct Block {
  std::string_view type;
  std::span<const Label> labels;
  const Body* body = nullptr;
  Span span;
  Span header_span;  // type and labels
};

/// In the order of the text within each list.
struct Body {
  std::span<const Attribute> attributes;
  std::span<const Block> blocks;
  Span span;
  bool open = false;  // something in it could not be read

  const Attribute* attribute(std::string_view name) const {
    for (const Attribute& each : attributes) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }
};

/// A native file. A syntax error costs the top-level block that it stands in (in `locals`, one attribute).
const Body* read_blocks(ExpressionParser& parser);

/// The Object that a nested body is: its attributes, and one Array of Objects for each type of block;
/// `dynamic` blocks are spread For items of that array.
const Expr* body_object(const Body& body, Arena& arena, const Span& span, std::span<const std::string_view> drop = {});

/// All comments of the file that carry a suppression.
std::span<const Comment> read_comments(ExpressionParser& parser);

}  // namespace ringfence::terraform
