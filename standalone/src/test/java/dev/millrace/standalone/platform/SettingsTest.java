package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    /** A line of the page: key and type. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(millrace[^`]+)` \\| ([^|]+) \\|");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("millrace.properties");
    }

    @Test
    void explainsEveryKeyWhenThereIsNoFileAndStartsWithTheDefaults() {
        Settings settings = Settings.readOrExplain(file, "made-up", SettingsTest::fail);

        assertThat(settings)
                .isEqualTo(new Settings(
                        new ForgeApp(
                                "github.com",
                                "https://api.github.com",
                                "https://github.com",
                                java.util.Optional.empty(),
                                java.util.Optional.empty(),
                                java.util.List.of("made-up")),
                        java.util.Optional.empty(),
                        Door.local(),
                        Map.of()));
        assertThat(file).content().isEqualTo(Settings.TEMPLATE);
        assertThat(Settings.readOrExplain(file, "made-up", SettingsTest::fail)).isEqualTo(settings);
    }

    @Test
    void readsEveryKey() throws IOException {
        Path key = Files.writeString(folder.resolve("app.pem"), "key");

        Settings settings = read("""
                millrace.github.instance=github.example.org
                millrace.github.api-url=https://github.example.org/api/v3/
                millrace.github.web-url=https://github.example.org
                millrace.github.app-id=123
                millrace.github.private-key-file=app.pem
                millrace.github.webhook-secrets=new, old
                millrace.public-url=https://millrace.example.org/
                """);

        assertThat(settings.publicUrl()).contains("https://millrace.example.org");
        assertThat(settings.forge().isConfigured()).isTrue();
        assertThat(settings.forge().instance()).isEqualTo("github.example.org");
        assertThat(settings.forge().apiUrl()).isEqualTo("https://github.example.org/api/v3");
        assertThat(settings.forge().webUrl()).isEqualTo("https://github.example.org");
        assertThat(settings.forge().appId()).contains("123");
        assertThat(settings.forge().privateKeyFile()).contains(key.toAbsolutePath());
        assertThat(settings.forge().webhookSecrets()).containsExactly("new", "old");
    }

    @Test
    void refusesAKeyThatDoesNotExist() {
        assertThatThrownBy(() -> read("millrace.github.appid=1"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("millrace.properties, line 1: millrace.github.appid is no setting")
                .hasMessageContaining("the nearest name is millrace.github.app-id");
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThatThrownBy(() -> read("millrace.public-url=millrace.example.org"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("millrace.public-url is 'millrace.example.org'");
    }

    @Test
    void refusesAnAppWithoutItsKey() {
        assertThatThrownBy(() -> read("millrace.github.app-id=1"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("needed together");
    }

    @Test
    void refusesAKeyFileThatIsNotThere() {
        assertThatThrownBy(() -> read("millrace.github.app-id=1\nmillrace.github.private-key-file=gone.pem"))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining(folder.resolve("gone.pem").toString());
    }

    @Test
    void passesEveryDocumentedKeyOnToTheServices() throws IOException { // #9.35
        Settings settings = read("""
                millrace.outbound.allowed=gitlab.example.org,10.0.0.0/8
                millrace.git-http.lfs.max-object=1G
                millrace.git-http.fsck.missing-email=ignore
                millrace.git.s3.secret-key=hush
                millrace.git.directory=packs
                """);

        assertThat(settings.others())
                .isEqualTo(Map.of(
                        "millrace.outbound.allowed", "gitlab.example.org,10.0.0.0/8",
                        "millrace.git-http.lfs.max-object", "1G",
                        "millrace.git-http.fsck.missing-email", "ignore",
                        "millrace.git.s3.secret-key", "hush",
                        "millrace.git.directory",
                                folder.resolve("packs").toAbsolutePath().toString()));
    }

    @Test
    void acceptsEveryKeyOfTheConfigurationPage() throws IOException { // #10
        String page = Files.readString(Path.of("../docs/configuration.md")).split("\n## Set by", 2)[0];
        String lines = ROW.matcher(page)
                .results()
                .map(row -> "%s=%s\n"
                        .formatted(row.group(1).replace("*", "missingEmail"), valueOf(row.group(2), row.group(1))))
                .collect(Collectors.joining());

        Settings settings = read(lines);

        assertThat(lines.lines()).hasSizeGreaterThan(100);
        assertThat(settings.others()).hasSizeGreaterThan(100).containsEntry("millrace.sync.workers", "1");
    }

    @Test
    void rejectsKeysThatOnlyUpSets() throws IOException { // #10
        String section = Files.readString(Path.of("../docs/configuration.md")).split("\n## Set by", 2)[1];
        List<String> keys =
                ROW.matcher(section).results().map(row -> row.group(1)).toList();

        assertThat(keys).contains("millrace.instance", "millrace.urls.sync");
        for (String key : keys) {
            assertThatThrownBy(() -> read(key + "=1"))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("line 1: " + key + " is set by Millrace itself");
        }
    }

    private String valueOf(String type, String key) {
        return switch (type) {
            case "number" -> "1";
            case "duration" -> "10s";
            case "size" -> "1M";
            case "address" -> "https://millrace.example.org";
            case "path" -> existing();
            case "list" -> key.endsWith("certificates") ? existing() : "a,b";
            case "text" -> "127.0.0.1";
            default -> type.replaceFirst("`([a-z]+)`.*", "$1");
        };
    }

    private String existing() {
        try {
            return Files.writeString(folder.resolve("a.pem"), "content").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void writesWhatIsPassedOnForTheOwnerOnly() throws IOException { // #9.35
        Path target = folder.resolve("settings.properties");

        read("millrace.git.s3.secret-key=hush").writeOthers(target);

        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(target).content().contains("millrace.git.s3.secret-key=hush");
    }

    @Test
    void resolvesEveryPathOfTrustedCertificates() throws IOException { // #9.17
        Path one = Files.writeString(folder.resolve("one.pem"), "certificate");
        Path more = Files.createDirectory(folder.resolve("more"));

        Settings settings = read("millrace.outbound.trust-certificates= one.pem, %s ,".formatted(more));

        assertThat(settings.others())
                .containsEntry("millrace.outbound.trust-certificates", one.toAbsolutePath() + "," + more);
    }

    @Test
    void letsTheGatewayListenElsewhere() throws IOException { // #9.34
        Settings settings = read("""
                millrace.gateway.host=0.0.0.0
                millrace.gateway.port=8443
                millrace.gateway.trust-forwarded=true
                """);

        assertThat(settings.door().host().isAnyLocalAddress()).isTrue();
        assertThat(settings.door().port()).contains(8443);
        assertThat(settings.others()).containsEntry("millrace.gateway.trust-forwarded", "true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                millrace.gateway.port=0           | line 3: millrace.gateway.port is '0', it must be a port
                millrace.gateway.port=65536       | line 3: millrace.gateway.port is '65536', it must be a port
                millrace.gateway.port=x           | line 3: millrace.gateway.port is 'x', it must be a port
                millrace.public-url=http://h:70000 | line 3: millrace.public-url is '70000', it must be a port
                millrace.git.s3.endpoint=http://h:0/x | line 3: millrace.git.s3.endpoint is '0', it must be a port
                millrace.gateway.host=everywhere  | line 3: millrace.gateway.host is 'everywhere', it must be an address
                millrace.git.s3.prefix=a\\u12     | line 3: an escape is malformed
                millrace.git.directory=C:\\packs   | line 3: '\\p' is not an escape
                millrace.urls.ingest=http://h     | line 3: millrace.urls.ingest is set by Millrace itself
                millrace.platform.private-key-file=gone.pem | line 3: millrace.platform.private-key-file is 'gone.pem'
                millrace.outbound.trust-certificates=gone.pem | line 3: millrace.outbound.trust-certificates is 'gone.pem'
                millrace.outbound.trust-certificates=.,gone.pem | line 3: millrace.outbound.trust-certificates is 'gone.pem'
                millrace.git.store=s3\\nmillrace.git.store=s3 | line 4: millrace.git.store stands in line 3 already
                millrace.public-url=http://a\\nmillrace.urls.public=http://b | line 4: millrace.urls.public is another name
                """)
    void rejectsWhatCannotBeBeforeAnythingStarts(String line, String message) { // #9.35
        String text = "# a comment\n\n" + line.replace("\\n", "\n");

        assertThatThrownBy(() -> read(text)).isInstanceOf(StartFailed.class).hasMessageContaining(message);
    }

    @Test
    void countsLinesThroughContinuations() { // #9.35
        assertThatThrownBy(() -> read("""
                        millrace.outbound.allowed=a.example.org,\\
                           b.example.org
                        millrace.nothing=1
                        """)).hasMessageContaining("line 3: millrace.nothing is no setting");
    }

    @Test
    void closesAFileThatOtherUsersCanRead() throws IOException {
        Files.writeString(file, "millrace.git.s3.secret-key=hush");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Settings.readOrExplain(file, "made-up", SettingsTest::fail);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(file).content().isEqualTo("millrace.git.s3.secret-key=hush");
    }

    @Test
    void writesAFileThatOnlyTheOwnerCanRead() {
        Settings.readOrExplain(file, "made-up", SettingsTest::fail);

        assertThat(file)
                .satisfies(path -> assertThat(Files.getPosixFilePermissions(path))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }

    private static void fail(String warning) {
        throw new AssertionError(warning);
    }

    private Settings read(String text) throws IOException {
        Files.writeString(file, text);
        return Settings.readOrExplain(file, "made-up", SettingsTest::fail);
    }
}
