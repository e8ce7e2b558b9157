package main

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

func (p *program) block(in *pkg, statements []ast.Stmt, vars *scope) {
	for _, each := range statements {
		if vars.done {
			return
		}
		p.statement(in, each, vars)
	}
}

// inner runs a nested block; its `return` ends the function around it.
func (p *program) inner(in *pkg, statements []ast.Stmt, vars *scope, bound map[string]any) {
	if bound == nil {
		bound = map[string]any{}
	}
	nested := &scope{vars: bound, outer: vars, file: vars.file}
	p.block(in, statements, nested)
	if nested.done {
		vars.done, vars.result = true, nested.result
	}
}

func (p *program) statement(in *pkg, statement ast.Stmt, vars *scope) {
	switch known := statement.(type) {
	case *ast.ReturnStmt:
		vars.done = true
		if len(known.Results) > 0 {
			vars.result = p.eval(in, known.Results[0], vars)
		}
	case *ast.ExprStmt:
		p.eval(in, known.X, vars)
	case *ast.DeclStmt:
		declaration, ok := known.Decl.(*ast.GenDecl)
		for i := 0; ok && i < len(declaration.Specs); i++ {
			if value, ok := declaration.Specs[i].(*ast.ValueSpec); ok {
				for j, name := range value.Names {
					vars.vars[name.Name] = nil
					if j < len(value.Values) {
						vars.vars[name.Name] = p.eval(in, value.Values[j], vars)
					}
				}
			}
		}
	case *ast.AssignStmt:
		for i, left := range known.Lhs {
			if len(known.Rhs) == len(known.Lhs) {
				p.assign(in, left, p.eval(in, known.Rhs[i], vars), known.Tok == token.DEFINE, vars)
			} else if i == 0 {
				p.assign(in, left, p.eval(in, known.Rhs[0], vars), known.Tok == token.DEFINE, vars)
			}
		}
	case *ast.BlockStmt:
		p.inner(in, known.List, vars, nil)
	case *ast.IfStmt:
		if known.Init != nil {
			p.statement(in, known.Init, vars)
		}
		condition, sure := p.eval(in, known.Cond, vars).(bool)
		if sure && condition {
			p.inner(in, known.Body.List, vars, nil)
		} else if sure && known.Else != nil {
			p.statement(in, known.Else, vars)
		}
	case *ast.RangeStmt:
		p.loop(in, known, vars)
	}
}

func (p *program) loop(in *pkg, loop *ast.RangeStmt, vars *scope) {
	name := func(expr ast.Expr) string {
		if ident, ok := expr.(*ast.Ident); ok {
			return ident.Name
		}
		return "_"
	}
	switch over := p.eval(in, loop.X, vars).(type) {
	case *table:
		for _, key := range append([]string(nil), over.keys...) {
			p.inner(in, loop.Body.List, vars, map[string]any{name(loop.Key): key, name(loop.Value): over.values[key]})
		}
	case *list:
		for i, item := range over.items {
			p.inner(in, loop.Body.List, vars, map[string]any{name(loop.Key): int64(i), name(loop.Value): item})
		}
	}
}

func (p *program) assign(in *pkg, left ast.Expr, value any, define bool, vars *scope) {
	switch known := left.(type) {
	case *ast.Ident:
		if found, ok := vars.find(known.Name); ok && !define {
			found.vars[known.Name] = value
		} else {
			vars.vars[known.Name] = value
		}
	case *ast.IndexExpr:
		key, _ := p.eval(in, known.Index, vars).(string)
		if into, ok := p.eval(in, known.X, vars).(*table); ok && key != "" {
			into.set(key, value)
		}
	case *ast.SelectorExpr:
		if into, ok := p.eval(in, known.X, vars).(*object); ok {
			into.fields[known.Sel.Name] = value
		}
	case *ast.StarExpr:
		p.assign(in, known.X, value, define, vars)
	}
}

func (p *program) eval(in *pkg, expr ast.Expr, vars *scope) any {
	switch known := expr.(type) {
	case *ast.BasicLit:
		return literal(known)
	case *ast.ParenExpr:
		return p.eval(in, known.X, vars)
	case *ast.StarExpr:
		return p.eval(in, known.X, vars)
	case *ast.TypeAssertExpr:
		return p.eval(in, known.X, vars)
	case *ast.Ident:
		return p.name(in, known.Name, vars)
	case *ast.SelectorExpr:
		return p.member(in, known, vars)
	case *ast.CompositeLit:
		return p.composite(in, known, vars)
	case *ast.FuncLit:
		return &closure{pkg: in, fn: known, vars: vars}
	case *ast.UnaryExpr:
		value := p.eval(in, known.X, vars)
		if flag, ok := value.(bool); ok && known.Op == token.NOT {
			return !flag
		}
		if number, ok := value.(int64); ok && known.Op == token.SUB {
			return -number
		}
		return value
	case *ast.BinaryExpr:
		return binary(known.Op, p.eval(in, known.X, vars), p.eval(in, known.Y, vars))
	case *ast.IndexExpr:
		key := p.eval(in, known.Index, vars)
		switch from := p.eval(in, known.X, vars).(type) {
		case *table:
			if text, ok := key.(string); ok {
				return from.values[text]
			}
		case *list:
			if at, ok := key.(int64); ok && at >= 0 && int(at) < len(from.items) {
				return from.items[at]
			}
		}
	case *ast.CallExpr:
		return p.callExpr(in, known, vars)
	}
	return &opaque{name: "?"}
}

func literal(from *ast.BasicLit) any {
	switch from.Kind {
	case token.STRING:
		text, _ := strconv.Unquote(from.Value)
		return text
	case token.INT:
		number, _ := strconv.ParseInt(from.Value, 0, 64)
		return number
	case token.FLOAT:
		number, _ := strconv.ParseFloat(from.Value, 64)
		return number
	}
	return from.Value
}

func binary(op token.Token, left, right any) any {
	switch op {
	case token.ADD:
		a, okA := left.(string)
		b, okB := right.(string)
		if okA && okB {
			return a + b
		}
	case token.MUL:
		a, okA := left.(int64)
		b, okB := right.(int64)
		if okA && okB {
			return a * b
		}
	case token.LAND, token.LOR:
		a, okA := left.(bool)
		b, okB := right.(bool)
		if okA && okB {
			return (a && b) || (op == token.LOR && (a || b))
		}
	case token.EQL, token.NEQ:
		_, hideA := left.(*opaque)
		_, hideB := right.(*opaque)
		if comparable(left) && comparable(right) && !hideA && !hideB {
			return (left == right) == (op == token.EQL)
		}
	}
	return &opaque{name: "?"}
}

func comparable(value any) bool {
	switch value.(type) {
	case string, bool, int64, float64, nil:
		return true
	}
	return false
}

func (p *program) name(in *pkg, name string, vars *scope) any {
	switch name {
	case "true":
		return true
	case "false":
		return false
	case "nil":
		return nil
	}
	if found, ok := vars.find(name); ok {
		return found.vars[name]
	}
	if expr, ok := in.values[name]; ok {
		return p.global(in, expr)
	}
	if in.functions[name] != nil {
		return &opaque{name: name}
	}
	return &opaque{name: name}
}

func (p *program) global(in *pkg, expr ast.Expr) any {
	if p.depth > maxCalls {
		return &opaque{name: "?"}
	}
	p.depth++
	defer func() { p.depth-- }()
	return p.eval(in, expr, &scope{vars: map[string]any{}, file: in.fileOf[expr]})
}

func (p *program) member(in *pkg, selector *ast.SelectorExpr, vars *scope) any {
	name := selector.Sel.Name
	if ident, ok := selector.X.(*ast.Ident); ok {
		if _, local := vars.find(ident.Name); !local {
			if other := p.imported(in, vars.file, ident.Name); other != nil {
				if expr, ok := other.values[name]; ok && ident.Name != "pluginsdk" {
					return p.global(other, expr)
				}
			}
			return &opaque{name: ident.Name + "." + name}
		}
	}
	if from, ok := p.eval(in, selector.X, vars).(*object); ok {
		return from.fields[name]
	}
	return &opaque{name: name}
}

func (p *program) composite(in *pkg, from *ast.CompositeLit, vars *scope) any {
	switch kind := from.Type.(type) {
	case *ast.MapType:
		out := newTable()
		value, _ := kind.Value.(*ast.StarExpr)
		for _, element := range from.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, ok := p.eval(in, pair.Key, vars).(string)
			if !ok {
				continue
			}
			if inner, ok := pair.Value.(*ast.CompositeLit); ok && inner.Type == nil && value != nil {
				out.set(key, p.structure(in, inner, vars))
				continue
			}
			out.set(key, p.eval(in, pair.Value, vars))
		}
		return out
	case *ast.ArrayType:
		out := &list{}
		for _, element := range from.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				element = pair.Value
			}
			out.items = append(out.items, p.eval(in, element, vars))
		}
		return out
	}
	return p.structure(in, from, vars)
}

func (p *program) structure(in *pkg, from *ast.CompositeLit, vars *scope) any {
	out := &object{fields: map[string]any{}, file: p.fileOf(from)}
	if kind, ok := from.Type.(*ast.Ident); ok {
		out.fields["\x00type"] = kind.Name
	}
	for _, element := range from.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if field, ok := pair.Key.(*ast.Ident); ok {
				out.fields[field.Name] = p.eval(in, pair.Value, vars)
			}
		}
	}
	return out
}

func (p *program) callExpr(in *pkg, call *ast.CallExpr, vars *scope) any {
	var args []any
	for _, each := range call.Args {
		args = append(args, p.eval(in, each, vars))
	}
	if call.Ellipsis.IsValid() && len(args) > 0 {
		if last, ok := args[len(args)-1].(*list); ok {
			args = append(args[:len(args)-1:len(args)-1], last.items...)
		}
	}
	switch callee := call.Fun.(type) {
	case *ast.FuncLit:
		return p.run(in, vars.file, nil, callee.Type, callee.Body, vars, args)
	case *ast.Ident:
		if found, ok := vars.find(callee.Name); ok {
			if made, ok := found.vars[callee.Name].(*closure); ok {
				return p.run(made.pkg, made.vars.file, nil, made.fn.Type, made.fn.Body, made.vars, args)
			}
		}
		if out, ok := builtin(callee.Name, args); ok {
			return out
		}
		if fn := in.functions[callee.Name]; fn != nil && returnsData(callee.Name) {
			return p.call(in, fn, args)
		}
		if len(args) == 1 && in.functions[callee.Name] == nil {
			return args[0] // a conversion
		}
		return &opaque{name: callee.Name, args: args}
	case *ast.SelectorExpr:
		return p.callMember(in, callee, args, vars)
	case *ast.ArrayType, *ast.ParenExpr, *ast.MapType:
		if len(args) == 1 {
			return args[0]
		}
	case *ast.IndexExpr: // a generic function
		return p.callExpr(in, &ast.CallExpr{Fun: callee.X, Args: call.Args, Ellipsis: call.Ellipsis}, vars)
	}
	return &opaque{name: "?"}
}

// returnsData: functions that validate or act are named, not run.
func returnsData(name string) bool {
	lower := strings.ToLower(name)
	return !strings.HasPrefix(lower, "validate") && !strings.HasPrefix(lower, "expand") && !strings.HasPrefix(lower, "flatten")
}

func builtin(name string, args []any) (any, bool) {
	switch name {
	case "delete":
		if from, ok := args[0].(*table); ok {
			if key, ok := args[1].(string); ok {
				from.remove(key)
			}
		}
		return nil, true
	case "append":
		out := &list{}
		if first, ok := args[0].(*list); ok {
			out.items = append(out.items, first.items...)
		}
		out.items = append(out.items, args[1:]...)
		return out, true
	case "make":
		return newTable(), true
	case "len":
		if from, ok := args[0].(*list); ok {
			return int64(len(from.items)), true
		}
	case "string", "int", "int64", "float64", "bool":
		return args[0], true
	}
	return nil, false
}

func (p *program) callMember(in *pkg, callee *ast.SelectorExpr, args []any, vars *scope) any {
	name := callee.Sel.Name
	if ident, ok := callee.X.(*ast.Ident); ok {
		if found, local := vars.find(ident.Name); !local {
			full := ident.Name + "." + name
			switch {
			case ident.Name == "features" && strings.HasSuffix(name, "PointOh"):
				return majors[name] <= p.major()
			case ident.Name == "features" && strings.HasSuffix(name, "PointOhBeta"):
				return majors[strings.TrimSuffix(name, "Beta")] <= p.major()
			case full == "maps.Copy" && len(args) == 2:
				into, okInto := args[0].(*table)
				from, okFrom := args[1].(*table)
				for i := 0; okInto && okFrom && i < len(from.keys); i++ {
					into.set(from.keys[i], from.values[from.keys[i]])
				}
				return nil
			case full == "strings.ToLower" && len(args) == 1:
				if text, ok := args[0].(string); ok {
					return strings.ToLower(text)
				}
			case ident.Name == "pointer" && len(args) == 1:
				return args[0]
			}
			other := p.imported(in, vars.file, ident.Name)
			if other != nil && other.functions[name] != nil && returnsData(name) && ident.Name != "validation" {
				return p.call(other, other.functions[name], args)
			}
			if other != nil && other.functions[name] == nil && len(args) == 1 {
				return args[0] // a conversion to a type of that package
			}
			return &opaque{name: full, args: args}
		} else {
			receiver, _ := found.vars["\x00receiver"].(string)
			if made, ok := found.vars[ident.Name].(*object); ok {
				receiver, _ = made.fields["\x00type"].(string)
			}
			if fn := in.method(receiver, name); fn != nil {
				return p.call(in, fn, args)
			}
		}
	}
	if made, ok := p.eval(in, callee.X, vars).(*object); ok {
		kind, _ := made.fields["\x00type"].(string)
		if fn := in.method(kind, name); fn != nil {
			return p.call(in, fn, args)
		}
	}
	return &opaque{name: name, args: args}
}

var majors = map[string]int{"ThreePointOh": 3, "FourPointOh": 4, "FivePointOh": 5, "SixPointOh": 6}
