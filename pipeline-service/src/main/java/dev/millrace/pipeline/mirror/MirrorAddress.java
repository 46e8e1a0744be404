package dev.millrace.pipeline.mirror;

import dev.millrace.kit.identity.PlatformTokens;
import dev.millrace.kit.identity.Scope;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The address of a mirror at git-http, and the token that authorizes our requests. */
@Singleton
final class MirrorAddress {

    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);

    private final String gitHttp;
    private final PlatformTokens tokens;

    MirrorAddress(
            @ConfigProperty(name = "millrace.urls.git-http", defaultValue = "http://localhost:8082") URI gitHttp,
            PlatformTokens tokens) {
        this.gitHttp = gitHttp.toString().replaceAll("/+$", "");
        this.tokens = tokens;
    }

    URI file(String path, String sha) {
        return URI.create("%s/api/v1/repos/file?path=%s&ref=%s".formatted(gitHttp, encode(path), encode(sha)));
    }

    String clone(Mirror mirror) {
        String path = Arrays.stream(mirror.name().split("/"))
                .map(MirrorAddress::encode)
                .collect(Collectors.joining("/"));
        return gitHttp + "/" + path + ".git";
    }

    /** The {@code Authorization} header's value: it grants read access to this one repository for ten minutes. */
    String authorization(Mirror mirror) {
        return "Bearer " + tokens.mint(mirror.team(), mirror.name(), Set.of(Scope.GIT_READ), TOKEN_LIFETIME);
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
