#include "analyzer/new_policy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "analyzer/commands.h"
#include "analyzer/paths.h"
#include "analyzer/policy/policy.h"

namespace ringfence {

namespace {

constexpr std::string_view kPolicy = R"yaml(# yaml-language-server: $schema=policy.schema.json
# What each key means: docs/policies.md. Try it: ringfence test .
id: @ID@
title: Storage account accepts requests without TLS            # the bad state, as a sentence without full stop
severity: high                                                 # critical | high | medium | low | info
category: encryption-in-transit                                # lower-case words with -
resource: Microsoft.Storage/storageAccounts                    # an ARM type; Terraform resources become one
# when: { field: kind, notEquals: FileStorage }                # where it is false the policy does not apply
require: { field: properties.supportsHttpsTrafficOnly, equals: true }
expected: true
message: "{resource.name} accepts requests without TLS ({because})"
why: |
  What can go wrong, in two to four sentences. Requests without TLS can be read and changed on the way, and the keys
  that sign them with them.
fix: { set: { properties.supportsHttpsTrafficOnly: true } }    # one mechanical change that repairs it
references: [https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer]
)yaml";

constexpr std::string_view kTestsHead =
    R"yaml(# ~ ID at the end of a line: the policy fails there. ? ID: it cannot be decided there. No marker: silent.
# `without: { arm: why there is none }` leaves a language out.
cases:
)yaml";

constexpr std::string_view kCase = R"yaml(  - name: @NAME@
    bicep: |
@BICEP-PARAM@      resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
        name: 'data'
        location: 'westeurope'
        kind: 'StorageV2'
        sku: { name: 'Standard_LRS' }
        properties: {
          supportsHttpsTrafficOnly: @BICEP@@MARK@
        }
      }
    arm: |
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": { @ARM-PARAM@ },
        "resources": [
          { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "data", "location": "westeurope",
            "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
            "properties": {
              "supportsHttpsTrafficOnly": @ARM@@MARK@
            } }
        ]
      }
    terraform: |
@TERRAFORM-PARAM@      resource "azurerm_storage_account" "data" {
        name                       = "data"
        resource_group_name        = "rg"
        location                   = "westeurope"
        account_tier               = "Standard"
        account_replication_type   = "LRS"
        https_traffic_only_enabled = @TERRAFORM@@TERRAFORM-MARK@
      }
)yaml";

struct Hole {
  std::string_view name, text;
};

std::string filled(std::string_view text, std::initializer_list<Hole> holes) {
  std::string out(text);
  for (const Hole& hole : holes) {
    for (size_t at = out.find(hole.name); at != std::string::npos; at = out.find(hole.name, at + hole.text.size()))
      out.replace(at, hole.name.size(), hole.text);
  }
  return out;
}

/// A case whose value is a literal.
std::string plain_case(std::string_view name, std::string_view value, std::string_view mark,
                       std::string_view terraform_mark) {
  return filled(kCase, {{"@NAME@", name},
                        {"@BICEP-PARAM@", ""},
                        {"{ @ARM-PARAM@ }", "{}"},
                        {"@TERRAFORM-PARAM@", ""},
                        {"@BICEP@", value},
                        {"@ARM@", value},
                        {"@TERRAFORM@", value},
                        {"@MARK@", mark},
                        {"@TERRAFORM-MARK@", terraform_mark}});
}

/// All cases of a new policy: it fails, it is met, it cannot be decided.
std::string test_cases() {
  return std::string(kTestsHead) + plain_case("refused", "false", " //~ @ID@", " #~ @ID@") +
         plain_case("required", "true", "", "") +
         filled(kCase, {{"@NAME@", "decided by whoever deploys it"},
                        {"@BICEP-PARAM@", "      param secure bool\n"},
                        {"@ARM-PARAM@", R"("secure": { "type": "bool" })"},
                        {"@TERRAFORM-PARAM@", "      variable \"secure\" {\n        type = bool\n      }\n"},
                        {"@BICEP@", "secure"},
                        {"@ARM@", R"("[parameters('secure')]")"},
                        {"@TERRAFORM@", "var.secure"},
                        {"@MARK@", " //? @ID@"},
                        {"@TERRAFORM-MARK@", " #? @ID@"}});
}

/// Makes the file; what is there already stays. Empty, or what went wrong.
std::string create(const std::string& path, std::string_view text) {
  int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return errno == EEXIST ? "is there already" : std::strerror(errno);
  bool good = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  std::string problem = good ? std::string() : std::strerror(errno);
  ::close(file);
  return problem;
}

}  // namespace

tl::expected<NewPolicy, std::string> new_policy(const std::string& id, const std::string& slug) {
  if (!is_rule_id(id)) return tl::unexpected(fmt::format("{}: expected an id like RF-ORG-001", id));
  if (!is_slug(slug)) return tl::unexpected(fmt::format("{}: a name is made of a-z, 0-9 and -", slug));
  if (const Policy* same = embedded_policies().find(id))
    return tl::unexpected(fmt::format("{} is already the rule \"{}\"", id, same->title));
  if (embedded_policies().find(slug)) return tl::unexpected(fmt::format("{} is already the name of a rule", slug));
  return NewPolicy{filled(kPolicy, {{"@ID@", id}}), filled(test_cases(), {{"@ID@", id}})};
}

int write_new_policy(const Options& options) {
  auto made = new_policy(options.rule, options.slug);
  if (!made) return refuse(fmt::format("ringfence: {}\n", made.error()));
  std::string folder = join_path(current_directory(), options.paths.front());
  std::string policy = join_path(folder, options.slug + ".yaml"),
              tests = join_path(folder, options.slug + ".test.yaml");
  // Neither is written when one of them is there.
  for (const std::string& path : {policy, tests}) {
    if (::access(path.c_str(), F_OK) == 0)
      return refuse(fmt::format("ringfence: {} is there already\n", display_path(current_directory(), path)));
  }
  for (const auto& [path, text] : {std::pair(&policy, &made->policy), std::pair(&tests, &made->tests)}) {
    std::string problem = create(*path, *text);
    if (!problem.empty())
      return refuse(fmt::format("ringfence: {}: {}\n", display_path(current_directory(), *path), problem));
    std::fputs(fmt::format("{}\n", display_path(current_directory(), *path)).c_str(), stdout);
  }
  return 0;
}

}  // namespace ringfence
