package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
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
    private final ObjectMapper json;

    RepositoryChanges(
            CurrentCaller currentCaller,
            GrantAccess access,
            AdministratorClient administrator,
            Catalog catalog,
            ChooseDefaultBranch chooseDefaultBranch,
            ObjectMapper json) {
        this.currentCaller = currentCaller;
        this.access = access;
        this.administrator = administrator;
        this.catalog = catalog;
        this.chooseDefaultBranch = chooseDefaultBranch;
        this.json = json;
    }

    RepositoryBody apply(@Nullable String authorization, String named, @Nullable String body) throws IOException {
        Target target = target(authorization, named);
        String branch = Optional.ofNullable(read(body).defaultBranch())
                .filter(name -> !name.isBlank())
                .orElseThrow(
                        () -> MillraceException.badRequest("default_branch is missing: it is what can be changed"));
        StoredRepository repository = target.repository();
        return switch (chooseDefaultBranch.handle(repository, branch, target.actor())) {
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
            case DefaultBranchOutcome.Invalid(String invalid) ->
                throw MillraceException.badRequest("default_branch '%s' is no valid branch name".formatted(invalid));
        };
    }

    private Target target(@Nullable String authorization, String named) throws IOException {
        if (authorization != null && TEAM_TOKEN.matcher(authorization).matches()) {
            currentCaller.load().require(Scope.REPO_WRITE);
            Granted granted = access.managed(Optional.of(named));
            String subject = granted.caller().subject();
            return new Target(
                    granted.repository(), subject.isEmpty() ? granted.caller().team() : subject);
        }
        administrator.require(authorization);
        return Optional.of(named)
                .filter(text -> ID.matcher(text).matches())
                .map(UUID::fromString)
                .flatMap(catalog::find)
                .map(found -> new Target(found, "administrator"))
                .orElseThrow(
                        () -> MillraceException.notFound("there is no repository with the id '%s'".formatted(named))
                                .withCode("repository_missing"));
    }

    private RepositoryChangesBody read(@Nullable String body) {
        try {
            return Optional.ofNullable(json.readValue(body == null ? "{}" : body, RepositoryChangesBody.class))
                    .orElseGet(() -> new RepositoryChangesBody(null));
        } catch (JsonProcessingException e) {
            throw MillraceException.badRequest("the body is not the JSON that is expected, at line %d, column %d"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }

    /** A repository and who may change it. */
    private record Target(StoredRepository repository, String actor) {}
}
