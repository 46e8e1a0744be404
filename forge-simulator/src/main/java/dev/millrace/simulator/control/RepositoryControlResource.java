package dev.millrace.simulator.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /_sim/repositories}: create, read, change and delete repositories. */
@Path("/_sim/repositories")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RepositoryControlResource {

    private static final Set<String> ROLES = Set.of("admin", "maintain", "write", "triage", "read", "none");

    /**
     * A repository to create.
     *
     * @param owner         an account; an organization of that name is created if there is none
     * @param importFrom    path of a Git repository on this machine whose branches and tags to import
     * @param defaultBranch {@code main} if absent; with an import the source's
     * @param user          who does it
     */
    record NewRepositoryBody(
            String owner,
            String name,
            @JsonProperty("private") boolean isPrivate,
            Optional<String> importFrom,
            Optional<String> defaultBranch,
            Optional<String> user) {}

    /** What to change; what is absent stays. Each change is announced separately. */
    record RepositoryChangeBody(
            Optional<String> name,
            Optional<String> description,
            Optional<String> defaultBranch,
            Optional<Boolean> archived,
            @JsonProperty("private") Optional<Boolean> isPrivate,
            Optional<String> user) {}

    /**
     * A user's permissions.
     *
     * @param role {@code admin}, {@code maintain}, {@code write}, {@code triage}, {@code read} or {@code none}
     * @param user who does it
     */
    record RoleBody(String role, Optional<String> user) {}

    private final Accounts accounts;
    private final Actors actors;
    private final Hosting hosting;
    private final RepositoryLife life;
    private final ForgeAddress address;

    RepositoryControlResource(
            Accounts accounts, Actors actors, Hosting hosting, RepositoryLife life, ForgeAddress address) {
        this.accounts = accounts;
        this.actors = actors;
        this.hosting = hosting;
        this.life = life;
        this.address = address;
    }

    @GET
    public List<RepositoryBody> list() {
        return hosting.list().stream().map(this::body).toList();
    }

    @POST
    public RepositoryBody create(NewRepositoryBody body) {
        Account owner = accounts.ensure(body.owner(), Account.Kind.ORGANIZATION);
        return body(life.create(
                owner,
                actors.user(body.user()),
                body.name(),
                body.isPrivate(),
                body.defaultBranch().orElse("main"),
                body.importFrom().map(java.nio.file.Path::of)));
    }

    @GET
    @Path("/{owner}/{name}")
    public RepositoryBody find(@PathParam("owner") String owner, @PathParam("name") String name) {
        return body(actors.repository(owner, name));
    }

    @PATCH
    @Path("/{owner}/{name}")
    public RepositoryBody change(
            @PathParam("owner") String owner, @PathParam("name") String name, RepositoryChangeBody body) {
        HostedRepository repository = actors.repository(owner, name);
        Account by = actors.user(body.user());
        return Actors.locked(repository, () -> {
            body.name().ifPresent(newName -> life.rename(repository, by, newName));
            body.description().ifPresent(description -> life.describe(repository, by, description));
            body.defaultBranch().ifPresent(branch -> life.changeDefaultBranch(repository, by, branch));
            body.archived().ifPresent(archived -> life.archive(repository, by, archived));
            body.isPrivate().ifPresent(isPrivate -> life.makePrivate(repository, by, isPrivate));
            return body(repository);
        });
    }

    @DELETE
    @Path("/{owner}/{name}")
    public void delete(@PathParam("owner") String owner, @PathParam("name") String name) {
        HostedRepository repository = actors.repository(owner, name);
        Actors.locked(repository, () -> {
            life.delete(repository, actors.user(Optional.empty()));
            return repository;
        });
    }

    @PUT
    @Path("/{owner}/{name}/collaborators/{login}")
    public void grant(
            @PathParam("owner") String owner,
            @PathParam("name") String name,
            @PathParam("login") String login,
            RoleBody body) {
        if (!ROLES.contains(body.role())) {
            throw GitHubFailure.of(400, "role %s is none of %s".formatted(body.role(), ROLES));
        }
        life.grant(
                actors.repository(owner, name), actors.user(body.user()), actors.user(Optional.of(login)), body.role());
    }

    private RepositoryBody body(HostedRepository repository) {
        return RepositoryBody.of(repository, address.base());
    }
}
