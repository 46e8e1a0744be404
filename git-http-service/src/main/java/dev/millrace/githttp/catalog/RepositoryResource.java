package dev.millrace.githttp.catalog;

import dev.millrace.git.Catalog;
import dev.millrace.git.CreateOutcome;
import dev.millrace.git.NewRepository;
import dev.millrace.git.RepositoryName;
import dev.millrace.git.StoredRepository;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.kit.identity.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Repositories of a team over JSON; the token says which team and, mostly, which repository. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {

    private static final Logger LOG = Logger.getLogger(RepositoryResource.class);
    private static final int LARGEST_PAGE = 100;

    private final Callers callers;
    private final GrantAccess access;
    private final Catalog catalog;
    private final ListRepositories listRepositories;
    private final URI publicAddress;

    RepositoryResource(
            Callers callers,
            GrantAccess access,
            Catalog catalog,
            ListRepositories listRepositories,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.callers = callers;
        this.access = access;
        this.catalog = catalog;
        this.listRepositories = listRepositories;
        this.publicAddress = publicAddress;
    }

    /** Makes an empty repository: 201, or 409 if the team has one of that name. */
    @POST
    @Path("repos")
    public Response create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Nullable NewRepositoryBody body) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.REPO_WRITE);
        if (body != null && body.baseRepo() != null && !body.baseRepo().isNull()) {
            throw unsupported("base_repo is not offered: mirrors come from an installation of the App");
        }
        NewRepository wanted = wanted(caller, body);
        return switch (catalog.create(wanted)) {
            case CreateOutcome.Created(StoredRepository made) -> {
                LOG.infof(
                        "repository created team=%s repository=%s repositoryId=%s",
                        made.team(), made.name(), made.id());
                yield Response.status(Response.Status.CREATED)
                        .entity(new CreatedBody(
                                made.id().toString(), made.name(), "repository created", cloneAddress(made.name())))
                        .build();
            }
            case CreateOutcome.NameTaken(StoredRepository existing) -> throw exists(existing);
            case CreateOutcome.AlreadyMirrored(StoredRepository existing) -> throw exists(existing);
        };
    }

    /** The team's repositories by name. */
    @GET
    @Path("repos")
    public PageBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("q") @DefaultValue("") String text) {
        Caller caller = callers.authenticate(authorization);
        caller.require(Scope.ORG_READ);
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        ListRepositories.Page page = listRepositories.page(caller.team(), after(cursor), size, text.strip());
        return new PageBody(
                page.repositories().stream().map(RepositoryBody::of).toList(),
                page.hasMore() ? cursor(page.repositories().getLast().name()) : null,
                page.hasMore());
    }

    /** The repository that the token names. */
    @GET
    @Path("repo")
    public RepositoryBody find(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        Granted granted = access.granted(authorization, Scope.GIT_READ);
        return RepositoryBody.of(granted.repository());
    }

    private static NewRepository wanted(Caller caller, @Nullable NewRepositoryBody body) {
        Optional<String> claimed = caller.repository().filter(name -> !name.equals("org"));
        Optional<String> asked = Optional.ofNullable(body).map(NewRepositoryBody::name);
        String name = claimed.or(() -> asked)
                .orElseThrow(() ->
                        MillraceException.badRequest("no name: the token has no claim 'repo' and the body no 'name'"));
        asked.ifPresent(caller::requireRepository);
        if (name.contains(".git/")) {
            throw MillraceException.badRequest("repository name '%s' has a segment that ends with .git".formatted(name))
                    .withCode("repository_name_invalid");
        }
        String branch = Optional.ofNullable(body)
                .map(NewRepositoryBody::defaultBranch)
                .filter(given -> !given.isBlank())
                .orElse("main");
        try {
            return new NewRepository(caller.team(), new RepositoryName(name), Optional.empty(), branch);
        } catch (IllegalArgumentException invalid) {
            throw MillraceException.badRequest(String.valueOf(invalid.getMessage()));
        }
    }

    private String cloneAddress(String name) {
        try {
            URI path = new URI(null, null, "/" + name + ".git", null);
            return publicAddress.toString().replaceAll("/+$", "") + path.toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no address for " + name, e);
        }
    }

    private static MillraceException exists(StoredRepository existing) {
        return MillraceException.conflict(
                        "the team '%s' has a repository '%s'".formatted(existing.team(), existing.name()))
                .withCode("repository_exists");
    }

    private static MillraceException unsupported(String message) {
        return MillraceException.of(ErrorKind.CALLER, 422, message).withCode("base_repo_unsupported");
    }

    private static String cursor(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> after(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw MillraceException.badRequest("the cursor is not one that we gave out")
                    .withCode("cursor_invalid");
        }
    }
}
