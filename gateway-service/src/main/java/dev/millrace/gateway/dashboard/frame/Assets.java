package dev.millrace.gateway.dashboard.frame;

import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * The files that pages load. Their addresses contain a hash of the content, so browsers keep them for good. Each is compressed once.
 */
@Singleton
public final class Assets {

    private static final String JAVASCRIPT = "text/javascript;charset=utf-8";

    private final Map<String, Asset> files;

    Assets() {
        this.files = Map.of(
                "ui.css",
                asset("text/css;charset=utf-8", "/web/tokens.css", "/web/base.css", "/web/components.css"),
                "ui.js",
                asset(JAVASCRIPT, "/web/ui.js"),
                "charts.js",
                asset(JAVASCRIPT, "/web/charts.js"),
                "code.js",
                asset(JAVASCRIPT, "/web/code.js"),
                "htmx.js",
                asset(JAVASCRIPT, webjar("org.webjars.npm", "htmx.org", "dist/htmx.min.js")),
                "echarts.js",
                asset(JAVASCRIPT, webjar("org.webjars.npm", "echarts", "dist/echarts.common.min.js")),
                "highlight.js",
                asset(JAVASCRIPT, webjar("org.webjars", "highlightjs", "highlight.min.js")),
                "icon.svg",
                asset("image/svg+xml", "/web/icon.svg"));
    }

    /** The version is in the path of its files, and stated once, in the build. */
    private static String webjar(String group, String name, String file) {
        String resource = "/META-INF/maven/%s/%s/pom.properties".formatted(group, name);
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            var properties = new Properties();
            properties.load(Objects.requireNonNull(in, resource));
            return "/META-INF/resources/webjars/%s/%s/%s".formatted(name, properties.getProperty("version"), file);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** The address of a file, for templates. */
    public String address(String name) {
        return "/ui/assets/%s/%s"
                .formatted(Objects.requireNonNull(files.get(name), name).version(), name);
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static Asset asset(String type, String... resources) {
        var content = new ByteArrayOutputStream();
        for (String resource : resources) {
            try (InputStream in = Assets.class.getResourceAsStream(resource)) {
                content.write(Objects.requireNonNull(in, resource).readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(resource, e);
            }
        }
        return Asset.of(type, content.toByteArray());
    }

    /** A file in both forms. */
    static final class Asset {

        private final String type;
        private final String version;
        private final byte[] content;
        private final byte[] compressed;

        private Asset(String type, String version, byte[] content, byte[] compressed) {
            this.type = type;
            this.version = version;
            this.content = content;
            this.compressed = compressed;
        }

        static Asset of(String type, byte[] content) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                var compressed = new ByteArrayOutputStream();
                try (var gzip = new GZIPOutputStream(compressed)) {
                    gzip.write(content);
                }
                return new Asset(type, HexFormat.of().formatHex(hash, 0, 8), content, compressed.toByteArray());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            } catch (IOException e) {
                throw new UncheckedIOException("in memory, nothing fails", e);
            }
        }

        String type() {
            return type;
        }

        /** Changes with the content. */
        String version() {
            return version;
        }

        byte[] content() {
            return content;
        }

        /** The content, gzip. */
        byte[] compressed() {
            return compressed;
        }
    }
}
