package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.HttpsPush;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CatalogPosition;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.settings.Settings;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.JsonFault;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the repository API for both generations of routes: older ones name the repository in the token only, newer
 * ones in the path as well. Refusals are {@link MillraceException}s.
 */
@ApplicationScoped
class RepositoryCalls {

    private static final Logger LOG = Logger.getLogger(RepositoryCalls.class);
    private static final int LARGEST_PAGE = 100;

    private final CurrentCaller currentCaller;
    private final GrantAccess access;
    private final RepositoryAccess repositoryAccess;
    private final Database database;
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final CreateRepository createRepository;
    private final PullUpstream pullUpstream;
    private final ForgeConnections connections;
    private final Settings settings;
    private final ObjectMapper json;
    private final URI publicAddress;

    RepositoryCalls(
            CurrentCaller currentCaller,
            GrantAccess access,
            RepositoryAccess repositoryAccess,
            Database database,
            Catalog catalog,
            Upstreams upstreams,
            CreateRepository createRepository,
            PullUpstream pullUpstream,
            ForgeConnections connections,
            GitStorage storage,
            ObjectMapper json,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicAddress) {
        this.currentCaller = currentCaller;
        this.access = access;
        this.repositoryAccess = repositoryAccess;
        this.database = database;
        this.catalog = catalog;
        this.upstreams = upstreams;
        this.createRepository = createRepository;
        this.pullUpstream = pullUpstream;
        this.connections = connections;
        this.settings = storage.settings();
        this.json = json;
        this.publicAddress = publicAddress;
    }

    CreatedBody create(@Nullable String body, @Nullable String branch) {
        Caller caller = currentCaller.load();
        Optional<NewRepositoryBody> request = read(body, NewRepositoryBody.class);
        RepositoryName name = name(caller, request.map(NewRepositoryBody::name));
        BaseRepo base = ReadBaseRepo.of(
                request.map(NewRepositoryBody::baseRepo).orElse(null),
                request.map(NewRepositoryBody::initialCommit).orElse(null),
                connections.defaultGitHub().instance());
        Optional<String> wanted = request.map(NewRepositoryBody::defaultBranch)
                .or(() -> Optional.ofNullable(branch))
                .filter(given -> !given.isBlank());
        CreationOutcome outcome;
        try {
            outcome = createRepository.handle(caller, name, base, wanted);
        } catch (IllegalArgumentException invalid) {
            throw MillraceException.badRequest(String.valueOf(invalid.getMessage()));
        }
        return switch (outcome) {
            case CreationOutcome.Created(StoredRepository made) -> {
                LOG.infof(
                        "repository created team=%s repository=%s repositoryId=%s from=%s",
                        made.team(), made.name(), made.id(), base.getClass().getSimpleName());
                yield new CreatedBody(
                        made.id().toString(),
                        made.name(),
                        readOnly(base).map("repository created; "::concat).orElse("repository created"),
                        cloneAddress(made.name()));
            }
            case CreationOutcome.Exists(StoredRepository existing) -> throw exists(caller, existing);
            case CreationOutcome.NameSpent(String spent) -> throw deleted(caller.team(), spent);
            case CreationOutcome.AppMissing(String host, String owner) ->
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                412,
                                ("GitHub App configuration missing: the team '%s' has no active installation of the App on"
                                                + " the account '%s' at %s; install and link it, send a credential with"
                                                + " auth_type credentials, or follow a public repository with auth_type"
                                                + " public")
                                        .formatted(caller.team(), owner, host))
                        .withCode("github_app_missing");
            case CreationOutcome.SourceMissing(String code, String reason) ->
                throw MillraceException.notFound(reason).withCode(code);
            case CreationOutcome.Refused(String reason) ->
                throw MillraceException.badRequest(reason).withCode("base_repo_invalid");
        };
    }

    /** Why nothing can be pushed to a new mirror. A mirror that is read without credentials keeps pushes local. */
    private static Optional<String> readOnly(BaseRepo base) {
        return base
                                instanceof
                                BaseRepo.Remote(
                                        UpstreamOrigin origin,
                                        Optional<UpstreamCredential> credential,
                                        boolean begin)
                        && origin.operation() == UpstreamOperation.SYNC
                        && origin.mode() != UpstreamMode.PUBLIC
                ? HttpsPush.refusal(origin.provider(), origin.host(), origin.owner() + "/" + origin.name())
                : Optional.empty();
    }

    PageBody list(String cursor, int limit, String text) {
        Caller caller = currentCaller.load();
        int size = Math.clamp(limit, 1, LARGEST_PAGE);
        List<StoredRepository> found = new VisiblePage(catalog, repositoryAccess.visible(caller))
                .newest(caller.team(), PageCursor.read(cursor), size + 1, text.strip());
        List<StoredRepository> page = found.subList(0, Math.min(size, found.size()));
        boolean hasMore = found.size() > size;
        return new PageBody(
                page.stream().map(RepositoryBody::of).toList(),
                hasMore ? PageCursor.of(CatalogPosition.after(page.getLast())) : null,
                hasMore);
    }

    RepositoryBody find(Optional<String> named) {
        return RepositoryBody.of(GrantAccess.filled(access.managed(named)).repository());
    }

    /** The repository, whatever its content, for callers that may change it. */
    RepositoryBody describe(String named) {
        StoredRepository stored = access.managed(Optional.of(named)).repository();
        return RepositoryBody.of(stored).withArchive(settings.archive(stored.id()));
    }

    MessageBody delete(Optional<String> named) {
        Granted granted = managedOrDeleted(named);
        StoredRepository repository = granted.repository();
        if (!catalog.delete(repository.id())) {
            throw deleted(repository.team(), repository.name());
        }
        LOG.infof(
                "repository deleted team=%s repository=%s repositoryId=%s",
                repository.team(), repository.name(), repository.id());
        return message(repository, "repository deleted; its content is removed for good later");
    }

    MessageBody pull(Optional<String> named, @Nullable String body) {
        Granted granted = access.managed(named);
        Optional<PullBody> request = read(body, PullBody.class);
        StoredRepository repository = granted.repository();
        return switch (pullUpstream.handle(
                granted.caller(),
                repository,
                request.map(PullBody::ref).filter(given -> !given.isBlank()),
                request.map(PullBody::after).filter(given -> !given.isBlank()))) {
            case PullOutcome.Requested requested -> message(repository, "Repository sync initiated successfully");
            case PullOutcome.NoUpstream none ->
                throw MillraceException.badRequest("%s has no upstream to pull from".formatted(repository.name()))
                        .withCode("upstream_missing");
            case PullOutcome.Invalid(String reason) -> throw MillraceException.badRequest(reason);
        };
    }

    MessageBody detach(Optional<String> named) {
        StoredRepository repository = access.managed(named).repository();
        boolean changed = database.inTransaction(tx -> upstreams.detach(tx, repository.id()));
        if (changed) {
            LOG.infof(
                    "repository detached team=%s repository=%s repositoryId=%s",
                    repository.team(), repository.name(), repository.id());
        }
        return message(repository, changed ? "upstream detached" : "the repository has no upstream");
    }

    private Granted managedOrDeleted(Optional<String> named) {
        try {
            return access.managed(named);
        } catch (MillraceException refusal) {
            if (refusal.status() == 404) {
                Caller caller = currentCaller.load();
                String name = named.or(caller::repository).orElse("");
                if (catalog.wasDeleted(caller.team(), name)) {
                    throw deleted(caller.team(), name);
                }
            }
            throw refusal;
        }
    }

    private <T> Optional<T> read(@Nullable String body, Class<T> type) {
        if (body == null || body.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readValue(body, type));
        } catch (JsonProcessingException e) {
            // states the position, never the content: a body may contain a secret
            throw MillraceException.badRequest(JsonFault.describe(e));
        }
    }

    private static RepositoryName name(Caller caller, Optional<String> asked) {
        Optional<String> claimed = caller.repository().filter(name -> !name.equals("org"));
        String name = claimed.or(() -> asked)
                .orElseThrow(() ->
                        MillraceException.badRequest("no name: the token has no claim 'repo' and the body no 'name'"));
        asked.ifPresent(caller::requireRepository);
        if (name.contains(".git/")) {
            throw MillraceException.badRequest("repository name '%s' has a segment that ends with .git".formatted(name))
                    .withCode("repository_name_invalid");
        }
        return new RepositoryName(name);
    }

    private String cloneAddress(String name) {
        try {
            URI path = new URI(null, null, "/" + name + ".git", null);
            return publicAddress.toString().replaceAll("/+$", "") + path.toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no address for " + name, e);
        }
    }

    private static MessageBody message(StoredRepository repository, String text) {
        return new MessageBody(repository.id().toString(), repository.name(), text);
    }

    /** That a name is taken has to be said; what has it is not, to a caller who does not read it. */
    private MillraceException exists(Caller caller, StoredRepository existing) {
        return existing.upstreamAddress()
                .filter(address -> repositoryAccess.reads(caller, existing.team(), GrantAccess.idAtForge(existing)))
                .map(address -> MillraceException.conflict("the team '%s' has a repository '%s', which follows %s"
                                .formatted(existing.team(), existing.name(), address))
                        .withCode("repository_has_upstream"))
                .orElseGet(() -> MillraceException.conflict(
                                "the team '%s' has a repository '%s'".formatted(existing.team(), existing.name()))
                        .withCode("repository_exists"));
    }

    private static MillraceException deleted(String team, String name) {
        return MillraceException.conflict(
                        "the team '%s' deleted its repository '%s'; a name is not used again".formatted(team, name))
                .withCode("repository_deleted");
    }
}
