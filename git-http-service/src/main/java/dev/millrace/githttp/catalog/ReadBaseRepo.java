package dev.millrace.githttp.catalog;

import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.githttp.catalog.BaseRepo.FirstCommit;
import dev.millrace.githttp.catalog.BaseRepoBody.AuthBody;
import dev.millrace.githttp.catalog.NewRepositoryBody.AuthorBody;
import dev.millrace.githttp.catalog.NewRepositoryBody.InitialCommitBody;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses {@code base_repo}. Every refusal is a {@link MillraceException} that names the field. */
final class ReadBaseRepo {

    private static final Set<String> OWN = Set.of("code", "code.storage");
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}(:|$))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[0-9]{1,5})?");
    private static final Pattern SEGMENT = Pattern.compile("[^\\s\\p{Cntrl}/\\\\%?#:@]{1,255}");
    private static final int LONGEST_OWNER = 1_000;
    private static final int LARGEST_PORT = 65_535;

    private ReadBaseRepo() {}

    /**
     * Reads it.
     *
     * @param commit of a snapshot
     * @param appHost host of the GitHub instance of our App
     */
    static BaseRepo of(@Nullable BaseRepoBody body, @Nullable InitialCommitBody commit, String appHost) {
        if (body == null) {
            return new BaseRepo.None();
        }
        String operation = given(body.operation()).orElse("sync").toLowerCase(Locale.ROOT);
        String provider = given(body.provider()).orElse("").toLowerCase(Locale.ROOT);
        return switch (operation) {
            case "fork" -> fork(body, provider, Optional.empty());
            case "snapshot" -> fork(body, provider, Optional.of(firstCommit(commit)));
            case "sync" -> {
                if (OWN.contains(provider)) {
                    throw refused("base_repo.operation must be fork for the provider " + provider);
                }
                yield sync(body, provider(provider), appHost);
            }
            case "import" -> importOnce(body, provider);
            default ->
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                422,
                                "base_repo.operation '%s' is none of sync, fork, snapshot, import".formatted(operation))
                        .withCode("base_repo_unsupported");
        };
    }

    private static BaseRepo fork(BaseRepoBody body, String provider, Optional<FirstCommit> snapshot) {
        if (!provider.isEmpty() && !OWN.contains(provider)) {
            throw refused("a fork is of one of the team's own repositories: base_repo.provider '%s' is not code"
                    .formatted(provider));
        }
        return new BaseRepo.Fork(
                given(body.name()).orElseThrow(() -> refused("base_repo.name is missing: what shall be forked?")),
                given(body.sha()),
                given(body.ref()),
                given(body.auth()).map(AuthBody::token).flatMap(ReadBaseRepo::given),
                snapshot);
    }

    private static FirstCommit firstCommit(@Nullable InitialCommitBody commit) {
        Optional<InitialCommitBody> request = Optional.ofNullable(commit);
        Optional<AuthorBody> author = request.map(InitialCommitBody::author);
        return new FirstCommit(
                request.map(InitialCommitBody::message).filter(text -> !text.isBlank()),
                author.map(AuthorBody::name).filter(text -> !text.isBlank()),
                author.map(AuthorBody::email).filter(text -> !text.isBlank()));
    }

    private static BaseRepo sync(BaseRepoBody body, Provider provider, String appHost) {
        Optional<AuthBody> auth = given(body.auth());
        Optional<UpstreamCredential> credential = auth.flatMap(ReadBaseRepo::credential);
        Optional<String> type = auth.map(AuthBody::authType).flatMap(ReadBaseRepo::given);
        UpstreamMode mode;
        if (type.isPresent()) {
            mode = mode(type.get(), provider);
        } else {
            mode = credential.isEmpty() && provider == Provider.GITHUB && isAt(appHost, body)
                    ? UpstreamMode.GITHUB_APP
                    : UpstreamMode.CREDENTIALS;
        }
        if (credential.isPresent() && mode != UpstreamMode.CREDENTIALS) {
            throw refused(
                    "base_repo.auth holds a credential, which auth_type '%s' does not use: send auth_type credentials"
                            .formatted(type.orElse("")));
        }
        return new BaseRepo.Remote(
                origin(body, provider, mode, UpstreamOperation.SYNC),
                credential,
                mode != UpstreamMode.CREDENTIALS || credential.isPresent());
    }

    /** Our App exists at one host; any other GitHub instance is authenticated with as any forge. */
    private static boolean isAt(String appHost, BaseRepoBody body) {
        return given(body.upstreamHost())
                .map(appHost::equalsIgnoreCase)
                // without a host it is github.com, and a call that expects the App gets an error if the App is
                // elsewhere
                .orElse(true);
    }

    private static UpstreamMode mode(String authType, Provider provider) {
        return switch (authType.toLowerCase(Locale.ROOT)) {
            case "public" -> UpstreamMode.PUBLIC;
            case "credentials" -> UpstreamMode.CREDENTIALS;
            case "github_app", "app" ->
                provider == Provider.GITHUB ? UpstreamMode.GITHUB_APP : UpstreamMode.CREDENTIALS;
            default ->
                throw refused(
                        "base_repo.auth.auth_type '%s' is none of public, credentials, github_app".formatted(authType));
        };
    }

    private static BaseRepo importOnce(BaseRepoBody body, String provider) {
        Optional<AuthBody> auth = given(body.auth());
        Optional<UpstreamCredential> credential = auth.flatMap(ReadBaseRepo::credential);
        UpstreamMode mode = credential.isPresent() ? UpstreamMode.CREDENTIALS : UpstreamMode.PUBLIC;
        Optional<String> url = given(body.url());
        UpstreamOrigin origin = url.isPresent()
                ? originOf(url.get(), body, mode)
                : origin(body, provider(provider), mode, UpstreamOperation.IMPORT);
        return new BaseRepo.Remote(origin, credential, true);
    }

    private static Optional<UpstreamCredential> credential(AuthBody auth) {
        return given(auth.password()).or(() -> given(auth.token())).map(password -> {
            try {
                return new UpstreamCredential(given(auth.username()), password);
            } catch (IllegalArgumentException tooLong) {
                throw refused("base_repo.auth: " + tooLong.getMessage());
            }
        });
    }

    private static UpstreamOrigin originOf(String text, BaseRepoBody body, UpstreamMode mode) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // the text may hold a password
            throw refused("base_repo.url is no address");
        }
        if (!"https".equalsIgnoreCase(url.getScheme()) || url.getRawAuthority() == null) {
            throw refused("base_repo.url must begin with https://");
        }
        if (url.getRawUserInfo() != null || url.getRawAuthority().contains("@")) {
            throw refused("base_repo.url holds credentials: send them as base_repo.auth.username and .password");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused("base_repo.url must have neither query nor fragment");
        }
        String host = host(url.getRawAuthority());
        String path = Optional.ofNullable(url.getPath()).orElse("").replaceAll("^/+|/+$", "");
        int slash = path.lastIndexOf('/');
        String owner = path.substring(0, Math.max(0, slash));
        String name = withoutEnding(path.substring(slash + 1));
        if (!owner.isEmpty()) {
            checkOwner(owner);
        }
        checkSegment("base_repo.url", name);
        String kind = given(body.provider())
                .map(word -> provider(word).wireName())
                .or(() -> Provider.SOURCEHUT
                        .defaultHost()
                        .filter(host::equals)
                        .map(sourceHut -> Provider.SOURCEHUT.wireName()))
                .orElse("git");
        return new UpstreamOrigin(
                kind,
                host,
                owner,
                name,
                "https://" + host + path(kind, url),
                mode,
                UpstreamOperation.IMPORT,
                given(body.defaultBranch()));
    }

    /** SourceHut has no addresses that end with {@code .git}. */
    private static String path(String provider, URI url) {
        String path = url.getRawPath();
        return provider.equals(Provider.SOURCEHUT.wireName()) ? withoutEnding(path.replaceAll("/+$", "")) : path;
    }

    private static UpstreamOrigin origin(
            BaseRepoBody body, Provider provider, UpstreamMode mode, UpstreamOperation operation) {
        String owner =
                given(body.owner()).map(provider::owner).orElseThrow(() -> refused("base_repo.owner is missing"));
        String name = withoutEnding(given(body.name()).orElseThrow(() -> refused("base_repo.name is missing")));
        checkOwner(owner);
        checkSegment("base_repo.name", name);
        String host = given(body.upstreamHost())
                .map(ReadBaseRepo::host)
                .or(provider::defaultHost)
                .orElseThrow(() -> refused("base_repo.upstream_host is missing: %s has no host of its own"
                        .formatted(provider.wireName())));
        return new UpstreamOrigin(
                provider.wireName(),
                host,
                owner,
                name,
                provider.cloneUrl(host, owner, name),
                mode,
                operation,
                given(body.defaultBranch()));
    }

    private static Provider provider(String word) {
        // older clients omit it for the first supported forge
        return word.isEmpty()
                ? Provider.GITHUB
                : Provider.of(word)
                        .orElseThrow(() ->
                                refused("base_repo.provider '%s' is none of %s".formatted(word, Provider.names())));
    }

    private static String host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw refused("base_repo.upstream_host '%s' is not a bare host name with an optional port".formatted(text));
        }
        int colon = host.indexOf(':');
        if (colon >= 0) {
            int port = Integer.parseInt(host.substring(colon + 1));
            if (port < 1 || port > LARGEST_PORT) {
                throw refused("base_repo.upstream_host '%s' has no possible port".formatted(text));
            }
        }
        return host;
    }

    private static void checkOwner(String owner) {
        if (owner.length() > LONGEST_OWNER) {
            throw refused("base_repo.owner is longer than %d characters".formatted(LONGEST_OWNER));
        }
        for (String segment : owner.split("/", -1)) {
            checkSegment("base_repo.owner", segment);
        }
    }

    private static void checkSegment(String field, String segment) {
        if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
            throw refused("%s has the part '%s', which no repository has".formatted(field, segment));
        }
    }

    private static String withoutEnding(String name) {
        return name.endsWith(".git") ? name.substring(0, name.length() - ".git".length()) : name;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }

    private static Optional<AuthBody> given(@Nullable AuthBody auth) {
        return Optional.ofNullable(auth);
    }

    private static MillraceException refused(String message) {
        return MillraceException.badRequest(message).withCode("base_repo_invalid");
    }
}
