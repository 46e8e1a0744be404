package dev.millrace.pipeline;

import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A GitHub and a git-http for the tests of this service, and timeouts short enough for tests. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {

    private static final FakeGitHub GITHUB = new FakeGitHub();
    private static final FakeGitHttp GIT_HTTP = new FakeGitHttp();

    private static final boolean HAS_BUBBLEWRAP = Files.isExecutable(Path.of("/usr/bin/bwrap"));
    private static final Path SCENES = readable(directory());

    /** A new directory that jobs can read, also in a sandbox. */
    static Path newScene() {
        try {
            return readable(Files.createTempDirectory(SCENES, "work"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("scenes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path readable(Path directory) {
        try {
            return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static FakeGitHub gitHub() {
        return GITHUB;
    }

    public static FakeGitHttp gitHttp() {
        return GIT_HTTP;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("pipeline");
            Path key = Files.writeString(
                    folder.resolve("app.pem"), TestKeys.pem(TestKeys.rsa().getPrivate()));
            return Map.ofEntries(
                    Map.entry("millrace.github.api-url", GITHUB.url()),
                    Map.entry("millrace.github.app-id", "1"),
                    // longer than a busy machine needs until a held response is released
                    Map.entry("millrace.github.timeout", "60S"),
                    Map.entry("millrace.github.private-key-file", key.toString()),
                    Map.entry("millrace.urls.git-http", GIT_HTTP.url()),
                    Map.entry("millrace.urls.public", "https://millrace.example"),
                    Map.entry(
                            "millrace.pipeline.work-directory",
                            folder.resolve("work").toString()),
                    // as on a server, where there is bubblewrap
                    Map.entry("millrace.pipeline.sandbox", HAS_BUBBLEWRAP ? "required" : "off"),
                    Map.entry("millrace.pipeline.sandbox.readable-paths", SCENES.toString()),
                    Map.entry("millrace.pipeline.job-use.file-size", "20M"),
                    Map.entry("millrace.pipeline.job-timeout", "12s"),
                    Map.entry("millrace.pipeline.job-lease", "5s"),
                    Map.entry("millrace.pipeline.output-limit", "64K"),
                    Map.entry("millrace.pipeline.log-readers", "4"),
                    Map.entry("millrace.git.directory", folder.resolve("git").toString()),
                    Map.entry("millrace.pipeline.files.storage", "objects"),
                    Map.entry("millrace.pipeline.files.artifact-files", "50"),
                    Map.entry("millrace.pipeline.files.repository-caches", "1M"),
                    Map.entry("millrace.pipeline.poll-interval", "200ms"),
                    Map.entry("millrace.pipeline.secrets.give-up-after", "2s"),
                    Map.entry("millrace.pipeline.trigger.report-after", "4s"),
                    Map.entry("millrace.pipeline.check.write-spacing", "50ms"),
                    Map.entry("millrace.pipeline.check.progress-interval", "3s"),
                    Map.entry("millrace.pipeline.check.lane-lease", "3s"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        GITHUB.stop();
        GIT_HTTP.stop();
    }
}
