package dev.millrace.githttp.signing;

import dev.millrace.git.GitStorage;
import dev.millrace.git.settings.Settings;
import dev.millrace.githttp.api.ApiBody;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** What a team chooses for all of its repositories, and the keys with which the platform signs commits. */
@Path("/api/storage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StorageResource {

    private static final Logger LOG = Logger.getLogger(StorageResource.class);

    private final CurrentCaller currentCaller;
    private final Settings settings;
    private final SignCommits signCommits;
    private final AdministratorClient administrator;
    private final ApiBody bodies;

    StorageResource(
            CurrentCaller currentCaller,
            GitStorage storage,
            SignCommits signCommits,
            AdministratorClient administrator,
            ApiBody bodies) {
        this.currentCaller = currentCaller;
        this.settings = storage.settings();
        this.signCommits = signCommits;
        this.administrator = administrator;
        this.bodies = bodies;
    }

    /** What the team has chosen. */
    @GET
    @Path("settings")
    @RolesAllowed(Roles.ORG_READ)
    public SettingsBody settings() {
        return SettingsBody.of(settings.of(currentCaller.load().team()));
    }

    /** Changes it: 403 with a token that is for one repository. */
    @PATCH
    @Path("settings")
    @RolesAllowed(Roles.REPO_WRITE)
    public SettingsBody change(InputStream body) throws IOException {
        Caller caller = currentCaller.load();
        if (caller.repository().filter(name -> !name.equals("org")).isPresent()) {
            throw MillraceException.forbidden(
                            "the token is for the repository '%s', and settings are for all of the team"
                                    .formatted(caller.repository().get()))
                    .withCode("other_repository");
        }
        SettingsBody wanted = bodies.load(body, SettingsBody.class);
        var changed = settings.change(caller.team(), wanted::applyTo);
        LOG.infof(
                "settings of repositories changed team=%s archive=%s signCommits=%s",
                caller.team(), changed.archive(), changed.signCommits());
        return SettingsBody.of(changed);
    }

    /** The public keys by which signed commits are verified. */
    @GET
    @Path("commit-keys")
    @RolesAllowed(Roles.ORG_READ)
    public CommitKeysBody commitKeys() {
        return CommitKeysBody.of(signCommits.publicKeys());
    }

    /** The same as a file for git's {@code gpg.ssh.allowedSignersFile}. */
    @GET
    @Path("commit-keys/allowed_signers")
    @Produces(MediaType.TEXT_PLAIN)
    @RolesAllowed(Roles.ORG_READ)
    public String allowedSigners() {
        return signCommits.publicKeys().stream()
                .map(key -> "* namespaces=\"git\" %s millrace\n".formatted(key.publicKey()))
                .collect(Collectors.joining());
    }

    /** Makes a new key, which signs from now on, with the administrator's token: 201 with the key. */
    @POST
    @Path("commit-keys")
    @PermitAll
    @ResponseStatus(201)
    public CommitKeysBody changeKey(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws IOException {
        administrator.require(authorization);
        var key = signCommits.change();
        LOG.infof("commits are signed with another key keyId=%s", key.id());
        return CommitKeysBody.of(List.of(key));
    }
}
