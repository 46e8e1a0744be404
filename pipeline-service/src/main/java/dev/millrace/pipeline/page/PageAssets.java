package dev.millrace.pipeline.page;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files that pages load: a style sheet and a script. Their addresses change with their content, so browsers may keep them. */
@Singleton
final class PageAssets {

    static final String STYLES = "build.css";
    static final String SCRIPT = "build.js";

    private final Map<String, Asset> files = Map.of(
            STYLES, read(STYLES, "text/css;charset=utf-8"), SCRIPT, read(SCRIPT, "text/javascript;charset=utf-8"));

    /**
     * A file.
     *
     * @param version changes with the content
     */
    record Asset(String type, String content, String version) {}

    Optional<Asset> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    String address(String name) {
        return "/builds/assets/%s?v=%s"
                .formatted(name, Objects.requireNonNull(files.get(name)).version());
    }

    private static Asset read(String name, String type) {
        try (InputStream in = PageAssets.class.getResourceAsStream("/page/" + name)) {
            byte[] content = Objects.requireNonNull(in, name).readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Asset(
                    type,
                    new String(content, StandardCharsets.UTF_8),
                    HexFormat.of().formatHex(hash, 0, 8));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
