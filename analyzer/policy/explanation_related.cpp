// Explanation's part for relations: which hop of a chain is missing, what there is of it, and what would have to be
// known to tell.

#include <algorithm>

#include "analyzer/policy/explanation.h"

namespace ringfence {
namespace {

constexpr unsigned kMaxHops = 24;

Span place_of_node(const ResourceNode& node) { return node.header_span.valid() ? node.header_span : node.span; }

std::vector<Named> names_of(const Subject& subject) {
  std::vector<Named> out;
  for (const Named* each = subject.named; each; each = each->outer) out.push_back(*each);
  return out;
}

}  // namespace

/// Where a chain ends: the farthest hop that something leads to.
Missing Explanation::end_of(const RelatedTest& test, Tri wanted, const Subject& subject, unsigned depth) {
  Missing best;
  best.hop = &test;
  best.from = subject.node;
  best.zone = subject.zone;
  best.named = names_of(subject);
  best.perhaps = wanted == Tri::Unknown;
  if (depth == 0 || wanted == Tri::True) return best;
  evaluator_.each_partner(test, subject, [&](const Partner& partner) {
    if (partner.there == Tri::False) return;
    Missing end;
    bool wrong = test.quantifier == Quantifier::None ? partner.good != Tri::False : partner.good == wanted;
    bool goes_on = test.next && partner.fits != Tri::False && (wanted == Tri::False || partner.fits == Tri::True);
    if (goes_on && wrong && test.quantifier != Quantifier::None) {
      end = end_of(*test.next, wanted, partner.subject, depth - 1);
      ++end.depth;
    } else if (wrong || partner.fits == Tri::False) {
      end = best;
      end.depth = 0;
      end.unfit = true;
      end.from = partner.node;
      end.chain.clear();
    } else {
      return;
    }
    end.chain.insert(end.chain.begin(), {partner.node, place_of_node(*partner.node)});
    bool farther = end.depth > best.depth || (end.depth == best.depth && end.unfit && !best.unfit);
    if (farther) best = std::move(end);
  });
  return best;
}

/// What of one partner is not known.
void Explanation::add_partner_needs(const RelatedTest& test, const Subject& subject, const Partner& partner) {
  const Edge& edge = *partner.edge;
  // Of another declaration that may be this resource: its name would tell.
  const ResourceNode& end = partner.graph->node(test.incoming ? edge.to : edge.from);
  if (partner.graph == subject.graph && !subject.graph->are_repeats(end.id, subject.node->id)) add_needs(end.name);
  if (edge.when.is_symbol()) {
    add_needs(edge.when);
  } else if (edge.certain == Tri::Unknown) {
    add_needs(test.incoming ? subject.node->arm_id : partner.node->arm_id);
    add_needs(partner.node->condition);
  }
  if (partner.node->conditional) {
    add_needs(partner.node->condition);
    if (partner.node->instance) add_needs(partner.node->instance->loop_key);
  }
  if (test.zone || !test.is.empty()) add_needs(partner.node->name);
  if (test.where) of(*test.where, Tri::Unknown, partner.subject);
  if (!test.next || partner.fits == Tri::False) return;
  if (evaluator_.each_partner(*test.next, partner.subject, {}) != Tri::Unknown) return;
  // Its words are those of the chain, not of something within this hop.
  Missing here = missing_;
  of_related(*test.next, Tri::Unknown, partner.subject);
  missing_ = std::move(here);
}

Decision Explanation::of_related(const RelatedTest& test, Tri wanted, const Subject& subject) {
  Decision best;
  best.standing = Standing::Nothing;
  best.property = std::string(edge_name(test.edge));
  if (related_depth_ >= kMaxHops) return best;
  ++related_depth_;
  std::vector<Split> before = std::move(evaluator_.splits());
  evaluator_.splits().clear();
  Missing outer = std::move(missing_);
  missing_ = {};
  evaluator_.each_partner(test, subject, [&](const Partner& partner) {
    if (!best.partner) {
      best.partner = partner.node;
      best.partner_place = place_of_node(*partner.node);
    }
    bool not_there = partner.there == Tri::Unknown && partner.good == Tri::True;
    if (wanted == Tri::Unknown && (partner.good == Tri::Unknown || not_there))
      add_partner_needs(test, subject, partner);
    // The words of relations within `where` say more than that no partner fits.
    bool unfit = wanted == Tri::False && partner.there != Tri::False && partner.fits == Tri::False;
    if (unfit && test.where) of(*test.where, Tri::False, partner.subject);
  });
  Missing own = end_of(test, wanted, subject, kMaxHops);
  if (own.unfit && missing_.hop) {
    missing_.depth = own.depth;
    own = std::move(missing_);
  }
  missing_ = !outer.hop || own.depth > outer.depth ? std::move(own) : std::move(outer);
  evaluator_.splits() = std::move(before);
  --related_depth_;
  if (wanted != Tri::Unknown) return best;
  if (const Opening* why = opening_for(test, subject)) {
    add_need({std::string(why->needs_kind), std::string(why->needs_name)});
    best.partner_place = best.partner ? best.partner_place : why->span;
  } else if (subject.graph->is_outside(subject.node->id)) {
    add_need({"data", std::string(subject.node->address.empty() ? subject.node->type : subject.node->address)});
  }
  return best;
}

Decision Explanation::of_zones(const ZonesTest& zones, Tri wanted, const Subject& subject) {
  Decision best;
  Tri known = Tri::True;
  for (const NeededZone& each : evaluator_.zones_of(subject, known)) {
    Subject one = subject;
    one.zone = each.zone;
    Tri good = !each.needed || evaluator_.truth(*zones.each, one);
    if (good != wanted) continue;
    Decision of_zone =
        of(*zones.each, wanted == Tri::Unknown && each.needed == Tri::Unknown ? Tri::False : wanted, one);
    if (best.standing == Standing::None) best = std::move(of_zone);
  }
  if (wanted == Tri::Unknown && known == Tri::Unknown) {
    if (const Opening* why = subject.graph->opening(subject.node->id, EdgeKind::PrivateEndpoint)) {
      add_need({std::string(why->needs_kind), std::string(why->needs_name)});
    }
  }
  return best;
}

}  // namespace ringfence
