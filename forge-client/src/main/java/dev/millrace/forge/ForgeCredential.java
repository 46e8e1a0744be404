package dev.millrace.forge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What requests to a Git server of a forge are authenticated with. Its text form shows nothing of it.
 *
 * @param username empty to send the secret as a {@code Bearer} token
 * @param secret password or token
 * @param isInstallations whether it is a token of an installation of our App
 */
public record ForgeCredential(Optional<String> username, String secret, boolean isInstallations) {

    private static final String BITBUCKET = "bitbucket";
    private static final String BITBUCKET_CLOUD = "bitbucket.org";

    /** Prefixes of tokens of GitHub, GitLab and Bitbucket. */
    private static final Pattern TOKEN = Pattern.compile("(gh[a-z]_|github_pat_|gl[a-z]+-|AT[A-Z]{2,3}3|ATBB).{8,}");

    /** In the form in which GitHub expects installation tokens. */
    public static ForgeCredential of(InstallationToken token) {
        return new ForgeCredential(Optional.of("x-access-token"), token.value(), true);
    }

    /**
     * A stored credential. A token without a user name is sent with the one that its forge expects.
     *
     * @param provider kind of the forge, as the API names it
     * @param host with or without a port
     */
    public static ForgeCredential of(String provider, String host, Optional<String> username, String secret) {
        return new ForgeCredential(
                username.or(() -> usernameFor(provider.toLowerCase(Locale.ROOT), host, secret)), secret, false);
    }

    private static Optional<String> usernameFor(String provider, String host, String token) {
        return switch (provider) {
            case "github" -> Optional.of("x-access-token");
            case BITBUCKET -> bitbucket(host, token);
            // GitLab and Forgejo document this one, Gitea and SourceHut accept any
            default -> Optional.of("oauth2");
        };
    }

    /**
     * Bitbucket Cloud, «Using API tokens» and «Using access tokens»; Bitbucket Data Center, «HTTP access tokens»: those of
     * projects and repositories are accepted as {@code Bearer} only, and those of people as well.
     */
    private static Optional<String> bitbucket(String host, String token) {
        if (token.startsWith("ATATT")) {
            return Optional.of("x-bitbucket-api-token-auth");
        }
        return token.startsWith("ATCTT") || isBitbucketCloud(host) ? Optional.of("x-token-auth") : Optional.empty();
    }

    /** Why a forge can never accept this, for the person who stores it; empty if it may. */
    public static Optional<String> objection(String provider, String host, Optional<String> username, String secret) {
        if (!provider.equalsIgnoreCase(BITBUCKET)) {
            return Optional.empty();
        }
        if (secret.startsWith("ATBB") && username.isEmpty()) {
            return Optional.of("an app password of Bitbucket needs the user name of its account: send it as username");
        }
        boolean isMail = username.filter(name -> name.contains("@")).isPresent();
        return isMail && (secret.startsWith("ATATT") || isBitbucketCloud(host))
                ? Optional.of("git at Bitbucket does not accept an e-mail address as user name: send the Bitbucket user"
                        + " name, or an API token or access token without username")
                : Optional.empty();
    }

    private static boolean isBitbucketCloud(String host) {
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).equalsIgnoreCase(BITBUCKET_CLOUD);
    }

    /** Value of the {@code Authorization} header. */
    public String header() {
        return username.map(name -> {
                    byte[] pair = (name + ":" + secret).getBytes(StandardCharsets.UTF_8);
                    return "Basic " + Base64.getEncoder().encodeToString(pair);
                })
                .orElseGet(() -> "Bearer " + secret);
    }

    /** Describes it in messages: {@code the user name 'bot' with the stored password or token}. */
    public String description() {
        if (isInstallations) {
            return "the token of the App's installation";
        }
        return username.filter(name -> !isSecret(name))
                .map(name -> "the user name '%s' with the stored password or token".formatted(name))
                .orElse("the stored token");
    }

    /** Redacts it in text from the forge. */
    public Redactor redactor() {
        return Redactor.of(secrets());
    }

    /** What must not appear in any text: the secret as stored, and as sent. */
    public List<String> secrets() {
        String header = header();
        String sent = header.substring(header.indexOf(' ') + 1);
        return Stream.concat(Stream.of(sent, secret), username.filter(this::isSecret).stream())
                .toList();
    }

    /** GitHub also accepts a token as user name, with any password. */
    private boolean isSecret(String name) {
        return List.of("x-oauth-basic", "x").contains(secret)
                || TOKEN.matcher(name).matches();
    }

    @Override
    public String toString() {
        return "ForgeCredential[...]";
    }
}
