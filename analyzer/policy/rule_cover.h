#pragma once
// Of a list of network rules (knowledge/rule_lists.yaml): do the rules that come before one stand for all that it does,
// each of them or several together? Read by ConditionEvaluator for `deniedBefore`.
//
// The rule that is asked about is cut into pieces: each list of it (protocols, addresses, ports) at the borders of the
// other rules' ranges. A combination of pieces is covered when one rule covers each piece of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/eval/tri.h"
#include "analyzer/eval/value.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/policy/cidr.h"
#include "analyzer/policy/condition.h"

namespace ringfence {

/// The value at a dotted path below a rule; a symbol on the way is what is there.
Value rule_value(const Value& rule, std::string_view path);

class RuleCover {
 public:
  RuleCover(const RuleList& list, const Value& allow, const DeniedTest& test);
  /// Another rule of the list; `there`: whether it is deployed. What does not deny, or comes later, is left out.
  void add(const Value& other, Tri there);
  /// Unknown, too, where there are more combinations than are tried.
  Tri covered();
  /// How much was looked at.
  uint64_t work() const { return work_; }

 private:
  using Bits = std::vector<uint64_t>;  // one per earlier rule
  /// The texts at some paths, each a text or a list of them.
  struct Texts {
    std::vector<std::string> known;  // lower case
    bool unknown = false;
    void add(const Value& value);
  };
  enum class Kind : uint8_t { Words, Addresses, Ports };
  /// A list of a rule, as it is cut.
  struct Side {
    Kind kind;
    const std::vector<std::string>* paths;
    const std::vector<std::string>* everything;  // texts of a rule that covers all there is
  };
  /// A rule that comes before, read: which texts, and which ranges they are.
  struct Earlier {
    struct List {
      Texts texts;
      std::vector<AddressRange> ranges;  // in order, apart from each other
      bool everything = false;
    };
    std::vector<List> lists;  // by side
    Tri counts = Tri::True;   // whether it denies, and comes first
  };
  /// A part of what the asked rule allows, and which of the earlier rules cover it.
  struct Piece {
    std::optional<AddressRange> range;
    std::string text;      // of what is no range
    bool unknown = false;  // a part that is not known
    bool perhaps = false;  // not covered, it decides nothing: there may be no such traffic
    Bits certain, possible;
  };

  Texts texts_at(const Value& rule, const std::vector<std::string>& paths) const;
  std::vector<Piece> pieces_of(const Side& side) const;
  Tri covered_by_read();
  std::vector<Piece> cut(size_t index);
  void cover(size_t index, Piece& piece);
  Tri combined(const std::vector<std::vector<Piece>>& sides, size_t next, const Bits& certain, const Bits& possible,
               bool perhaps);

  const RuleList& list_;
  const Value& allow_;
  const DeniedTest& test_;
  std::vector<std::string> protocol_;
  std::vector<Side> sides_;
  std::vector<Earlier> earlier_;
  Bits alive_;           // so far it covers something of each list
  bool open_ = false;    // a piece that is certainly there is covered by no rule that was read
  bool unread_ = false;  // there were too many to read them all
  uint64_t work_ = 0;
};

}  // namespace ringfence
