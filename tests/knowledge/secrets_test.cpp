// What counts as a secret by its name or its text, and what only looks like it.

#include "analyzer/knowledge/secrets.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

TEST(Secrets, AreKnownByTheNameOfTheirProperty) {
  for (const char* name :
       {"adminPassword", "administrator_login_password", "ADMIN-PWD", "clientSecret", "client_secret",
        "ConnectionStrings__Default__ConnectionString", "storageAccountKey", "primary_access_key", "sasToken", "token",
        "secureValue", "DB_PASSWORD", "apiKey", "ssh_private_key"}) {
    EXPECT_TRUE(is_secret_name(name)) << name;
  }
  for (const char* name :
       {"name", "secretName", "secret_id", "keyVaultSecretUri", "passwordPolicy", "secretPermissions",
        "disablePasswordAuthentication", "tokenVersion", "keyName", "secrets", "sa", "publicKey"}) {
    EXPECT_FALSE(is_secret_name(name)) << name;
  }
}

TEST(Secrets, AreKnownByTheirText) {
  for (const char* text :
       {"DefaultEndpointsProtocol=https;AccountName=st;AccountKey=c2VjcmV0c2VjcmV0c2VjcmV0==;EndpointSuffix=x",
        "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0c2VjcmV0c2VjcmV0=",
        "Server=tcp:x.database.windows.net;User ID=sa;Password=hunter2;", "server=x; pwd=hunter2",
        "https://st.blob.core.windows.net/c?sv=2020&sig=abcdefghijklmnopqrstuvwxyz%3D", "postgres://user:pw@host/db"}) {
    EXPECT_TRUE(holds_secret(text)) << text;
  }
  for (const char* text : {"", "Server=x;Password={0};", "Server=x;Password=<password>;",
                           "Server=x;Password=;Database=d", "AccountKey=", "https://host/path?x=1", "git@github.com",
                           "https://host:443/a@b", "./run.sh --password=$1", "a=b"}) {
    EXPECT_FALSE(holds_secret(text)) << text;
  }
}

TEST(Secrets, AreSeenInScripts) {
  for (const char* text :
       {"#!/bin/sh\nexport DATABASE_PASSWORD=\"Tr0ub4dor\"\nrun", "export DATABASE_PASSWORD=\\\"SomeSortOfPassword\\\"",
        "API_KEY=abc123def", "docker run -e SA_PASSWORD='Str0ng pass' x", "install.sh --password Tr0ub4dor --yes",
        "install.sh --admin-password=Tr0ub4dor", "IyEvYmluL3NoCmV4cG9ydCBEQVRBQkFTRV9QQVNTV09SRD0iVHIwdWI0ZG9yIgo="}) {
    EXPECT_TRUE(holds_secret(text)) << text;
  }
  for (const char* text :
       {"export DATABASE_PASSWORD=$1", "DATABASE_PASSWORD=\"${DB_PASSWORD}\"", "PASSWORD=$(az keyvault secret show)",
        "PASSWORD=<your password>", "PASSWORD=", "PASSWORD=\"\"", "DB_PASSWORD=db_password", "DB_PASSWORD=******",
        "API_KEY=@Microsoft.KeyVault(SecretUri=x)", "API_KEY={0}", "PASSWORD=%PASSWORD%",
        "https://host/x?apikey=abcdefgh", "--password-file /run/secrets", "--password --yes",
        "API_KEY=/run/secrets/key", "tell the password to nobody", "docker build --secret id=token .",
        "PASSWORD == other", "aGVsbG8gd29ybGQsIHRoaXMgaXMgcGxhaW4K"}) {
    EXPECT_FALSE(holds_secret(text)) << text;
  }
}

TEST(Secrets, AreKnownByWhereTheyStand) {
  const SecretContext top;
  EXPECT_TRUE(top.below("adminPassword", "").secret);
  EXPECT_FALSE(top.below("osProfile", "").secret);
  EXPECT_TRUE(top.below("value", "DB_PASSWORD").secret) << "an application setting";
  EXPECT_FALSE(top.below("value", "WEBSITE_TIME_ZONE").secret);
  EXPECT_TRUE(top.below("secrets", "").below("value", "any").secret) << "of a container app";
  EXPECT_FALSE(top.below("secrets", "").secret) << "also permissions of a vault: ['get']";
  EXPECT_TRUE(top.below("protectedSettings", "").below("commandToExecute", "").secret);
  EXPECT_TRUE(
      SecretContext::of_type("Microsoft.KeyVault/vaults/secrets").below("properties", "").below("value", "").secret);
  EXPECT_TRUE(SecretContext::of_type("azurerm_key_vault_secret").below("value", "").secret);
  EXPECT_FALSE(SecretContext::of_type("Microsoft.KeyVault/vaults").below("value", "").secret);
  EXPECT_TRUE(top.below("connection_string", "").below("value", "").secret);
  EXPECT_FALSE(top.below("connection_string", "").below("type", "").secret);
}

}  // namespace
}  // namespace ringfence
