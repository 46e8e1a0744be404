package dev.millrace.standalone.docs;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/configuration.md}, and the list of keys that the settings file may contain. */
final class ConfigurationPage {

    private static final String INTRODUCTION = """
            # Configuration

            <!-- Generated from the code by ./millrace docs. Do not edit. -->

            With `./millrace up`, settings are in `.millrace/millrace.properties`, which may contain every key of this page except
            those of the [last section](#set-by-millrace-up). An unknown key is rejected before anything starts, with its line and the
            nearest name. A service that is started without the script reads the same keys from its environment:
            `millrace.git.s3.path-style` is `MILLRACE_GIT_S3_PATH_STYLE`. A change takes effect after a restart.

            - A duration is a number with a unit (`500ms`, `10s`, `5m`, `1h`, `30d`) or ISO 8601 (`PT10S`).
            - A size is a number of bytes, or one with a unit: `64K`, `16M`, `4G`.
            - The items of a list are separated by commas.
            - A relative path in the settings file counts from the file's folder.
            """;

    private static final String SET_BY_UP = """

            ## Set by `./millrace up`

            `up` sets these itself and rejects them in the settings file. Set them in the environment of services that are started
            without it.

            """;

    private final List<Setting> settings;
    private final long services;

    ConfigurationPage(List<Setting> settings) {
        this.settings = settings;
        this.services = settings.stream()
                .flatMap(each -> each.modules().stream())
                .distinct()
                .count();
    }

    String markdown() {
        var page = new StringBuilder(INTRODUCTION);
        Map<String, List<Setting>> sections = settings.stream()
                .filter(each -> each.visibility() == Setting.Visibility.OPEN)
                .collect(Collectors.groupingBy(Setting::section, TreeMap::new, Collectors.toList()));
        sections.forEach((section, rows) ->
                page.append("\n## `").append(section).append("`\n\n").append(table(rows)));
        page.append(SET_BY_UP)
                .append(table(settings.stream()
                        .filter(each -> each.visibility() == Setting.Visibility.SET_BY_UP)
                        .toList()));
        return page.toString();
    }

    /** One key per line, as {@code KnownSettings} reads them. */
    String keys() {
        return settings.stream()
                .map(each -> each.visibility() == Setting.Visibility.OPEN ? each.key() : each.key() + " internal")
                .collect(Collectors.joining(
                        "\n",
                        "# Every key there is, generated from the code by ./millrace docs. Those marked internal are rejected in\n"
                                + "# .millrace/millrace.properties; * stands for any one name.\n",
                        "\n"));
    }

    private String table(Collection<Setting> rows) {
        return "| Setting | Type | Default | Read by | Meaning |\n|---|---|---|---|---|\n"
                + rows.stream().map(this::row).collect(Collectors.joining());
    }

    private String row(Setting setting) {
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        setting.key(),
                        setting.type(),
                        setting.standard()
                                .map(value -> "`" + shown(setting.type(), value) + "`")
                                .orElse(""),
                        readBy(setting),
                        sentence(setting.text().isEmpty() ? ofService(setting) : setting.text()))
                .replace("${java.io.tmpdir}", "<temporary directory>");
    }

    private String readBy(Setting setting) {
        if (setting.modules().isEmpty()) {
            return "`./millrace up`";
        }
        return setting.modules().size() == services
                ? "all services"
                : setting.modules().stream()
                        .map(module -> module.replaceAll("-service$", ""))
                        .collect(Collectors.joining(", "));
    }

    /** A {@code @param} begins with a lower-case letter and has no full stop. */
    private static String sentence(String text) {
        String capital = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }

    private static String ofService(Setting setting) {
        String service = setting.key().substring(setting.key().lastIndexOf('.') + 1);
        return (setting.key().startsWith("millrace.management.") ? "Management address of " : "Address of ") + service;
    }

    /** Durations in one format, whichever the code uses. */
    private static String shown(String type, String value) {
        return type.equals("duration")
                ? value.replaceFirst("^PT?", "").toLowerCase(Locale.ROOT)
                : value.replace("|", "\\|");
    }
}
