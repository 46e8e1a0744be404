package dev.millrace.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which keys the services and their libraries read, as their compiled classes and their application.properties show: the
 * methods of each {@code @ConfigMapping}, the names of each {@code @ConfigProperty} and of each look-up, and references.
 */
final class UsedSettings {

    private static final List<String> MODULES = List.of(
            "service-kit",
            "git-storage",
            "forge-client",
            "webhook-ingest-service",
            "git-http-service",
            "sync-worker-service",
            "pipeline-service",
            "insights-service",
            "gateway-service");
    private static final String SMALLRYE = "Lio/smallrye/config/";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(millrace\\.[a-z0-9.-]+)");
    private static final Pattern KEY = Pattern.compile("millrace(\\.[a-z0-9]+(-[a-z0-9]+)*){2,}");

    private final Set<String> keys = new TreeSet<>();
    private final Map<String, ClassModel> classes = new HashMap<>();

    private UsedSettings() {}

    /** All of them; {@code *} for the last part where any name will do. */
    static Set<String> find() throws IOException {
        var found = new UsedSettings();
        for (String module : MODULES) {
            found.read(Path.of("..", module, "target/classes"));
        }
        found.classes.values().forEach(found::look);
        return found.keys;
    }

    private void read(Path classesFolder) throws IOException {
        try (Stream<Path> files = Files.walk(classesFolder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                classes.put(model.thisClass().asInternalName(), model);
            }
        }
        Path properties = classesFolder.resolve("application.properties");
        if (Files.exists(properties)) {
            REFERENCE.matcher(Files.readString(properties)).results().forEach(each -> keys.add(each.group(1)));
        }
    }

    private void look(ClassModel model) {
        annotation(annotations(model), SMALLRYE + "ConfigMapping;")
                .flatMap(mapping -> text(mapping, "prefix"))
                .ifPresent(prefix -> addMapping(prefix, model));
        for (MethodModel method : model.methods()) {
            method.findAttribute(Attributes.runtimeVisibleParameterAnnotations())
                    .ifPresent(attribute -> attribute.parameterAnnotations().stream()
                            .flatMap(List::stream)
                            .filter(each -> each.className().stringValue().endsWith("/ConfigProperty;"))
                            .forEach(each -> text(each, "name")
                                    .filter(name -> name.startsWith("millrace."))
                                    .ifPresent(keys::add)));
        }
        addLookUps(model);
    }

    /** Look-ups by name stand in records that are read with {@code Config.getOptionalValue}. */
    private void addLookUps(ClassModel model) {
        var texts = Stream.iterate(1, index -> index < model.constantPool().size(), index -> index + 1)
                .flatMap(index -> entry(model, index).stream())
                .toList();
        if (!texts.contains("getOptionalValue")) {
            return;
        }
        for (String text : texts) {
            if (KEY.matcher(text).matches()) {
                keys.add(text);
            } else if (text.startsWith("millrace.") && text.endsWith(".\u0001")) {
                keys.add(text.replace('\u0001', '*'));
            }
        }
    }

    private static Optional<String> entry(ClassModel model, int index) {
        try {
            return model.constantPool().entryByIndex(index) instanceof Utf8Entry utf8
                    ? Optional.of(utf8.stringValue())
                    : Optional.empty();
        } catch (java.lang.classfile.constantpool.ConstantPoolException e) {
            return Optional.empty(); // the second half of a long or double
        }
    }

    private void addMapping(String prefix, ClassModel mapping) {
        for (MethodModel method : mapping.methods()) {
            boolean setting = method.flags().has(AccessFlag.ABSTRACT);
            if (!setting) {
                continue;
            }
            String key = prefix + "." + dashed(method.methodName().stringValue());
            ClassDesc type = method.methodTypeSymbol().returnType();
            ClassModel group = type.isPrimitive()
                    ? null
                    : classes.get(type.descriptorString().replaceAll("^L|;$", ""));
            if (group != null && group.flags().has(AccessFlag.INTERFACE)) {
                addMapping(key, group);
            } else {
                keys.add(type.displayName().equals("Map") ? key + ".*" : key);
            }
        }
    }

    private static String dashed(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static List<Annotation> annotations(ClassModel model) {
        return model.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(attribute -> attribute.annotations())
                .orElse(List.of());
    }

    private static Optional<Annotation> annotation(List<Annotation> all, String type) {
        return all.stream().filter(each -> each.className().equalsString(type)).findFirst();
    }

    private static Optional<String> text(Annotation annotation, String element) {
        return annotation.elements().stream()
                .filter(each -> each.name().equalsString(element))
                .map(each -> each.value())
                .filter(AnnotationValue.OfString.class::isInstance)
                .map(value -> ((AnnotationValue.OfString) value).stringValue())
                .findFirst();
    }

    public static void main(String... arguments) throws IOException {
        try {
            find().forEach(System.out::println);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }
}
