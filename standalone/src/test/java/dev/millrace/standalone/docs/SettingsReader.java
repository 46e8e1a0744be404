package dev.millrace.standalone.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings that one source file reads: methods of a {@code @ConfigMapping}, parameters with
 * {@code @ConfigProperty}, and calls of {@code Config.getOptionalValue}. The text is the Javadoc of the method; of the
 * constant that contains the key; or the {@code @param} of the method or type that reads it, where the last part of the
 * key is the name.
 */
final class SettingsReader extends TreePathScanner<Void, Void> {

    /** A place in the code that reads a setting; {@code text} and {@code standard} are empty if the place has none. */
    record Use(
            String key, String type, Optional<String> standard, String text, Optional<String> section, String module) {}

    private static final String KEY = "millrace\\.[a-z0-9.-]+";

    private final Sources sources;
    private final String module;
    private final List<Use> uses = new ArrayList<>();

    private SettingsReader(Sources sources, String module) {
        this.sources = sources;
        this.module = module;
    }

    static List<Use> read(Sources sources, Sources.Unit unit) {
        var reader = new SettingsReader(sources, unit.module());
        reader.scan(unit.tree(), null);
        return reader.uses;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        annotation(type.getModifiers().getAnnotations(), "ConfigMapping")
                .flatMap(mapping -> attribute(mapping, "prefix"))
                .ifPresent(prefix -> addMapping(prefix, prefix, type, getCurrentPath()));
        return super.visitClass(type, null);
    }

    private void addMapping(String prefix, String section, ClassTree type, TreePath path) {
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                boolean isGroupItself = annotation(method.getModifiers().getAnnotations(), "WithParentName")
                        .isPresent();
                String key = isGroupItself
                        ? prefix
                        : prefix + "." + dashed(method.getName().toString());
                Optional<Sources.Found<ClassTree>> group = sources.type(
                                method.getReturnType().toString(),
                                type.getSimpleName().toString())
                        .filter(found -> found.tree().getKind() == Tree.Kind.INTERFACE);
                Optional<Sources.Found<ClassTree>> groups = groupsByName(method, type);
                if (group.isPresent()) {
                    addMapping(key, section, group.get().tree(), group.get().path());
                } else if (groups.isPresent()) {
                    addMapping(
                            key + ".*",
                            section,
                            groups.get().tree(),
                            groups.get().path());
                } else {
                    uses.add(new Use(
                            isMap(method) ? key + ".*" : key,
                            typeName(
                                    method.getReturnType().toString(),
                                    type.getSimpleName().toString()),
                            annotation(method.getModifiers().getAnnotations(), "WithDefault")
                                    .flatMap(standard -> attribute(standard, "value")),
                            sources.javadoc(new TreePath(path, method)).text(),
                            Optional.of(section),
                            module));
                }
            }
        }
    }

    /** The group of which there are several, each with a name that the settings choose. */
    private Optional<Sources.Found<ClassTree>> groupsByName(MethodTree method, ClassTree type) {
        return Optional.of(method.getReturnType().toString())
                .filter(returned -> returned.matches("Map<String, \\w+>"))
                .flatMap(returned -> sources.type(
                        returned.replaceAll("Map<String, (\\w+)>", "$1"),
                        type.getSimpleName().toString()))
                .filter(found -> found.tree().getKind() == Tree.Kind.INTERFACE);
    }

    private static boolean isMap(MethodTree method) {
        return method.getReturnType().toString().startsWith("Map<");
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        for (VariableTree parameter : method.getParameters()) {
            annotation(parameter.getModifiers().getAnnotations(), "ConfigProperty")
                    .ifPresent(property -> addProperty(property, parameter));
        }
        return super.visitMethod(method, null);
    }

    private void addProperty(AnnotationTree property, VariableTree parameter) {
        attribute(property, "name")
                .filter(key -> key.matches(KEY))
                .ifPresent(key -> uses.add(new Use(
                        key,
                        typeName(parameter.getType().toString(), typeNameHere()),
                        attribute(property, "defaultValue"),
                        constantText(argument(property, "name"))
                                .or(() -> paramText(parameter.getName().toString()))
                                .orElse(""),
                        Optional.empty(),
                        module)));
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("getOptionalValue")
                && call.getArguments().size() == 2) {
            expressions()
                    .value(call.getArguments().getFirst())
                    .filter(key -> key.matches(KEY))
                    .ifPresent(key -> uses.add(new Use(
                            key,
                            typeName(call.getArguments().get(1).toString().replace(".class", ""), typeNameHere()),
                            standard(),
                            constantText(Optional.of(call.getArguments().getFirst()))
                                    .or(() -> paramText(camel(key.substring(key.lastIndexOf('.') + 1))))
                                    .orElse(""),
                            Optional.empty(),
                            module)));
        }
        return super.visitMethodInvocation(call, null);
    }

    /** The argument of an {@code orElse} directly after the call. */
    private Optional<String> standard() {
        TreePath select = getCurrentPath().getParentPath();
        return select.getLeaf() instanceof MemberSelectTree member
                        && member.getIdentifier().contentEquals("orElse")
                        && select.getParentPath().getLeaf() instanceof MethodInvocationTree call
                ? expressions().value(call.getArguments().getFirst()).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    private Optional<String> constantText(Optional<? extends ExpressionTree> key) {
        return key.flatMap(name -> switch (name) {
                    case IdentifierTree plain ->
                        sources.constant(typeNameHere(), plain.getName().toString());
                    case MemberSelectTree select ->
                        sources.constant(
                                select.getExpression().toString(),
                                select.getIdentifier().toString());
                    default -> Optional.<Sources.Found<VariableTree>>empty();
                })
                .map(found -> sources.javadoc(found.path()).text())
                .filter(text -> !text.isEmpty());
    }

    /** From the method that is being read, otherwise from the type. */
    private Optional<String> paramText(String name) {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree || path.getLeaf() instanceof ClassTree) {
                Optional<String> text = sources.javadoc(path).param(name);
                if (text.isPresent()) {
                    return text;
                }
            }
        }
        return Optional.empty();
    }

    private String typeNameHere() {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof ClassTree type) {
                return type.getSimpleName().toString();
            }
        }
        return "";
    }

    private Expressions expressions() {
        return new Expressions(sources, typeNameHere());
    }

    private static Optional<AnnotationTree> annotation(List<? extends AnnotationTree> all, String name) {
        return all.stream()
                .<AnnotationTree>map(each -> each)
                .filter(each -> each.getAnnotationType().toString().equals(name))
                .findFirst();
    }

    private Optional<String> attribute(AnnotationTree annotation, String name) {
        return argument(annotation, name).flatMap(expressions()::value);
    }

    private static Optional<ExpressionTree> argument(AnnotationTree annotation, String name) {
        for (ExpressionTree argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree assignment) {
                if (assignment.getVariable().toString().equals(name)) {
                    return Optional.of(assignment.getExpression());
                }
            } else if (name.equals("value")) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }

    private String typeName(String type, String enclosing) {
        String inner = type.replaceAll("^(Optional|List|Set|Map)<(?:\\w+, )?(.*)>$", "$2");
        if (!inner.equals(type)) {
            return type.startsWith("List<") || type.startsWith("Set<") ? "list" : typeName(inner, enclosing);
        }
        return switch (type) {
            case "String" -> "text";
            case "int", "long", "double", "OptionalInt", "OptionalLong", "OptionalDouble", "Integer", "Long" ->
                "number";
            case "boolean", "Boolean" -> "`true` or `false`";
            case "Duration" -> "duration";
            case "MemorySize" -> "size";
            case "URI" -> "address";
            case "Path" -> "path";
            default ->
                sources.type(type, enclosing)
                        .map(found -> choices(found.tree()))
                        .orElse(type);
        };
    }

    /** The constants of an enum, as they are written in a settings file. */
    private static String choices(ClassTree type) {
        List<String> names = type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> String.valueOf(field.getType())
                        .equals(type.getSimpleName().toString()))
                .map(field -> "`"
                        + field.getName().toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                .toList();
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    static String dashed(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String camel(String dashed) {
        var camel = new StringBuilder();
        for (String part : dashed.split("-")) {
            camel.append(camel.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return camel.toString();
    }
}
