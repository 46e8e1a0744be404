package dev.millrace.standalone.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The parsed main sources of some modules: units, types and constants by name, Javadoc. Nothing is compiled, so that pages
 * can be generated from a fresh checkout.
 */
final class Sources {

    /** One source file. */
    record Unit(String module, CompilationUnitTree tree) {}

    /** A type or a constant, and its location. */
    record Found<T extends Tree>(T tree, TreePath path) {}

    private final DocTrees docs;
    private final List<Unit> units = new ArrayList<>();
    private final Map<String, Found<ClassTree>> types = new HashMap<>();
    private final Map<String, Found<VariableTree>> constants = new HashMap<>();

    private Sources(DocTrees docs) {
        this.docs = docs;
    }

    /** Parses {@code src/main/java} of these modules of a checkout. */
    static Sources parse(Path root, List<String> modules) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, java.nio.charset.StandardCharsets.UTF_8)) {
            var paths = new ArrayList<Path>();
            for (String module : modules) {
                Path folder = root.resolve(module).resolve("src/main/java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> all = Files.walk(folder)) {
                        all.filter(path -> path.toString().endsWith(".java"))
                                .sorted()
                                .forEach(paths::add);
                    }
                }
            }
            var task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(paths));
            var sources = new Sources(DocTrees.instance(task));
            for (CompilationUnitTree tree : task.parse()) {
                Path relative = root.toAbsolutePath()
                        .normalize()
                        .relativize(Path.of(tree.getSourceFile().toUri()).normalize());
                sources.units.add(new Unit(relative.getName(0).toString(), tree));
            }
            sources.units.forEach(unit -> sources.new Index().scan(unit.tree(), null));
            return sources;
        }
    }

    List<Unit> units() {
        return units;
    }

    /** A type by its name as the source of another type has it: {@code Type} or {@code Outer.Type}. */
    Optional<Found<ClassTree>> type(String name, String enclosing) {
        return Optional.ofNullable(types.get(enclosing + "." + name)).or(() -> Optional.ofNullable(types.get(name)));
    }

    /** A constant by the simple names of its type and its own, for example {@code Topics.NAME}. */
    Optional<Found<VariableTree>> constant(String type, String name) {
        return Optional.ofNullable(constants.get(type + "." + name));
    }

    /** The constants of one type, in no particular order. */
    List<Found<VariableTree>> constants(String type) {
        return constants.entrySet().stream()
                .filter(each -> each.getKey().startsWith(type + "."))
                .map(Map.Entry::getValue)
                .toList();
    }

    Javadoc javadoc(TreePath path) {
        return new Javadoc(Optional.ofNullable(docs.getDocComment(path)).orElse(""));
    }

    private final class Index extends TreePathScanner<Void, Void> {

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            var found = new Found<>(type, getCurrentPath());
            types.putIfAbsent(type.getSimpleName().toString(), found);
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree outer) {
                types.putIfAbsent(outer.getSimpleName() + "." + type.getSimpleName(), found);
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                    && variable.getInitializer() != null) {
                constants.putIfAbsent(
                        type.getSimpleName() + "." + variable.getName(), new Found<>(variable, getCurrentPath()));
            }
            return super.visitVariable(variable, null);
        }
    }
}
