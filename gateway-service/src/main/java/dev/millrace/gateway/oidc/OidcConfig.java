package dev.millrace.gateway.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sign-in with an OpenID Connect provider, {@code millrace.gateway.oidc.*}. */
@ConfigMapping(prefix = "millrace.gateway.oidc")
public interface OidcConfig {

    /**
     * Issuer of the provider: the address whose {@code /.well-known/openid-configuration} describes it. {@code https}, or {@code http} on
     * the loopback address. Without it, there is no such sign-in.
     */
    Optional<URI> issuer();

    /** Id of the client that is registered for Millrace at the provider. */
    Optional<String> clientId();

    /** Secret of the client; without it and {@code millrace.gateway.oidc.client-secret-file}, the client is a public one. */
    Optional<String> clientSecret();

    /** File that holds the secret of the client, in the place of {@code millrace.gateway.oidc.client-secret}. It is read at each use. */
    Optional<Path> clientSecretFile();

    /** Scopes to request; {@code openid} is always among them. */
    @WithDefault("openid,profile,email")
    List<String> scopes();

    /** Name of the provider for people. */
    @WithDefault("OpenID Connect")
    String name();

    /** Claim that holds the display name of a new user; {@code preferred_username} is used if it is missing. */
    @WithDefault("name")
    String nameClaim();

    /** Claim that holds the groups of a person: a list of texts, or one text. */
    @WithDefault("groups")
    String groupsClaim();

    /**
     * What the members of a group are: one or more of {@code team:role}, separated by commas, for example {@code acme:member}. The last
     * part of the key is the group; one with other characters than letters, digits, {@code -} and {@code _} is quoted,
     * {@code millrace.gateway.oidc.groups."/acme/developers"}.
     */
    Map<String, List<@WithConverter(GroupRoleConverter.class) GroupRole>> groups();

    /**
     * Whether a person becomes a user without an invitation although no group maps to a team. Such a user is a member of no team.
     */
    @WithDefault("false")
    boolean admitEveryone();

    /** Only people with a verified e-mail address of these domains may sign in; without it, all may. */
    Optional<List<String>> emailDomains();

    /** Time limit of one request to the provider. */
    @WithDefault("10S")
    Duration timeout();
}
