#include "analyzer/policy/rule_cover.h"

#include <algorithm>
#include <bit>
#include <set>
#include <tuple>

#include "analyzer/knowledge/lower_case.h"

namespace ringfence {
namespace {

using Bits = std::vector<uint64_t>;

constexpr uint64_t kMaxWork = 2'000'000;  // ranges and words of bits that are looked at for one rule
constexpr uint64_t kWorkPerText = 40;     // to read one

bool is_one_of(const std::string& text, const std::vector<std::string>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

Tri same_text(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) return tri(equal_ignore_case(a.str(), b.str()));
  return a.is_symbol() || b.is_symbol() ? tri(equal(a, b)) || Tri::Unknown : Tri::False;
}

Tri comes_before(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) return tri(a.integer < b.integer);
  return a.is_symbol() || b.is_symbol() ? Tri::Unknown : Tri::False;
}

bool has_bit(const Bits& bits, size_t at) { return (bits[at / 64] >> (at % 64) & 1) != 0; }
void set_bit(Bits& bits, size_t at) { bits[at / 64] |= uint64_t{1} << (at % 64); }

bool any_bit(const Bits& bits) {
  return std::any_of(bits.begin(), bits.end(), [](uint64_t each) { return each != 0; });
}

constexpr Address kLastAddress{UINT64_MAX, UINT64_MAX};

/// In order, those that meet or touch joined.
void join_ranges(std::vector<AddressRange>& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const AddressRange& a, const AddressRange& b) { return a.first < b.first; });
  std::vector<AddressRange> out;
  for (const AddressRange& each : ranges) {
    const bool touches = !out.empty() && (out.back().last == kLastAddress || each.first <= address_after(out.back().last));
    if (touches)
      out.back().last = std::max(out.back().last, each.last);
    else
      out.push_back(each);
  }
  ranges = std::move(out);
}

/// Does one of these ranges, joined and in order, contain the other?
bool one_contains(const std::vector<AddressRange>& ranges, const AddressRange& other) {
  auto after = std::upper_bound(ranges.begin(), ranges.end(), other.first,
                                [](const Address& first, const AddressRange& each) { return first < each.first; });
  return after != ranges.begin() && std::prev(after)->contains(other);
}

Bits both(Bits a, const Bits& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] &= b[i];
  return a;
}

}  // namespace

Value rule_value(const Value& rule, std::string_view path) {
  Value at = rule;
  while (!path.empty()) {
    size_t dot = std::min(path.find('.'), path.size());
    const Member* member = at.is_object() ? find_member(at, path.substr(0, dot), KeyCase::Insensitive) : nullptr;
    if (!member) return at.is_symbol() ? at : Value::null();
    at = member->value;
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at;
}

void RuleCover::Texts::add(const Value& value) {
  if (value.is_array()) {
    for (const Value& item : value.array_items()) add(item);
  } else if (value.is_string()) {
    known.push_back(lower(value.str()));
  } else if (value.is_int()) {
    known.push_back(std::to_string(value.integer));
  } else if (value.is_symbol()) {
    unknown = true;
  }
}

RuleCover::RuleCover(const RuleList& list, const Value& allow, const DeniedTest& test)
    : list_(list), allow_(allow), test_(test), protocol_{list.protocol} {
  const std::vector<std::string>& internet = test.from_internet ? list.internet : list.everything;
  // The ports first: where none of those that are asked for is allowed, the other lists do not matter.
  sides_ = {{Kind::Ports, &list.ports, &list.everything},
            {Kind::Words, &protocol_, &list.everything},
            {Kind::Ports, &list.source_ports, &list.everything},
            {Kind::Addresses, &list.destinations, &list.everything},
            {Kind::Addresses, &list.sources, &internet}};
}

RuleCover::Texts RuleCover::texts_at(const Value& rule, const std::vector<std::string>& paths) const {
  Texts out;
  for (const std::string& path : paths) out.add(rule_value(rule, path));
  return out;
}

void RuleCover::add(const Value& other, Tri there) {
  Tri counts = there && same_text(rule_value(other, list_.access), Value::text(list_.deny));
  counts = counts && same_text(rule_value(other, list_.direction), rule_value(allow_, list_.direction));
  counts = counts && comes_before(rule_value(other, list_.order), rule_value(allow_, list_.order));
  if (counts == Tri::False) return;
  if (work_ > kMaxWork) {
    unread_ = true;
    return;
  }
  Earlier rule;
  rule.counts = counts;
  for (const Side& side : sides_) {
    Earlier::List& list = rule.lists.emplace_back();
    list.texts = texts_at(other, *side.paths);
    work_ += list.texts.known.size() * kWorkPerText;
    for (const std::string& text : list.texts.known) {
      if (is_one_of(text, *side.everything)) list.everything = true;
      // A service tag that is read as all addresses (Internet) is not all that there is.
      if (side.kind == Kind::Addresses && text != "internet") {
        for (const AddressRange& range : read_ranges(text)) list.ranges.push_back(range);
      } else if (side.kind == Kind::Ports) {
        for (const PortRange& range : read_ports(text).value_or(std::vector<PortRange>()))
          list.ranges.push_back({{0, range.first}, {0, range.last}, -1});
      }
    }
    join_ranges(list.ranges);
  }
  earlier_.push_back(std::move(rule));
}

/// What the asked rule allows, uncut.
std::vector<RuleCover::Piece> RuleCover::pieces_of(const Side& side) const {
  std::vector<Piece> out;
  auto add_range = [&](const AddressRange& range, bool perhaps) {
    Piece& piece = out.emplace_back();
    piece.range = range;
    piece.perhaps = perhaps;
  };
  auto add_text = [&](const std::string& text) { out.emplace_back().text = text; };
  Texts texts = texts_at(allow_, *side.paths);
  const bool asked_ports = side.paths == &list_.ports && !test_.ports.empty();
  if (asked_ports) {
    for (const Value& port : test_.ports) {
      bool allowed = std::any_of(texts.known.begin(), texts.known.end(), [&](const std::string& text) {
        return ports_include(text, port.integer).value_or(false);
      });
      Address at{0, static_cast<uint64_t>(port.integer)};
      if (allowed || texts.unknown) add_range({at, at, -1}, !allowed);
    }
    return out;
  }
  for (const std::string& text : texts.known) {
    if (side.kind == Kind::Words) {
      const bool all = is_one_of(text, list_.everything);
      for (const std::string& each :
           all ? test_.ports.empty() ? list_.protocols : list_.protocols_with_ports : std::vector<std::string>{text})
        add_text(each);
      continue;
    }
    if (side.kind == Kind::Ports) {
      std::optional<std::vector<PortRange>> ports = read_ports(text);
      if (!ports) add_text(text);
      for (const PortRange& range : ports.value_or(std::vector<PortRange>()))
        add_range({{0, range.first}, {0, range.last}, -1}, false);
      continue;
    }
    std::vector<AddressRange> ranges = read_ranges(text);
    if (ranges.empty()) add_text(text);
    // Of all addresses those of IPv6 count only where the network has any.
    for (size_t i = 0; i < ranges.size(); ++i) add_range(ranges[i], i > 0);
  }
  if (texts.unknown) out.emplace_back().unknown = true;
  if (out.empty()) add_text("");
  return out;
}

/// Which of the earlier rules cover a piece that lies whole within or without each of their ranges.
void RuleCover::cover(size_t index, Piece& piece) {
  piece.certain.assign(alive_.size(), 0);
  piece.possible = piece.certain;
  for (size_t i = 0; i < earlier_.size(); ++i) {
    if (!has_bit(alive_, i)) continue;
    const Earlier::List& list = earlier_[i].lists[index];
    work_ += std::bit_width(list.ranges.size()) + 1;
    bool covers = list.everything;
    if (!covers && piece.range) {
      covers = one_contains(list.ranges, *piece.range);
    } else if (!covers && !piece.unknown) {
      covers = is_one_of(piece.text, list.texts.known);
    }
    if (covers) set_bit(piece.certain, i);
    if (covers || piece.unknown || list.texts.unknown) set_bit(piece.possible, i);
  }
}

/// The pieces of one list of the asked rule. Those that the same rules cover are one. Empty: too many, or (`open_`) one of
/// them is covered by no rule.
std::vector<RuleCover::Piece> RuleCover::cut(size_t index) {
  std::vector<Address> borders;  // where a range begins, or what follows one
  for (size_t i = 0; i < earlier_.size(); ++i) {
    if (!has_bit(alive_, i)) continue;
    for (const AddressRange& range : earlier_[i].lists[index].ranges) {
      borders.push_back(range.first);
      if (range.last != kLastAddress) borders.push_back(address_after(range.last));
    }
  }
  work_ += borders.size();
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::vector<Piece> out;
  std::set<std::tuple<Bits, Bits, bool>> seen;
  auto keep = [&](Piece piece) {
    cover(index, piece);
    open_ = !piece.perhaps && !any_bit(piece.possible);
    if (open_) return false;
    if (seen.emplace(piece.certain, piece.possible, piece.perhaps).second) out.push_back(std::move(piece));
    return work_ <= kMaxWork;
  };
  for (Piece& piece : pieces_of(sides_[index])) {
    if (piece.range) {
      const Address last = piece.range->last;
      for (auto border = std::upper_bound(borders.begin(), borders.end(), piece.range->first);
           border != borders.end() && *border <= last; ++border) {
        Piece part = piece;
        part.range->last = address_before(*border);
        piece.range->first = *border;
        if (!keep(std::move(part))) return {};
      }
    }
    if (!keep(std::move(piece))) return {};
  }
  return out;
}

/// Is each combination of pieces of the lists from `next` on covered by one of these rules?
Tri RuleCover::combined(const std::vector<std::vector<Piece>>& sides, size_t next, const Bits& certain,
                        const Bits& possible, bool perhaps) {
  if (!any_bit(possible)) return perhaps ? Tri::Unknown : Tri::False;
  if (next == sides.size()) return any_bit(certain) ? Tri::True : Tri::Unknown;
  Tri out = Tri::True;
  for (const Piece& piece : sides[next]) {
    work_ += certain.size();
    if (work_ > kMaxWork) return Tri::Unknown;
    out = out && combined(sides, next + 1, both(certain, piece.certain), both(possible, piece.possible),
                          perhaps || piece.perhaps);
    if (out == Tri::False) break;
  }
  return out;
}

Tri RuleCover::covered() {
  const Tri out = covered_by_read();
  return out == Tri::False && unread_ ? Tri::Unknown : out;
}

Tri RuleCover::covered_by_read() {
  Bits certain(earlier_.size() / 64 + 1, 0), possible = certain;
  for (size_t i = 0; i < earlier_.size(); ++i) {
    if (earlier_[i].counts == Tri::True) set_bit(certain, i);
    set_bit(possible, i);
  }
  alive_ = possible;
  std::vector<std::vector<Piece>> sides;
  for (size_t i = 0; i < sides_.size() && any_bit(alive_); ++i) {
    const bool ports_asked = sides_[i].paths == &list_.ports && !test_.ports.empty();
    sides.push_back(cut(i));
    if (open_) return Tri::False;
    if (sides.back().empty()) return ports_asked && work_ <= kMaxWork ? Tri::True : Tri::Unknown;
    // A rule that covers nothing of one list need not be looked at for the next.
    Bits some(alive_.size(), 0);
    for (const Piece& piece : sides.back()) {
      for (size_t word = 0; word < some.size(); ++word) some[word] |= piece.possible[word];
    }
    alive_ = both(std::move(alive_), some);
  }
  if (!any_bit(alive_)) return Tri::False;
  return combined(sides, 0, certain, possible, false);
}

}  // namespace ringfence
