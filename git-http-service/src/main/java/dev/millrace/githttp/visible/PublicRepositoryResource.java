package dev.millrace.githttp.visible;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.githttp.visible.AddOutcome.Added;
import dev.millrace.githttp.visible.AddOutcome.NotConnected;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/repos/public}: the public repositories of a connected account, and read-only mirrors of them. */
@Path("/api/v1/repos/public")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.REPO_WRITE)
public class PublicRepositoryResource {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST_NAMED = 100;
    private static final int LAST_PAGE = 100_000;
    private static final int LONGEST_NAME = 255;

    private final CurrentCaller currentCaller;
    private final ListPublic listPublic;
    private final MirrorPublic mirrorPublic;
    private final ForgeConnections connections;
    private final Clock clock;

    PublicRepositoryResource(
            CurrentCaller currentCaller,
            ListPublic listPublic,
            MirrorPublic mirrorPublic,
            ForgeConnections connections,
            Clock clock) {
        this.currentCaller = currentCaller;
        this.listPublic = listPublic;
        this.mirrorPublic = mirrorPublic;
        this.connections = connections;
        this.clock = clock;
    }

    /**
     * A page of at most 100 repositories, and whether the team mirrors them: 412 if the App is not connected there.
     *
     * @param account login at the forge
     * @param host of the GitHub; the usual one by default
     * @param page from 1
     */
    @GET
    public PublicPageBody list(
            @QueryParam("account") @DefaultValue("") String account,
            @QueryParam("host") Optional<String> host,
            @QueryParam("page") @DefaultValue("1") int page) {
        String instance = host(host);
        String login = login(account);
        return calling(() -> listPublic.handle(caller().team(), instance, login, page(page)))
                .map(found -> PublicPageBody.of(found, page))
                .orElseThrow(() -> notConnected(instance, login));
    }

    /** Creates read-only mirrors: of the named repositories, or of all on a page. 200 with what was done to each. */
    @POST
    public AddedBody add(@Nullable NewMirrorsBody body) {
        if (body == null) {
            throw MillraceException.badRequest("the body must be JSON with an account");
        }
        String instance = host(Optional.ofNullable(body.host()));
        String login = login(body.account() == null ? "" : body.account());
        List<String> names = body.names() == null ? List.of() : body.names();
        if (names.isEmpty() == (body.page() == null)) {
            throw MillraceException.badRequest("the body has either names, or a page whose repositories are all meant");
        }
        if (names.size() > MOST_NAMED || names.stream().anyMatch(PublicRepositoryResource::isNoName)) {
            throw MillraceException.badRequest("names has at most %d names of repositories of '%s', without the owner"
                    .formatted(MOST_NAMED, login));
        }
        String team = caller().team();
        AddOutcome outcome = calling(() -> body.page() == null
                ? mirrorPublic.named(team, instance, login, names)
                : mirrorPublic.page(team, instance, login, page(body.page())));
        return switch (outcome) {
            case Added added -> AddedBody.of(added, body.page());
            case NotConnected notConnected -> throw notConnected(instance, login);
        };
    }

    private Caller caller() {
        Caller caller = currentCaller.load();
        if (!caller.isFor("org")) {
            throw MillraceException.forbidden("this needs a token that is valid for all repositories of the team")
                    .withCode("other_repository");
        }
        return caller;
    }

    private String host(Optional<String> given) {
        return given.filter(host -> !host.isBlank())
                .map(host -> host.toLowerCase(Locale.ROOT))
                .orElseGet(() -> connections.defaultGitHub().instance());
    }

    private static String login(String account) {
        if (isNoName(account)) {
            throw MillraceException.badRequest("account is missing: the login whose public repositories are meant");
        }
        return account;
    }

    private static boolean isNoName(@Nullable String text) {
        return text == null
                || text.isBlank()
                || text.length() > LONGEST_NAME
                || text.contains("/")
                || text.equals(".")
                || text.equals("..");
    }

    private static int page(int page) {
        if (page < 1 || page > LAST_PAGE) {
            throw MillraceException.badRequest("page %d must be 1 or more".formatted(page));
        }
        return page;
    }

    private <T> T calling(Supplier<T> work) {
        try {
            return work.get();
        } catch (ForgeFailure failure) {
            throw problem(failure);
        }
    }

    private MillraceException problem(ForgeFailure failure) {
        String message = "the forge did not answer as expected: " + failure.getMessage();
        return switch (failure.kind()) {
            case RATE_LIMITED, UNAVAILABLE, AMBIGUOUS ->
                MillraceException.of(ErrorKind.UPSTREAM, 503, message)
                        .withCode("forge_unavailable")
                        .withRetryAfter(failure.retryAt()
                                .map(at -> Duration.between(clock.instant(), at))
                                .filter(wait -> wait.compareTo(SOON) > 0)
                                .orElse(SOON));
            case AUTHENTICATION_REFUSED, FORBIDDEN, NOT_FOUND, INVALID, UNEXPECTED ->
                MillraceException.of(ErrorKind.UPSTREAM, 502, message).withCode("forge_failed");
        };
    }

    private MillraceException notConnected(String instance, String login) {
        return MillraceException.of(
                        ErrorKind.CALLER,
                        412,
                        "the team has no active installation of the App on the account '%s' at %s"
                                .formatted(login, instance))
                .withCode("github_app_missing");
    }
}
