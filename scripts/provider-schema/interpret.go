package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Values: string, bool, int64, float64, nil, and these.
type (
	table struct { // map[string]...
		keys   []string
		values map[string]any
	}
	object struct { // a struct
		fields map[string]any
		file   string
	}
	list   struct{ items []any }
	opaque struct { // what is not evaluated: a function, a constant of another module, a call
		name string
		args []any
	}
	closure struct {
		pkg  *pkg
		fn   *ast.FuncLit
		vars *scope
	}
)

func newTable() *table { return &table{values: map[string]any{}} }

func (t *table) set(key string, value any) {
	if _, ok := t.values[key]; !ok {
		t.keys = append(t.keys, key)
	}
	t.values[key] = value
}

func (t *table) remove(key string) {
	delete(t.values, key)
	for i, each := range t.keys {
		if each == key {
			t.keys = append(t.keys[:i:i], t.keys[i+1:]...)
			return
		}
	}
}

type pkg struct {
	folder    string
	functions map[string]*ast.FuncDecl
	methods   map[string][]*ast.FuncDecl // by name
	values    map[string]ast.Expr        // constants and variables
	imports   map[*ast.File]map[string]string
	fileOf    map[ast.Node]*ast.File
}

func (p *pkg) method(receiver, name string) *ast.FuncDecl {
	for _, fn := range p.methods[name] {
		if receiverName(fn) == receiver {
			return fn
		}
	}
	return nil
}

func receiverName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
	kind := fn.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	if name, ok := kind.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

type scope struct {
	vars   map[string]any
	outer  *scope
	file   *ast.File
	result any
	done   bool
}

func (s *scope) find(name string) (*scope, bool) {
	for at := s; at != nil; at = at.outer {
		if _, ok := at.vars[name]; ok {
			return at, true
		}
	}
	return nil, false
}

type program struct {
	root    string
	files   *token.FileSet
	pkgs    map[string]*pkg
	depth   int
	version int
}

func newProgram(root string) *program {
	return &program{root: root, files: token.NewFileSet(), pkgs: map[string]*pkg{}}
}

const (
	maxCalls = 60
	module   = "github.com/hashicorp/terraform-provider-azurerm/"
)

func (p *program) fileOf(node ast.Node) string {
	path, _ := filepath.Rel(p.root, p.files.Position(node.Pos()).Filename)
	return path
}

func (p *program) load(folder string) *pkg {
	if known := p.pkgs[folder]; known != nil {
		return known
	}
	out := &pkg{folder: folder, functions: map[string]*ast.FuncDecl{}, methods: map[string][]*ast.FuncDecl{},
		values: map[string]ast.Expr{}, imports: map[*ast.File]map[string]string{}, fileOf: map[ast.Node]*ast.File{}}
	p.pkgs[folder] = out
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.files, filepath.Join(folder, entry.Name()), nil, parser.SkipObjectResolution)
		if err == nil {
			p.declare(out, file)
		}
	}
	return out
}

func (p *program) declare(out *pkg, file *ast.File) {
	imports := map[string]string{}
	for _, each := range file.Imports {
		path, _ := strconv.Unquote(each.Path.Value)
		name := path[strings.LastIndex(path, "/")+1:]
		if each.Name != nil {
			name = each.Name.Name
		}
		imports[name] = path
	}
	out.imports[file] = imports
	for _, declaration := range file.Decls {
		switch known := declaration.(type) {
		case *ast.FuncDecl:
			out.fileOf[known] = file
			if known.Recv == nil {
				out.functions[known.Name.Name] = known
			} else {
				out.methods[known.Name.Name] = append(out.methods[known.Name.Name], known)
			}
		case *ast.GenDecl:
			for _, spec := range known.Specs {
				value, ok := spec.(*ast.ValueSpec)
				for i := 0; ok && i < len(value.Names) && i < len(value.Values); i++ {
					out.values[value.Names[i].Name] = value.Values[i]
					out.fileOf[value.Values[i]] = file
				}
			}
		}
	}
}

// imported is the package that a file knows by that name; nil when it is not in the checkout.
func (p *program) imported(from *pkg, file *ast.File, name string) *pkg {
	path, ok := from.imports[file][name]
	if !ok {
		return nil
	}
	folder := filepath.Join(p.root, "vendor", path)
	if strings.HasPrefix(path, module) {
		folder = filepath.Join(p.root, strings.TrimPrefix(path, module))
	}
	if _, err := os.Stat(folder); err != nil {
		return nil
	}
	return p.load(folder)
}

func (p *program) call(in *pkg, fn *ast.FuncDecl, args []any) any {
	return p.run(in, in.fileOf[fn], fn.Recv, fn.Type, fn.Body, nil, args)
}

func (p *program) run(in *pkg, file *ast.File, receiver *ast.FieldList, kind *ast.FuncType, body *ast.BlockStmt,
	outer *scope, args []any) any {
	if p.depth > maxCalls || body == nil {
		return &opaque{name: "?"}
	}
	p.depth++
	defer func() { p.depth-- }()
	vars := &scope{vars: map[string]any{}, outer: outer, file: file}
	if receiver != nil {
		for _, name := range receiver.List[0].Names {
			vars.vars[name.Name] = &opaque{name: "receiver"}
		}
		vars.vars["\x00receiver"] = receiverName(&ast.FuncDecl{Recv: receiver})
	}
	i := 0
	for _, field := range kind.Params.List {
		for _, name := range field.Names {
			if _, variadic := field.Type.(*ast.Ellipsis); variadic {
				vars.vars[name.Name] = &list{items: append([]any(nil), args[min(i, len(args)):]...)}
			} else if i < len(args) {
				vars.vars[name.Name] = args[i]
			}
			i++
		}
	}
	if kind.Results != nil {
		for _, field := range kind.Results.List {
			for _, name := range field.Names {
				vars.vars[name.Name] = nil
			}
		}
	}
	p.block(in, body.List, vars)
	return vars.result
}

// major is the version of the checkout: the flags of later majors are off.
func (p *program) major() int {
	if p.version != 0 {
		return p.version
	}
	p.version = 2
	text, _ := os.ReadFile(filepath.Join(p.root, "version.txt"))
	if number, err := strconv.Atoi(strings.SplitN(strings.TrimPrefix(strings.TrimSpace(string(text)), "v"), ".", 2)[0]); err == nil {
		p.version = number
	}
	return p.version
}
