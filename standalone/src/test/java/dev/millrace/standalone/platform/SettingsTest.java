package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("millrace.properties");
    }

    @Test
    void explainsEveryKeyWhenThereIsNoFileAndStartsWithTheDefaults() {
        Settings settings = Settings.readOrExplain(file, "made-up");

        assertThat(settings)
                .isEqualTo(new Settings(
                        new ForgeApp(
                                "github.com",
                                "https://api.github.com",
                                "https://github.com",
                                java.util.Optional.empty(),
                                java.util.Optional.empty(),
                                java.util.List.of("made-up")),
                        java.util.Optional.empty()));
        assertThat(file).content().isEqualTo(Settings.TEMPLATE);
        assertThat(Settings.readOrExplain(file, "made-up")).isEqualTo(settings);
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
                millrace.ingest.github.secrets=new, old
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
                .hasMessageContaining("there is no setting millrace.github.appid")
                .hasMessageContaining("millrace.github.app-id");
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

    private Settings read(String text) throws IOException {
        Files.writeString(file, text);
        return Settings.readOrExplain(file, "made-up");
    }
}
