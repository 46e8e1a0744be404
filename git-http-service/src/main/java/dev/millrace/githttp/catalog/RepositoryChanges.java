package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.settings.Settings;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Changes that a team or the administrator makes to a repository. Refusals are {@link MillraceException}s. */
@ApplicationScoped
class RepositoryChanges {

    private static final Logger LOG = Logger.getLogger(RepositoryChanges.class);

    /** An access token, or a JWT in its compact form, three parts; the administrator's token has no parts. */
    private static final Pattern TEAM_TOKEN = Pattern.compile(
            "[Bb]earer +(%s[^ ]*|[^. ]+\\.[^. ]+\\.[^. ]*)".formatted(OpaqueTokens.ACCESS_TOKEN_PREFIX));

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final CurrentCaller currentCaller;
    private final GrantAccess access;
    private final AdministratorClient administrator;
    private final Catalog catalog;
    private final ChooseDefaultBranch chooseDefaultBranch;
    private final Settings settings;
    private final ObjectMapper json;

    RepositoryChanges(
            CurrentCaller currentCaller,
            GrantAccess access,
            AdministratorClient administrator,
            Catalog catalog,
            ChooseDefaultBranch chooseDefaultBranch,
            GitStorage storage,
            ObjectMapper json) {
        this.currentCaller = currentCaller;
        this.access = access;
        this.administrator = administrator;
        this.catalog = catalog;
        this.chooseDefaultBranch = chooseDefaultBranch;
        this.settings = storage.settings();
        this.json = json;
    }

    RepositoryBody apply(@Nullable String authorization, String named, @Nullable String body) throws IOException {
        Granted target = target(authorization, named);
        RepositoryChangesBody wanted = read(body);
        Optional<String> branch = Optional.ofNullable(wanted.defaultBranch()).filter(name -> !name.isBlank());
        JsonNode archive = wanted.archive();
        if (branch.isEmpty() && archive == null) {
            throw MillraceException.badRequest("default_branch or archive is missing: these are what can be changed");
        }
        if (archive != null && !archive.isBoolean() && !archive.isNull()) {
            throw MillraceException.badRequest("archive is true, false or null, not %s".formatted(archive));
        }
        StoredRepository repository = target.repository();
        RepositoryBody changed =
                branch.isPresent() ? changeBranch(target, branch.get()) : RepositoryBody.of(repository);
        if (archive != null) {
            settings.chooseArchive(repository.id(), archive.isNull() ? null : archive.booleanValue());
            LOG.infof("archive chosen repositoryId=%s team=%s archive=%s", repository.id(), repository.team(), archive);
        }
        return changed.withArchive(settings.archive(repository.id()));
    }

    private RepositoryBody changeBranch(Granted target, String branch) {
        StoredRepository repository = target.repository();
        return switch (chooseDefaultBranch.handle(target, branch)) {
            case DefaultBranchOutcome.Chosen(StoredRepository changed) -> {
                LOG.infof(
                        "default branch chosen repositoryId=%s team=%s repository=%s head=%s",
                        changed.id(), changed.team(), changed.name(), changed.head());
                yield RepositoryBody.of(changed);
            }
            case DefaultBranchOutcome.NoSuchBranch(String missing) ->
                throw MillraceException.notFound(
                                "%s has no branch '%s', and others".formatted(repository.name(), missing))
                        .withCode("branch_missing");
            case DefaultBranchOutcome.UpstreamDecides(String upstream) ->
                throw MillraceException.conflict("%s is the mirror of an installation and has the default branch of %s"
                                .formatted(repository.name(), upstream))
                        .withCode("upstream_decides");
            case DefaultBranchOutcome.Denied(String reason) ->
                throw MillraceException.forbidden(reason).withCode("denied_by_policy");
            case DefaultBranchOutcome.Invalid(String invalid) ->
                throw MillraceException.badRequest("default_branch '%s' is no valid branch name".formatted(invalid));
        };
    }

    private Granted target(@Nullable String authorization, String named) throws IOException {
        if (authorization != null && TEAM_TOKEN.matcher(authorization).matches()) {
            currentCaller.load().require(Scope.REPO_WRITE);
            return access.managed(Optional.of(named));
        }
        administrator.require(authorization);
        return Optional.of(named)
                .filter(text -> ID.matcher(text).matches())
                .map(UUID::fromString)
                .flatMap(catalog::find)
                .map(found -> new Granted(administrator(found.team()), found))
                .orElseThrow(
                        () -> MillraceException.notFound("there is no repository with the id '%s'".formatted(named))
                                .withCode("repository_missing"));
    }

    /** The administrator acts for the team, without limits of a token. */
    private static Caller administrator(String team) {
        return new Caller(team, "administrator", Optional.empty(), Set.of(), List.of(), Instant.MAX);
    }

    private RepositoryChangesBody read(@Nullable String body) {
        try {
            return Optional.ofNullable(json.readValue(body == null ? "{}" : body, RepositoryChangesBody.class))
                    .orElseGet(() -> new RepositoryChangesBody(null, null));
        } catch (JsonProcessingException e) {
            throw MillraceException.badRequest("the body is not the JSON that is expected, at line %d, column %d"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }
}
