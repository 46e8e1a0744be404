package dev.millrace.simulator.access;

import dev.millrace.simulator.app.AppJwt;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.UserTokens;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Identifies the caller by {@code Authorization}: {@code Bearer}, {@code token}, or {@code Basic} (token as password). */
@ApplicationScoped
public class Authentication {

    private final AppJwt appJwt;
    private final InstallationTokens installationTokens;
    private final PersonTokens personTokens;
    private final UserTokens userTokens;

    Authentication(
            AppJwt appJwt, InstallationTokens installationTokens, PersonTokens personTokens, UserTokens userTokens) {
        this.appJwt = appJwt;
        this.installationTokens = installationTokens;
        this.personTokens = personTokens;
        this.userTokens = userTokens;
    }

    /**
     * The caller; anonymous only if there is no header at all.
     *
     * @throws GitHubFailure 401 if the credentials are unknown, expired or revoked
     */
    public Caller caller(@Nullable String authorization) {
        if (authorization == null) {
            return new Caller.Anonymous();
        }
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String credentials = authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer", "token" -> byToken(credentials);
            case "basic" -> byToken(password(credentials));
            default -> throw GitHubFailure.badCredentials();
        };
    }

    private Caller byToken(String token) {
        if (token.startsWith("ghs_")) {
            return installationTokens
                    .find(token)
                    .<Caller>map(Caller.Installed::new)
                    .orElseThrow(GitHubFailure::badCredentials);
        }
        if (token.startsWith("ghu_")) {
            return userTokens
                    .find(token)
                    .<Caller>map(Caller.Authorized::new)
                    .orElseThrow(GitHubFailure::badCredentials);
        }
        if (token.startsWith("ghp_")) {
            return personTokens.find(token).<Caller>map(Caller.Person::new).orElseThrow(GitHubFailure::badCredentials);
        }
        if (token.chars().filter(c -> c == '.').count() == 2) {
            appJwt.verify(token);
            return new Caller.App();
        }
        throw GitHubFailure.badCredentials();
    }

    /** The password, or the user name if the password is empty or {@code x-oauth-basic}, which GitHub also accepts. */
    private static String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            String user = colon < 0 ? pair : pair.substring(0, colon);
            String password = colon < 0 ? "" : pair.substring(colon + 1);
            return password.isEmpty() || password.equals("x-oauth-basic") ? user : password;
        } catch (IllegalArgumentException e) {
            throw GitHubFailure.badCredentials();
        }
    }
}
