package dev.millrace.githttp.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.ForgeCredential;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.CredentialOutcome;
import dev.millrace.git.upstream.StoredCredential;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.JsonFault;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The calls about credentials for both generations of routes. Refusals are {@link MillraceException}s. */
@ApplicationScoped
class CredentialCalls {

    private static final Logger LOG = Logger.getLogger(CredentialCalls.class);

    private final CurrentCaller currentCaller;
    private final GrantAccess access;
    private final Upstreams upstreams;
    private final ObjectMapper json;

    CredentialCalls(CurrentCaller currentCaller, GrantAccess access, Upstreams upstreams, ObjectMapper json) {
        this.currentCaller = currentCaller;
        this.access = access;
        this.upstreams = upstreams;
        this.json = json;
    }

    /** @param named the repository in the path */
    CredentialBody create(Optional<String> named, @Nullable String body) {
        CredentialRequestBody request = read(body);
        Optional<String> wanted = named.or(() -> Optional.ofNullable(request.repoId()));
        StoredRepository repository = access.managed(wanted).repository();
        UpstreamCredential credential = credential(request);
        repository
                .upstream()
                .map(Upstream::origin)
                .flatMap(origin -> ForgeCredential.objection(
                        origin.provider(), origin.host(), credential.username(), credential.password()))
                .ifPresent(objection -> {
                    throw MillraceException.badRequest(objection).withCode("credential_unusable");
                });
        return switch (upstreams.addCredential(repository.id(), credential)) {
            case CredentialOutcome.Stored(StoredCredential stored) -> {
                LOG.infof(
                        "credential stored team=%s repositoryId=%s credentialId=%s",
                        repository.team(), repository.id(), stored.id());
                yield CredentialBody.of(stored);
            }
            case CredentialOutcome.Exists(StoredCredential existing) ->
                throw MillraceException.conflict(
                                "%s has the credential %s already".formatted(repository.name(), existing.id()))
                        .withCode("credential_exists");
            case CredentialOutcome.NoUse(String reason) ->
                throw MillraceException.of(ErrorKind.CALLER, 412, repository.name() + ": " + reason)
                        .withCode("credential_without_use");
        };
    }

    /**
     * Replaces one of the team's credentials.
     *
     * @param named the repository in the path
     * @param id the credential in the path
     */
    CredentialBody rotate(Optional<String> named, Optional<String> id, @Nullable String body) {
        String team = team(named);
        CredentialRequestBody request = read(body);
        String wanted = id.or(() -> Optional.ofNullable(request.id())).orElseThrow(CredentialCalls::idMissing);
        StoredCredential rotated =
                upstreams.rotateCredential(team, wanted, credential(request)).orElseThrow(() -> missing(wanted));
        LOG.infof("credential rotated team=%s credentialId=%s", team, rotated.id());
        return CredentialBody.of(rotated);
    }

    /** Deletes one of the team's credentials; parameters as in {@link #rotate}. */
    void delete(Optional<String> named, Optional<String> id, @Nullable String body) {
        String team = team(named);
        String wanted = id.or(() -> Optional.ofNullable(read(body).id())).orElseThrow(CredentialCalls::idMissing);
        if (!upstreams.deleteCredential(team, wanted)) {
            throw missing(wanted);
        }
        LOG.infof("credential deleted team=%s credentialId=%s", team, wanted);
    }

    /** A credential belongs to its team: older clients know only its id, and their token names no repository. */
    private String team(Optional<String> named) {
        if (named.isPresent()) {
            return access.managed(named).caller().team();
        }
        Caller caller = currentCaller.load();
        return caller.team();
    }

    private static UpstreamCredential credential(CredentialRequestBody request) {
        String password = request.password();
        if (password == null || password.isEmpty()) {
            throw MillraceException.badRequest("password is missing: a password or an access token");
        }
        try {
            return new UpstreamCredential(
                    Optional.ofNullable(request.username()).filter(name -> !name.isEmpty()), password);
        } catch (IllegalArgumentException tooLong) {
            throw MillraceException.badRequest(String.valueOf(tooLong.getMessage()));
        }
    }

    private CredentialRequestBody read(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return CredentialRequestBody.EMPTY;
        }
        try {
            CredentialRequestBody request = json.readValue(body, CredentialRequestBody.class);
            return request == null ? CredentialRequestBody.EMPTY : request;
        } catch (JsonProcessingException e) {
            // states the position, never the content: the text is likely a secret
            throw MillraceException.badRequest(JsonFault.describe(e));
        }
    }

    private static MillraceException idMissing() {
        return MillraceException.badRequest("id is missing: which credential?");
    }

    private static MillraceException missing(String id) {
        return MillraceException.notFound("the team has no credential '%s'".formatted(id))
                .withCode("credential_missing");
    }
}
