// provider-schema prints the attributes of every resource of a checkout of terraform-provider-azurerm as JSON:
//
//	provider-schema CHECKOUT > schema.json
//	{"azurerm_x": {"file": "internal/...", "attributes": {"block.attribute": {"kind": "String", "default": true, ...}}}}
//
// The provider is not compiled (that takes an hour and is not needed): its source is parsed, and the functions that
// make schemas are evaluated by interpret.go, which knows as much Go as they use. What it cannot evaluate is left
// out and told on standard error. Used by scripts/check-azurerm-tables.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Attribute is one attribute or block of a resource.
type Attribute struct {
	Kind       string   `json:"kind"`
	Required   bool     `json:"required,omitempty"`
	Optional   bool     `json:"optional,omitempty"`
	Computed   bool     `json:"computed,omitempty"`
	Block      bool     `json:"block,omitempty"`
	Single     bool     `json:"single,omitempty"`
	Default    any      `json:"default,omitempty"`
	Values     []string `json:"values,omitempty"`
	Deprecated string   `json:"deprecated,omitempty"`
}

type resource struct {
	File       string                `json:"file"`
	Attributes map[string]*Attribute `json:"attributes"`
}

const maxDepth = 12

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: provider-schema CHECKOUT")
		os.Exit(2)
	}
	program := newProgram(os.Args[1])
	services, _ := filepath.Glob(filepath.Join(os.Args[1], "internal/services/*"))
	out := map[string]*resource{}
	for _, folder := range services {
		addService(program, folder, out)
	}
	fmt.Fprintf(os.Stderr, "%d resources\n", len(out))
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// addService adds the resources that are registered by name, and those whose type tells its own name.
func addService(program *program, folder string, out map[string]*resource) {
	pkg := program.load(folder)
	for _, fn := range pkg.methods["SupportedResources"] {
		registered, ok := program.call(pkg, fn, nil).(*table)
		if !ok {
			fmt.Fprintf(os.Stderr, "%s: SupportedResources cannot be evaluated\n", folder)
			continue
		}
		for _, name := range registered.keys {
			made, ok := registered.values[name].(*object)
			if !ok {
				fmt.Fprintf(os.Stderr, "%s cannot be evaluated\n", name)
				continue
			}
			add(name, made.file, schemaOf(made.fields["Schema"]), out)
		}
	}
	for _, fn := range pkg.methods["ResourceType"] {
		name, ok := program.call(pkg, fn, nil).(string)
		receiver := receiverName(fn)
		arguments := pkg.method(receiver, "Arguments")
		if !ok || arguments == nil || strings.HasSuffix(receiver, "DataSource") {
			continue
		}
		add(name, program.fileOf(fn), schemaOf(program.call(pkg, arguments, nil)), out)
	}
}

func schemaOf(value any) *table {
	found, _ := value.(*table)
	return found
}

func add(name, file string, schema *table, out map[string]*resource) {
	if schema == nil {
		fmt.Fprintf(os.Stderr, "%s: no schema (%s)\n", name, file)
		return
	}
	if out[name] != nil {
		return
	}
	made := &resource{File: file, Attributes: map[string]*Attribute{}}
	flatten("", schema, made.Attributes, 0)
	out[name] = made
}

func flatten(prefix string, schema *table, out map[string]*Attribute, depth int) {
	if depth > maxDepth {
		return
	}
	names := append([]string(nil), schema.keys...)
	sort.Strings(names)
	for _, name := range names {
		fields, ok := schema.values[name].(*object)
		if !ok {
			if schema.values[name] != nil {
				out[prefix+name] = &Attribute{Kind: "unknown"}
			}
			continue
		}
		attribute := attributeOf(fields)
		out[prefix+name] = attribute
		if inner, ok := fields.fields["Elem"].(*object); ok {
			if nested := schemaOf(inner.fields["Schema"]); nested != nil {
				attribute.Block = true
				flatten(prefix+name+".", nested, out, depth+1)
			} else if attribute.Values == nil {
				attribute.Values = valuesOf(inner.fields["ValidateFunc"])
			}
		}
	}
}

func attributeOf(from *object) *Attribute {
	out := &Attribute{Kind: strings.TrimPrefix(nameOf(from.fields["Type"]), "Type")}
	out.Required, _ = from.fields["Required"].(bool)
	out.Optional, _ = from.fields["Optional"].(bool)
	out.Computed, _ = from.fields["Computed"].(bool)
	out.Deprecated, _ = from.fields["Deprecated"].(string)
	if most, ok := from.fields["MaxItems"].(int64); ok {
		out.Single = most == 1
	}
	switch from.fields["Default"].(type) {
	case string, bool, int64, float64:
		out.Default = from.fields["Default"]
	case nil:
	default:
		out.Default = "?" + nameOf(from.fields["Default"])
	}
	out.Values = valuesOf(from.fields["ValidateFunc"])
	return out
}

// valuesOf is what validation.StringInSlice allows.
func valuesOf(validation any) []string {
	called, ok := validation.(*opaque)
	if !ok || !strings.HasSuffix(called.name, "StringInSlice") || len(called.args) == 0 {
		return nil
	}
	list, ok := called.args[0].(*list)
	if !ok {
		return nil
	}
	var out []string
	for _, item := range list.items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

func nameOf(value any) string {
	switch known := value.(type) {
	case *opaque:
		return known.name[strings.LastIndex(known.name, ".")+1:]
	case string:
		return known
	}
	return ""
}
