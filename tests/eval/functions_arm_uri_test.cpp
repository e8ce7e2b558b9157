// Examples of learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string (uri,
// uriComponent, uriComponentToString) and .../bicep/bicep-functions-string (parseUri, buildUri), and edges of our own.

#include "tests/eval/functions_arm_harness.h"

using ringfence::test::ArmTable;

namespace {

const ArmTable kComponents("ArmUriFunctions", "ComponentsEscapeAllButUnreservedCharacters", {
    {"uriComponent('http://contoso.com/resources/nested/azuredeploy.json')", "'http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json'"},
    {"uriComponent(' Fizz ')", "'%20Fizz%20'"},
    {"uriComponent('aZ09-_.~')", "'aZ09-_.~'"},
    {"uriComponent('!*()''+')", "'%21%2A%28%29%27%2B'"},
    {"uriComponent('\xc3\xa4')", "'%C3%A4'"},
    {"uriComponent(2)", "error: uricomponent() expects a string as argument 1, got an integer"},
    {"uriComponentToString('http%3A%2F%2Fcontoso.com%2Fa')", "'http://contoso.com/a'"},
    {"uriComponentToString('http%3a%2f%2fa')", "'http://a'"},
    {"uriComponentToString('100%')", "'100%'"},
    {"uriComponentToString('a+b')", "'a+b'"},
    {"uriComponentToString(2)", "error: uricomponenttostring() expects a string as argument 1, got an integer"},
});

const ArmTable kUriResolvesAsRfc3986String("ArmUriFunctions", "UriResolvesAsRfc3986", {
    {"uri('http://contoso.com/resources/', 'nested/azuredeploy.json')", "'http://contoso.com/resources/nested/azuredeploy.json'"},
    {"uri('http://contoso.org/firstpath', 'myscript.sh')", "'http://contoso.org/myscript.sh'"},
    {"uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')", "'http://contoso.org/firstpath/myscript.sh'"},
    {"uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')", "'http://contoso.org/firstpath/azuredeploy.json/myscript.sh'"},
    {"uri('https://github.com/another/repo', '/Azure/bicep')", "'https://github.com/Azure/bicep'"},
    {"uri('https://Host:443/a/b?sas=1', '../c?x=2')", "'https://host/c?x=2'"},
    {"uri('https://host', 'a')", "'https://host/a'"},
    {"uri('https://host/a?x=1', '')", "'https://host/a?x=1'"},
    {"uri('https://host/a', 'https://other/b')", "'https://other/b'"},
    {"uri('http://contoso.org/firstpath/', 'myscript.sh')", "'http://contoso.org/firstpath/myscript.sh'"},
    {"uri(1, 'a')", "error: uri() expects a string as argument 1, got an integer"},
    {"uri('not a uri', 'a')", "error: uri(): 'not a uri' is not an absolute URI"},
});

const ArmTable kParse("ArmUriFunctions", "ParseGivesTheComponents", {
    {"parseUri('https://mystorage.blob.core.windows.net/templates/nestedTemplate.json?st=2025-05-09')",
     "{'host': 'mystorage.blob.core.windows.net', 'path': '/templates/nestedTemplate.json', 'port': null, 'query': '?st=2025-05-09', 'scheme': 'https'}"},
    {"parseUri('https://example.com:1234/foo/bar')",
     "{'host': 'example.com', 'path': '/foo/bar', 'port': 1234, 'query': '', 'scheme': 'https'}"},
    {"tryGet(parseUri('HTTPS://Example.com:443'), 'port')", "null"},
    {"tryGet(parseUri('HTTPS://Example.com:443'), 'host')", "'example.com'"},
    {"tryGet(parseUri('https://user@example.com#part'), 'host')", "'example.com'"},
    {"tryGet(parseUri('https://[fd00::1]:8443/'), 'port')", "8443"},
    {"tryGet(parseUri('https://[fd00::1]/'), 'port')", "null"},
    {"parseUri(?endpoint)", "parseuri(param('endpoint'))"},
    {"parseUri('example.com')", "error: parseUri(): 'example.com' is not an absolute URI"},
    {"parseUri(1)", "error: parseuri() expects a string as argument 1, got an integer"},
});

const ArmTable kBuild("ArmUriFunctions", "BuildJoinsTheComponents", {
    {"buildUri({scheme: 'https', host: 'mystorage.blob.core.windows.net', port: 8080, path: '/templates/nestedTemplate.json', query: '?st=2025-05-09'})",
     "'https://mystorage.blob.core.windows.net:8080/templates/nestedTemplate.json?st=2025-05-09'"},
    {"buildUri({scheme: 'https', host: 'example.com'})", "'https://example.com/'"},
    {"buildUri({scheme: 'https', host: 'example.com', path: 'a', query: 'x=1'})", "'https://example.com/a?x=1'"},
    {"buildUri(parseUri('https://example.com/a?x=1'))", "'https://example.com/a?x=1'"},
    {"buildUri({scheme: 'https', host: ?host, path: '/a'})", "concat('https://', param('host'), '/a')"},
    {"buildUri(?uri:object)", "builduri(param('uri'))"},
    {"buildUri({scheme: 'https'})", "error: buildUri() expects an object with a scheme and a host"},
    {"buildUri({scheme: 'https', host: 'a', port: '1'})", "error: buildUri() expects an integer as port, got a string"},
    {"buildUri({scheme: 'https', host: 'a', port: 70000})", "error: buildUri(): there is no port 70000"},
    {"buildUri('a')", "error: builduri() expects an object as argument 1, got a string"},
});

}  // namespace
