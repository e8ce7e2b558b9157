#pragma once
// A plan and its configuration: values from the one, places and expressions from the other.
//
// A Terraform plan says what will exist, at places that nobody wrote. When its configuration is at hand it is expanded
// too, and each planned instance takes from its counterpart there: the declaration, the place and the chain of each
// value that is written, and for a value that is known only after apply the term of its expression. What the
// configuration does not write is the provider's. Comes after expand, before graph/normalize.

#include "analyzer/eval/expand.h"

namespace ringfence {

/// `source` may go afterwards, but for the declarations of its templates.
void take_from_source(Deployment& plan, const Deployment& source);

}  // namespace ringfence
