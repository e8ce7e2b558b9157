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

constexpr std::string_view kTests =
    R"yaml(# ~ ID at the end of a line: the policy fails there. ? ID: it cannot be decided there. No marker: silent.
# `without: { arm: why there is none }` leaves a language out.
cases:
  - name: refused
    bicep: |
      resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
        name: 'data'
        location: 'westeurope'
        kind: 'StorageV2'
        sku: { name: 'Standard_LRS' }
        properties: {
          supportsHttpsTrafficOnly: false //~ @ID@
        }
      }
    arm: |
      [
        { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "data", "location": "westeurope",
          "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
          "properties": {
            "supportsHttpsTrafficOnly": false //~ @ID@
          } }
      ]
    terraform: |
      resource "azurerm_storage_account" "data" {
        name                       = "data"
        resource_group_name        = "rg"
        location                   = "westeurope"
        account_tier               = "Standard"
        account_replication_type   = "LRS"
        https_traffic_only_enabled = false #~ @ID@
      }
  - name: required
    bicep: |
      resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
        name: 'data'
        location: 'westeurope'
        kind: 'StorageV2'
        sku: { name: 'Standard_LRS' }
        properties: {
          supportsHttpsTrafficOnly: true
        }
      }
    arm: |
      [
        { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "data", "location": "westeurope",
          "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
          "properties": { "supportsHttpsTrafficOnly": true } }
      ]
    terraform: |
      resource "azurerm_storage_account" "data" {
        name                       = "data"
        resource_group_name        = "rg"
        location                   = "westeurope"
        account_tier               = "Standard"
        account_replication_type   = "LRS"
        https_traffic_only_enabled = true
      }
  - name: decided by whoever deploys it
    bicep: |
      param secure bool
      resource data 'Microsoft.Storage/storageAccounts@2023-05-01' = {
        name: 'data'
        location: 'westeurope'
        kind: 'StorageV2'
        sku: { name: 'Standard_LRS' }
        properties: {
          supportsHttpsTrafficOnly: secure //? @ID@
        }
      }
    arm: |
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": { "secure": { "type": "bool" } },
        "resources": [
          { "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "data", "location": "westeurope",
            "kind": "StorageV2", "sku": { "name": "Standard_LRS" },
            "properties": {
              "supportsHttpsTrafficOnly": "[parameters('secure')]" //? @ID@
            } }
        ]
      }
    terraform: |
      variable "secure" {
        type = bool
      }
      resource "azurerm_storage_account" "data" {
        name                       = "data"
        resource_group_name        = "rg"
        location                   = "westeurope"
        account_tier               = "Standard"
        account_replication_type   = "LRS"
        https_traffic_only_enabled = var.secure #? @ID@
      }
)yaml";

std::string with_id(std::string_view text, const std::string& id) {
  std::string out(text);
  constexpr std::string_view kHole = "@ID@";
  for (size_t at = out.find(kHole); at != std::string::npos; at = out.find(kHole, at))
    out.replace(at, kHole.size(), id);
  return out;
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
  return NewPolicy{with_id(kPolicy, id), with_id(kTests, id)};
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
