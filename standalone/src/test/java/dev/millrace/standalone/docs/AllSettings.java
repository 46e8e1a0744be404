package dev.millrace.standalone.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every setting of the platform, collected from the sources and the application.properties of its modules. */
final class AllSettings {

    /** Keys that {@code ServiceLaunch} sets. The settings file may contain an open key all the same. */
    private static final List<String> SET_BY_UP = List.of(
            "millrace.gateway.administrator-token-file",
            "millrace.instance",
            "millrace.secrets.create-keyset",
            "millrace.kafka.create-topics",
            "millrace.management.*",
            "millrace.urls.*");

    private static final Set<String> OPEN_ALL_THE_SAME = Set.of("millrace.urls.public", "millrace.urls.gateway");
    /** Keys that a service's own application.properties fixes, for every platform. */
    private static final Set<String> FIXED = Set.of(
            "millrace.identity.enabled",
            "millrace.identity.repositories",
            "millrace.identity.required",
            "millrace.outbox.schemas",
            "millrace.schema",
            "millrace.service");

    private static final String STANDALONE = "standalone";
    private static final Set<String> NOT_THE_PLATFORM =
            Set.of("forge-simulator", "test-support", "benchmarks", "conformance");
    private static final Pattern REFERENCE = Pattern.compile(
            "((?:^#.*\\n)*)^(?!millrace)[^#\\n=]+=\\$\\{(millrace\\.[a-z0-9.-]+):?([^}]*)}", Pattern.MULTILINE);

    private final Path root;
    private final Sources sources;
    private final Map<String, List<SettingsReader.Use>> uses = new TreeMap<>();

    private AllSettings(Path root, Sources sources) {
        this.root = root;
        this.sources = sources;
    }

    /** The modules that make up the platform, whose settings are collected. */
    static List<String> modules(Path root) throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .filter(module -> !NOT_THE_PLATFORM.contains(module))
                .toList();
    }

    /**
     * Collects them, sorted by key.
     *
     * @throws IllegalStateException naming every setting without a text
     */
    static List<Setting> find(Path root, Sources sources) throws IOException {
        var all = new AllSettings(root, sources);
        for (Sources.Unit unit : sources.units()) {
            SettingsReader.read(sources, unit).forEach(all::add);
        }
        all.addOwn();
        for (String module : modules(root)) {
            Path properties = root.resolve(module).resolve("src/main/resources/application.properties");
            if (Files.exists(properties)) {
                all.addReferences(module, Files.readString(properties));
            }
        }
        return all.settings();
    }

    private void add(SettingsReader.Use use) {
        uses.computeIfAbsent(use.key(), key -> new ArrayList<>()).add(use);
    }

    /** Keys that only the program that starts the services reads: constants with Javadoc. */
    private void addOwn() {
        for (var constant : sources.constants("Settings")) {
            String text = sources.javadoc(constant.path()).text();
            new Expressions(sources, "Settings")
                    .value(constant.tree().getInitializer())
                    .filter(value -> value.matches("millrace\\.[a-z0-9.-]+") && !text.isEmpty())
                    .ifPresent(key -> add(new SettingsReader.Use(
                            key,
                            key.endsWith("-url") ? "address" : "text",
                            Optional.empty(),
                            text,
                            Optional.empty(),
                            STANDALONE)));
        }
    }

    /** {@code quarkus.x=${millrace.y:default}}, with the comment above it as the text. */
    private void addReferences(String module, String properties) {
        Matcher reference = REFERENCE.matcher(properties);
        while (reference.find()) {
            String text = reference
                    .group(1)
                    .replaceAll("(?m)^#\\s*", "")
                    .replaceAll("\\s+", " ")
                    .strip();
            String standard = reference.group(3);
            add(new SettingsReader.Use(
                    reference.group(2),
                    standard.matches("[0-9]+") ? "number" : "text",
                    Optional.of(standard).filter(value -> !value.isEmpty()),
                    text,
                    Optional.empty(),
                    module));
        }
    }

    private List<Setting> settings() throws IOException {
        Map<String, Set<String>> readers = readers();
        Set<String> sections = new TreeSet<>();
        uses.values().forEach(all -> all.forEach(use -> use.section().ifPresent(sections::add)));
        var settings = new ArrayList<Setting>();
        var withoutText = new ArrayList<String>();
        uses.forEach((key, all) -> {
            Setting setting = setting(key, all, readers, sections);
            settings.add(setting);
            if (setting.text().isEmpty() && !ofAService(key)) {
                withoutText.add(key + " (" + all.getFirst().module() + ")");
            }
        });
        if (!withoutText.isEmpty()) {
            throw new IllegalStateException(
                    "no Javadoc describes " + String.join(", ", withoutText)
                            + ": add it to the method of the @ConfigMapping, as @param of the parameter, or to a constant of the key");
        }
        return settings;
    }

    /** Addresses of services, which the page describes itself. */
    private static boolean ofAService(String key) {
        return key.startsWith("millrace.management.") || key.startsWith("millrace.urls.") || FIXED.contains(key);
    }

    private Setting setting(
            String key, List<SettingsReader.Use> all, Map<String, Set<String>> readers, Set<String> sections) {
        var modules = new TreeSet<String>();
        all.forEach(use -> modules.addAll(readers.getOrDefault(use.module(), Set.of(use.module()))));
        SettingsReader.Use described =
                all.stream().filter(use -> !use.text().isEmpty()).findFirst().orElse(all.getFirst());
        return new Setting(
                key,
                described.type(),
                Stream.concat(Stream.of(described), all.stream())
                        .flatMap(use -> use.standard().stream())
                        .findFirst(),
                described.text(),
                section(key, sections),
                modules,
                visibility(key));
    }

    /** The longest matching prefix of a mapping, so that a key that is read by name appears next to related ones. */
    private static String section(String key, Set<String> prefixes) {
        String[] parts = key.split("\\.");
        return prefixes.stream()
                .filter(prefix -> key.startsWith(prefix + "."))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse(parts.length == 2 ? parts[0] : parts[0] + "." + parts[1]);
    }

    private Setting.Visibility visibility(String key) {
        if (FIXED.contains(key)) {
            return Setting.Visibility.FIXED;
        }
        boolean setByUp = SET_BY_UP.stream()
                .anyMatch(each ->
                        each.endsWith("*") ? key.startsWith(each.substring(0, each.length() - 1)) : key.equals(each));
        return setByUp && !OPEN_ALL_THE_SAME.contains(key) ? Setting.Visibility.SET_BY_UP : Setting.Visibility.OPEN;
    }

    /** Which services contain a module: themselves, or those whose POM depends on the library, directly or not. */
    private Map<String, Set<String>> readers() throws IOException {
        List<String> modules = modules(root);
        Map<String, Set<String>> dependencies = new LinkedHashMap<>();
        for (String module : modules) {
            String pom = Files.readString(root.resolve(module).resolve("pom.xml"));
            var used = new TreeSet<String>();
            for (String other : modules) {
                if (!other.equals(module) && pom.contains("<artifactId>" + other + "</artifactId>")) {
                    used.add(other);
                }
            }
            dependencies.put(module, used);
        }
        Map<String, Set<String>> readers = new TreeMap<>();
        for (String module : modules) {
            if (module.endsWith("-service")) {
                addReader(module, module, dependencies, readers);
            }
        }
        readers.put(STANDALONE, Set.of());
        return readers;
    }

    private static void addReader(
            String service, String module, Map<String, Set<String>> dependencies, Map<String, Set<String>> readers) {
        if (readers.computeIfAbsent(module, key -> new TreeSet<>()).add(service)) {
            dependencies.get(module).forEach(each -> addReader(service, each, dependencies, readers));
        }
    }
}
